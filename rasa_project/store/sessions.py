"""Who is signed in: a random token in the browser, only its SHA-256 in the database."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from .tables_people import sessions

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
NOTICED = timedelta(minutes=1)
"""A request sooner than this after another is not worth a write."""

KEPT = sessions.c


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def start(connection: Connection, name: str, now: datetime) -> str:
    """A new session's token; sessions that are over are removed on the way."""
    over = (KEPT.created < now - ABSOLUTE) | (KEPT.seen < now - IDLE)
    connection.execute(delete(sessions).where(over))
    token = secrets.token_urlsafe(32)
    row = {"token": digest(token), "name": name, "created": now, "seen": now}
    connection.execute(insert(sessions), row)
    return token


def find(connection: Connection, token: str, now: datetime) -> tuple[str, datetime] | None:
    """Whose session it is and when it was last noticed, while it holds."""
    wanted = select(KEPT.name, KEPT.seen).where(
        KEPT.token == digest(token), KEPT.created >= now - ABSOLUTE, KEPT.seen >= now - IDLE
    )
    row = connection.execute(wanted).first()
    return (row.name, row.seen) if row else None


def notice(connection: Connection, token: str, now: datetime) -> None:
    """The session was used."""
    connection.execute(update(sessions).where(KEPT.token == digest(token)).values(seen=now))


def end(connection: Connection, token: str) -> None:
    """Sign out."""
    connection.execute(delete(sessions).where(KEPT.token == digest(token)))


def end_all(connection: Connection, name: str) -> None:
    """Sign a user out everywhere."""
    connection.execute(delete(sessions).where(KEPT.name == name))
