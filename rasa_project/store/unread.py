"""Sentences that were not understood: masked, for figures and for new training sentences."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Engine

from .engine import Clock, put_if_absent, reading, utc_now, writing
from .masking import mask
from .tables import unread


@dataclass(frozen=True)
class Unread:
    """One sentence."""

    id: int
    at: datetime
    consultation: str | None
    text: str
    asked: str | None
    """The fact whose question was open."""
    act: str
    """What it was taken for."""


COLUMNS = [unread.c[name] for name in Unread.__dataclass_fields__]


def keep_unread(
    engine: Engine,
    text: str,
    *,
    asked: str | None,
    act: str,
    consultation: str | None = None,
    event: str | None = None,
    clock: Clock = utc_now,
) -> None:
    """Keep a sentence, masked; `consultation` must be on record. Raises StoreError.

    event: 64 hexadecimal digits that stand for the message, which is kept once only.
    """
    row = {"at": clock(), "text": mask(text), "asked": asked, "act": act, "event": event}
    with writing(engine) as connection:
        put_if_absent(connection, unread, {**row, "consultation": consultation})


def unread_page(engine: Engine, before: int | None = None, limit: int = 50) -> tuple[Unread, ...]:
    """The newest first; `before` is the id of the last one seen. Raises StoreError."""
    wanted = select(*COLUMNS).order_by(unread.c.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(unread.c.id < before)
    with reading(engine) as connection:
        return tuple(Unread(**row) for row in connection.execute(wanted).mappings())


def candidates(engine: Engine, ids: Iterable[int]) -> Iterator[str]:
    """These sentences as lines of a file to label: act and facts are for a person to fill in."""
    wanted = select(unread.c.text, unread.c.asked).where(unread.c.id.in_(list(ids))).distinct()
    with reading(engine) as connection:
        rows = connection.execute(wanted.order_by(unread.c.text)).all()
    for text, asked in rows:
        line = {"text": text, "asked": asked, "act": "", "facts": {}, "term": None}
        yield json.dumps(line, ensure_ascii=False)
