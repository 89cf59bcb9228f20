"""Conversations that nobody has touched for as long as the setting says are deleted, with all that was said in them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.engine import Engine

from ..store.engine import writing
from .tables import conversations, inbox, outbox, spoken

CHUNK = 500
"""Conversations deleted in one transaction, so that others need not wait long."""


def expire_conversations(engine: Engine, now: datetime, keep_days: int) -> int:
    """Delete what was last touched over `keep_days` days ago; returns how many conversations. Raises StoreError."""
    limit = now - timedelta(days=keep_days)
    deleted = 0
    while number := expire_chunk(engine, limit):
        deleted += number
    return deleted


def expire_chunk(engine: Engine, limit: datetime) -> int:
    """Some of them; 0 when there are none left."""
    old = select(conversations.c.id).where(conversations.c.updated < limit).limit(CHUNK)
    with writing(engine) as connection:
        ids = connection.execute(old).scalars().all()
        if ids:
            for table in (outbox, inbox, spoken):
                connection.execute(delete(table).where(table.c.conversation.in_(ids)))
            connection.execute(delete(conversations).where(conversations.c.id.in_(ids)))
    return len(ids)
