"""What nobody has touched for long goes, with everything that was said."""

from __future__ import annotations

import sqlalchemy as sa
from delivery.conftest import event
from sqlalchemy.engine import Engine
from store_samples import Calendar

from rasa_project.delivery import tables
from rasa_project.delivery.event import Thought, bot_says
from rasa_project.delivery.expiry import expire_conversations
from rasa_project.delivery.ledger import Ledger, Present
from rasa_project.store.engine import reading

HELLO = Thought({"words": []}, (bot_says("はい。"),))


def test_old_conversations_go_whole_and_others_stay(
    ledger: Ledger, engine: Engine, calendar: Calendar
) -> None:
    old, young = "a" * 32, "b" * 32
    ledger.finish(event("古い", old, address={"room": "x"}), Present(0), HELLO)
    calendar.go(days=20)
    ledger.finish(event("新しい", young, address={"room": "y"}), Present(0), HELLO)
    calendar.go(days=11)
    assert expire_conversations(engine, calendar(), 30) == 1
    assert expire_conversations(engine, calendar(), 30) == 0
    with reading(engine) as connection:
        for table in tables.metadata.sorted_tables:
            column = table.c.id if table is tables.conversations else table.c.conversation
            assert connection.execute(sa.select(column)).scalars().all() == [young], table.name
