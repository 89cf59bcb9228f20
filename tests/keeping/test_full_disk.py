"""Records on a disk that is really full: the person is told, nothing claims to be saved, and it goes on afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from full_disk import Place, small_disk
from sqlalchemy.engine import Engine

from rasa_project.bootstrap import services
from rasa_project.core.errors import KyogiError
from rasa_project.keeping import Keeper, Speaker, conversation_key, wording
from rasa_project.service import Turn, Utterance, choose, open_conversation, take_turn
from rasa_project.store import cases
from rasa_project.store.engine import open_engine
from rasa_project.store.errors import NOT_SAVED
from rasa_project.store.migrate import migrate
from rasa_project.store.outbox import Decision

ME = Speaker(conversation_key("me"), "page")
UNCLEAR = (
    "answer:stage=plan", "answer:subject=smart_device", "answer:activity=extend_lease",
    "answer:network=none",
)  # fmt: skip


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Place]:
    with small_disk(tmp_path) as found:
        yield found


@pytest.fixture
def engine(disk: Place) -> Iterator[Engine]:
    made = open_engine(disk.folder / "records.db")
    migrate(made)
    yield made
    made.dispose()


@pytest.fixture
def keeper(engine: Engine) -> Keeper:
    return Keeper(engine, services(), "0" * 16)


def press(keeper: Keeper, turn: Turn, payload: str) -> Turn:
    before = turn.conversation
    return keeper.kept(ME, before, choose(services(), before, payload))


def texts(turn: Turn) -> str:
    return "\n".join(message.text for message in turn.messages)


def claims(turn: Turn) -> list[str]:
    """What only a saved consultation has."""
    customs = (message.custom or {} for message in turn.messages)
    filed = ["filed" for custom in customs if "filed" in custom]
    return filed + [words for words in ("相談番号", "一覧に載せました") if words in texts(turn)]


def test_an_interview_on_a_full_disk_goes_on_unsaved_and_says_so_each_time(
    disk: Place, keeper: Keeper, engine: Engine
) -> None:
    turn = press(keeper, open_conversation(services()), UNCLEAR[0])
    known = keeper.records.by_id(str(turn.conversation.id))
    disk.fill()
    for payload in UNCLEAR[1:]:
        turn = press(keeper, turn, payload)
        assert wording.NOT_SAVED in texts(turn)
        assert claims(turn) == []
    assert turn.conversation.shown, "the result is there all the same"
    asked = Utterance("担当者に相談したい", "handoff")
    handed = take_turn(services(), turn.conversation, asked)
    handed = keeper.kept(ME, turn.conversation, handed, asked)
    assert wording.NOT_SAVED in texts(handed) and claims(handed) == []
    assert keeper.records.by_id(str(turn.conversation.id)) == known, "nothing half kept"
    assert cases.cases_of(engine, str(turn.conversation.id)) == ()


def test_with_room_again_the_whole_consultation_is_saved(disk: Place, keeper: Keeper) -> None:
    turn = press(keeper, open_conversation(services()), UNCLEAR[0])
    disk.fill()
    for payload in UNCLEAR[1:3]:
        turn = press(keeper, turn, payload)
    disk.free()
    turn = press(keeper, turn, UNCLEAR[3])
    assert wording.NOT_SAVED not in texts(turn) and "相談番号" in claims(turn)
    record = keeper.records.by_id(str(turn.conversation.id))
    assert record is not None and record.state == "finished"
    assert list(record.answers) == ["stage", "subject", "activity", "network"]


def test_the_desks_decision_on_a_full_disk_is_refused_in_words_and_sends_nothing(
    disk: Place, keeper: Keeper, engine: Engine
) -> None:
    turn = open_conversation(services())
    for payload in UNCLEAR:
        turn = press(keeper, turn, payload)
    (case,) = cases.cases_of(engine, str(turn.conversation.id))
    disk.fill()
    decision = Decision("required", "理由" * 900)
    with pytest.raises(KyogiError) as refused:
        keeper.desk.decide(case.id, "sato", case.version, decision, lambda *_: "回答です。")
    assert str(refused.value) == disk.sentence + NOT_SAVED
    assert cases.case_of(engine, case.id) == case
    assert "回答です。" not in texts(press(keeper, turn, "act:help"))
