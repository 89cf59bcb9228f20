"""A desk's answer finds its way to who has to be called."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_samples import NOT_REQUIRED, consultation

from rasa_project.channels import news
from rasa_project.channels.inbound import OPEN
from rasa_project.delivery.event import Event, Thought, bot_says
from rasa_project.delivery.ledger import Ledger, Present
from rasa_project.delivery.migrate import migrate_conversations
from rasa_project.store.desk import Desk
from rasa_project.store.engine import open_engine
from rasa_project.store.kept import conversation_key
from rasa_project.store.migrate import migrate
from rasa_project.store.outbox import mark_delivered, undelivered
from rasa_project.store.records import Records

ROOM = {"room": "!x:example"}


def test_who_can_be_called_hears_it_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    records, talks = open_engine(tmp_path / "r.db"), open_engine(tmp_path / "c.db")
    migrate(records)
    migrate_conversations(talks)
    monkeypatch.setattr(news, "engine", lambda: records)
    monkeypatch.setattr(news, "conversations", lambda: talks)
    for name, address in (("a" * 32, ROOM), ("b" * 32, None)):
        channel = "matrix" if address else "page"
        said = Event(channel, name, name, "企画", "企画", address)
        Ledger(talks).finish(said, Present(0), Thought({}, (bot_says("はい"),)))
        kept = consultation(conversation=conversation_key(name), channel=channel)
        Records(records).save(kept)
        desk = Desk(records)
        case = desk.open_case(kept.id, "dx", "unclear")
        desk.decide(case.id, "sato", case.version, NOT_REQUIRED, lambda *_: "回答です。")
    (event,) = news.desk_news({"matrix"})
    assert (event.conversation, event.text, event.address) == ("a" * 32, OPEN, ROOM)
    assert news.desk_news({"matrix"}) == (event,), "the same event until it is shown"
    assert news.desk_news(set()) == () == news.desk_news({"slack"})
    for _, number in undelivered(records):
        mark_delivered(records, [number])
    assert news.desk_news({"matrix"}) == ()
