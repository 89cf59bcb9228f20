"""The checker sees what it is there for: promises broken on purpose."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from battery.checker import Findings, check, unstated
from battery.talkers import Talker
from sqlalchemy import create_engine, insert

from rasa_project.delivery.event import user_message
from rasa_project.delivery.keys import Keys
from rasa_project.delivery.tables import metadata, spoken
from rasa_project.store.kept import conversation_key
from rasa_project.store.tables import metadata as records


def kept(tmp_path: Path, *turns: tuple[int, str]) -> tuple[str, list[Talker]]:
    """Two people of whom each was told that 「はい」 arrived, and a database with such turns."""
    keys, talkers = Keys(["key"]), [Talker([], 1), Talker([], 2)]
    for talker in talkers:
        talker.cookie = keys.new_session()[1]
        talker.sent = talker.acknowledged = Counter(["はい"])
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    engine = create_engine(url, future=True)
    with engine.begin() as connection:
        metadata.create_all(connection)
        records.create_all(connection)
        for number, (person, text) in enumerate(turns):
            row = {"conversation": talkers[person].conversation, "turn": number}
            connection.execute(insert(spoken), {**row, "messages": [user_message(text)]})
    engine.dispose()
    return url, talkers


def test_what_is_right_passes(tmp_path: Path) -> None:
    assert check(*kept(tmp_path, (0, "はい"), (1, "はい"))) == Findings()


def test_a_lost_message_is_seen(tmp_path: Path) -> None:
    assert check(*kept(tmp_path, (0, "はい"))) == Findings(lost=1)


def test_a_doubled_message_is_seen(tmp_path: Path) -> None:
    assert check(*kept(tmp_path, (0, "はい"), (0, "はい"), (1, "はい"))) == Findings(doubled=1)


def test_a_mark_elsewhere_is_seen(tmp_path: Path) -> None:
    mark = Talker([], 2).mark
    turns = ((0, "はい"), (1, "はい"), (0, mark))
    assert check(*kept(tmp_path, *turns)) == Findings(doubled=1, leaked=1)


def test_a_fact_that_nobody_stated_is_seen() -> None:
    talker = Talker([], 1)
    talker.cookie = Keys(["key"]).new_session()[1]
    talker.stated = {("stage", "buy")}
    row = {"conversation": conversation_key(talker.conversation), "text": "はい"}
    filed = [{**row, "answers": {"stage": "buy", "city_data": "yes"}}]
    assert unstated(filed, [talker]) == ("city_data=yes: はい",)
