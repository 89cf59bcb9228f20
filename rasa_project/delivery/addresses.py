"""Where a conversation can be reached when nobody is waiting for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

from ..store.engine import reading
from .tables import conversations


@dataclass(frozen=True)
class Reachable:
    """A conversation in a channel that can be called."""

    conversation: str
    key: str
    """As the records know it, 64 hexadecimal digits."""
    channel: str
    address: Mapping[str, Any]


def addresses(engine: Engine, keys: Collection[str]) -> tuple[Reachable, ...]:
    """Those of these conversations that can be called. Raises StoreError."""
    if not keys:
        return ()
    kept = conversations.c
    wanted = select(kept.id, kept.key, kept.channel, kept.address).where(kept.key.in_(list(keys)))
    with reading(engine) as connection:
        rows = connection.execute(wanted.where(kept.address.is_not(None))).all()
    return tuple(Reachable(*row) for row in rows)
