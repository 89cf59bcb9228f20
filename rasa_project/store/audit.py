"""Who did what and when. Entries are added, never changed; they hold codes and names of users, no text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Engine

from .engine import Clock, reading, utc_now, writing
from .tables_desk import audit

Detail = Mapping[str, object]


@dataclass(frozen=True)
class Entry:
    """One action."""

    id: int
    at: datetime
    actor: str
    """A user's name, or `bot`, `staff` (who was consulting), `system`, `unknown`."""
    action: str
    case_id: int | None
    detail: Detail


def note(
    connection: Connection,
    now: datetime,
    actor: str,
    action: str,
    case: int | None = None,
    detail: Detail | None = None,
) -> None:
    """Add an entry within the transaction of what it tells of."""
    row = {
        "at": now,
        "actor": actor,
        "action": action,
        "case_id": case,
        "detail": dict(detail or {}),
    }
    connection.execute(insert(audit), row)


def entries(
    engine: Engine, *, case: int | None = None, before: int | None = None, limit: int = 100
) -> tuple[Entry, ...]:
    """Entries, newest first: of one case or of all; `before` is the id of the last one seen."""
    wanted = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if case is not None:
        wanted = wanted.where(audit.c.case_id == case)
    if before is not None:
        wanted = wanted.where(audit.c.id < before)
    with reading(engine) as connection:
        return tuple(Entry(**row) for row in connection.execute(wanted).mappings())


def record(
    engine: Engine,
    actor: str,
    action: str,
    detail: Detail,
    *,
    case: int | None = None,
    clock: Clock = utc_now,
) -> None:
    """Add an entry of its own, for what changes nothing: a refused role, an export. Raises StoreError."""
    with writing(engine) as connection:
        note(connection, clock(), actor, action, case, detail)
