"""Retention: what is older than the setting says is deleted, with everything that hangs on it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.engine import Engine

from .audit import note
from .engine import writing
from .tables import consultations, unread
from .tables_desk import cases
from .tables_people import failures, learners

CHUNK = 500
"""Consultations deleted in one transaction, so that others need not wait long."""


def expire(engine: Engine, now: datetime, keep_days: int) -> int:
    """Delete consultations last touched, by staff or desk, over `keep_days` days ago; returns how many.

    Their changes, cases, comments, searched texts, answers and unread sentences go with them, the
    audit log stays. Learners and sentences of no consultation go by the same rule. Raises StoreError.
    """
    limit = now - timedelta(days=keep_days)
    deleted = 0
    while number := expire_chunk(engine, now, limit):
        deleted += number
    with writing(engine) as connection:
        connection.execute(delete(learners).where(learners.c.updated < limit))
        connection.execute(delete(failures).where(failures.c.at < limit))
        lost = unread.c.consultation.is_(None) & (unread.c.at < limit)
        connection.execute(delete(unread).where(lost))
    return deleted


def expire_chunk(engine: Engine, now: datetime, limit: datetime) -> int:
    """Some of them; 0 when there are none left."""
    here = (cases.c.consultation == consultations.c.id) & (cases.c.updated >= limit)
    old = select(consultations.c.id).where(consultations.c.updated < limit, ~exists().where(here))
    with writing(engine) as connection:
        ids = connection.execute(old.limit(CHUNK)).scalars().all()
        if ids:
            connection.execute(delete(consultations).where(consultations.c.id.in_(ids)))
            note(connection, now, "system", "expired", detail={"consultations": len(ids)})
    return len(ids)
