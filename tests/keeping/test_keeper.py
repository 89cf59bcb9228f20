"""Turns on record: what is kept, what staff are told, and what happens when it cannot be kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from rasa_project.bootstrap import services
from rasa_project.conversation import Conversation
from rasa_project.keeping import (
    Keeper,
    Speaker,
    conversation_key,
    stated_department,
    wants_to_resume,
)
from rasa_project.service import Turn, Utterance, choose, open_conversation, take_turn
from rasa_project.store import cases, outbox, unread
from rasa_project.store.engine import open_engine
from rasa_project.store.migrate import migrate

ME = Speaker(conversation_key("me"), "page")
OTHER = Speaker(conversation_key("other"), "page")
EXEMPT = (
    "answer:stage=plan", "answer:subject=saas", "answer:activity=introduce",
    "answer:saas_city_data=no", "answer:network=none",
)  # fmt: skip
UNCLEAR = (
    "answer:stage=plan", "answer:subject=smart_device", "answer:activity=extend_lease",
    "answer:network=none",
)  # fmt: skip


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    made = open_engine(tmp_path / "records.db")
    migrate(made)
    return made


@pytest.fixture
def keeper(engine: Engine) -> Keeper:
    return Keeper(engine, services(), "0" * 16)


def pressed(keeper: Keeper, *payloads: str, who: Speaker = ME) -> Turn:
    """A conversation of pressed buttons, each turn kept."""
    turn = open_conversation(services())
    for payload in payloads:
        before = turn.conversation
        turn = keeper.kept(who, before, choose(services(), before, payload))
    return turn


def typed(keeper: Keeper, turn: Turn, said: Utterance, who: Speaker = ME) -> Turn:
    before = turn.conversation
    return keeper.kept(who, before, take_turn(services(), before, said), said)


def texts(turn: Turn) -> str:
    return "\n".join(message.text for message in turn.messages)


def test_answers_go_on_record_in_order_with_the_open_question(keeper: Keeper) -> None:
    turn = pressed(keeper, *EXEMPT[:3])
    record = keeper.records.by_id(str(turn.conversation.id))
    assert record is not None
    assert list(record.answers) == ["stage", "subject", "activity"]
    assert (record.state, record.open_question) == ("open", "saas_city_data")
    assert (record.conversation, record.channel) == (ME.key, "page")
    assert record.edition == date(2024, 4, 1)


def test_an_opened_conversation_without_an_answer_is_no_record(keeper: Keeper) -> None:
    opened = open_conversation(services())
    assert keeper.kept(ME, Conversation(), opened) == opened
    assert keeper.records.count() == 0


def test_a_result_has_a_number_and_papers(keeper: Keeper) -> None:
    turn = pressed(keeper, *EXEMPT)
    record = keeper.records.by_id(str(turn.conversation.id))
    assert record is not None and record.result is not None
    assert record.state == "finished"
    assert f"相談番号：{record.reference}" in texts(turn)
    filed = (turn.messages[-1].custom or {})["filed"]
    hrefs = [paper["href"] for paper in filed["papers"]]  # type: ignore[index]
    assert f"papers/{record.id}/sheet-pdf" in hrefs


def test_the_calendar_asks_for_the_day_of_a_procurement_that_something_precedes(
    keeper: Keeper,
) -> None:
    required = (*EXEMPT[:3], "answer:saas_city_data=yes", "answer:network=none")
    for payloads, name in ((required, "procurement"), (UNCLEAR, None)):
        filed = (pressed(keeper, *payloads).messages[-1].custom or {})["filed"]
        days = {paper["href"][-8:]: paper.get("day") for paper in filed["papers"]}  # type: ignore[index]
        assert (days.pop("calendar") or {}).get("name") == name
        assert not any(days.values())


def test_a_changed_answer_changes_the_record(keeper: Keeper) -> None:
    turn = pressed(keeper, *EXEMPT, "change:saas_city_data", "answer:saas_city_data=yes")
    record = keeper.records.by_id(str(turn.conversation.id))
    assert record is not None
    assert record.statuses["art7"] == "required"
    last = keeper.records.changes(record.id)[-1]
    assert (last.fact, last.before, last.after) == ("saas_city_data", "no", "yes")


def test_what_stays_unclear_is_on_the_desks_list(keeper: Keeper, engine: Engine) -> None:
    turn = pressed(keeper, *UNCLEAR)
    (case,) = cases.cases_of(engine, str(turn.conversation.id))
    assert (case.desk, case.kind, case.state) == ("dx", "unclear", "new")


def test_a_clear_result_is_on_nobodys_list(keeper: Keeper, engine: Engine) -> None:
    turn = pressed(keeper, *EXEMPT)
    assert not cases.cases_of(engine, str(turn.conversation.id))


def test_who_asks_for_a_person_is_on_the_list_and_told_so(keeper: Keeper, engine: Engine) -> None:
    turn = typed(keeper, pressed(keeper, *EXEMPT[:2]), Utterance("人につないで", "handoff"))
    (case,) = cases.cases_of(engine, str(turn.conversation.id))
    assert (case.desk, case.kind) == ("dx", "handed_over")
    assert "DX推進担当の一覧に載せました" in texts(turn)
    assert case.reference in texts(turn)


def test_a_sentence_that_was_not_understood_is_kept_masked(keeper: Keeper, engine: Engine) -> None:
    said = Utterance("06-6208-1234 に電話して", "out_of_scope")
    typed(keeper, pressed(keeper, *EXEMPT[:2]), said)
    (kept,) = unread.unread_page(engine)
    assert "6208" not in kept.text
    assert kept.asked == "activity"


def test_the_desks_answer_comes_once_before_the_next_reply(keeper: Keeper, engine: Engine) -> None:
    turn = pressed(keeper, *UNCLEAR)
    (case,) = cases.cases_of(engine, str(turn.conversation.id))
    keeper.desk.claim(case.id, "tanaka", case.version)
    decision = outbox.Decision("not_required", "前例と同じ")
    keeper.desk.decide(case.id, "tanaka", case.version + 1, decision, lambda c, d: "担当の答えです")
    turn = typed(keeper, turn, Utterance("ありがとう", "thanks"))
    assert turn.messages[0].text == "担当の答えです"
    assert "担当の答えです" not in texts(typed(keeper, turn, Utterance("ありがとう", "thanks")))


def test_an_unfinished_consultation_is_offered_and_goes_on(keeper: Keeper) -> None:
    left = pressed(keeper, *EXEMPT[:3])
    assert "前回の続き" in keeper.offer(ME)[0].text
    assert not keeper.offer(OTHER)
    turn = keeper.resumed(ME, Conversation(), "")
    assert turn.conversation.id == left.conversation.id
    assert turn.conversation.asked == "saas_city_data"


def test_a_number_opens_the_persons_own_consultation_only(keeper: Keeper) -> None:
    record = keeper.records.by_id(str(pressed(keeper, *EXEMPT).conversation.id))
    assert record is not None
    own = keeper.resumed(ME, Conversation(), record.reference)
    assert dict(own.conversation.answers) == dict(record.answers)
    foreign = keeper.resumed(OTHER, Conversation(), record.reference)
    assert not foreign.conversation.answers
    assert "見つかりませんでした" in texts(foreign)


def test_beginning_anew_gives_the_record_up(keeper: Keeper) -> None:
    first = pressed(keeper, *EXEMPT[:2])
    pressed_restart = choose(services(), first.conversation, "sure:restart")
    keeper.kept(ME, first.conversation, pressed_restart)
    record = keeper.records.by_id(str(first.conversation.id))
    assert record is not None and record.state == "dropped"


def test_a_store_that_is_gone_is_said_and_stops_nothing(tmp_path: Path) -> None:
    keeper = Keeper(open_engine(tmp_path / "absent" / "records.db"), services(), "0" * 16)
    turn = pressed(keeper, *EXEMPT)
    assert "【結果】" in texts(turn)
    assert "まだ保存できていません" in texts(turn)
    assert "相談番号" not in texts(turn)
    assert "いまは記録を読み出せません" in texts(keeper.resumed(ME, turn.conversation, ""))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("前回の続き", ""),
        ("前回の相談の続きからお願いします", ""),
        ("途中から再開したい", ""),
        ("続けて", None),
        ("続き", None),
        ("契約を続ける", None),
        ("前回の契約の続きです", None),
        ("2024-001", None),
    ],
)
def test_what_asks_for_an_earlier_consultation(text: str, wanted: str | None) -> None:
    assert wants_to_resume(text) == wanted


def test_a_number_is_known_however_it_is_typed(keeper: Keeper) -> None:
    record = keeper.records.by_id(str(pressed(keeper, *EXEMPT).conversation.id))
    assert record is not None
    for said in (record.reference, record.reference.lower(), f"相談番号は{record.reference}です"):
        wanted = wants_to_resume(said)
        assert wanted and keeper.resumed(ME, Conversation(), wanted).conversation.answers


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("福祉局の総務課です。SaaSを入れたいです", "福祉局の総務課"),
        ("お世話になっております。北区役所総務課の田中です。相談です", "北区役所総務課"),
        ("隣の局はSaaSです", None),
        ("病院のシステムです", None),
        ("総務課の端末です", None),
    ],
)
def test_a_department_is_known_if_the_writer_names_it(text: str, department: str | None) -> None:
    assert stated_department(text) == department


def test_a_stated_department_is_on_record(keeper: Keeper) -> None:
    said = Utterance("福祉局です。企画中です", "inform", {"stage": "plan"})
    turn = typed(keeper, open_conversation(services()), said)
    turn = typed(keeper, turn, Utterance("SaaS", "inform", {"subject": "saas"}))
    record = keeper.records.by_id(str(turn.conversation.id))
    assert record is not None and record.department == "福祉局"


def test_progress_is_kept_and_shown_to_a_mentor_only_after_a_yes(keeper: Keeper) -> None:
    turn = pressed(keeper, "course:quiz")
    learner = keeper.learners.learner(ME.key)
    assert learner is not None and not learner.shared_with_mentor
    for payload, shown in (("course:share", True), ("course:hide", False)):
        before = turn.conversation
        turn = keeper.kept(ME, before, choose(services(), before, payload))
        assert bool(keeper.learners.shared()) == shown


def test_the_summary_offers_to_show_it_to_a_mentor(keeper: Keeper) -> None:
    payloads = [button.payload for button in pressed(keeper, "course:summary").messages[-1].buttons]
    assert payloads[:2] == ["course:share", "course:hide"]
