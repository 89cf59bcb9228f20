"""Replies on their way to channels that are called: taken in turn, tried again, given up in the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, select, update
from sqlalchemy.engine import Engine

from ..store.engine import Clock, reading, utc_now, writing
from .event import Said
from .tables import inbox, outbox

LEASE = timedelta(seconds=60)
"""While one process delivers, no other tries; longer than a vendor may take."""
WAITS = (1, 2, 5, 15, 60, 300, 900, 3600, 3600, 7200, 14400, 28800)
"""Seconds before each further attempt: a vendor may be away for the best part of a day."""


@dataclass(frozen=True)
class Parcel:
    """One reply to deliver."""

    id: int
    conversation: str
    channel: str
    attempts: int
    address: Mapping[str, Any]
    messages: tuple[Said, ...]

    @property
    def key(self) -> str:
        """The same at every attempt."""
        return f"kyogi-{self.id}"


class Outbox:
    """Every call is one transaction and may raise StoreError. Blocking: call from a thread."""

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self.engine, self.clock = engine, clock

    def take(self, channels: Iterable[str], limit: int = 20) -> tuple[Parcel, ...]:
        """Parcels that are due, for this process alone until its lease ends; in each conversation the oldest only."""
        now = self.clock()
        older = outbox.alias()
        earlier = exists().where(
            older.c.conversation == outbox.c.conversation,
            older.c.ended.is_(None),
            older.c.id < outbox.c.id,
        )
        due = and_(outbox.c.ended.is_(None), outbox.c.due <= now)
        wanted = select(outbox).where(due, ~earlier, outbox.c.channel.in_(list(channels)))
        with writing(self.engine) as connection:
            # Who comes second passes by what the first has locked (SQLite has one writer anyway).
            wanted = wanted.order_by(outbox.c.id).limit(limit).with_for_update(skip_locked=True)
            rows = connection.execute(wanted).mappings().all()
            mine = [row["id"] for row in rows]
            if mine:
                leased = update(outbox).where(outbox.c.id.in_(mine)).values(due=now + LEASE)
                connection.execute(leased)
        names = ("id", "conversation", "channel", "attempts", "address")
        return tuple(
            Parcel(**{name: row[name] for name in names}, messages=tuple(row["messages"]))
            for row in rows
        )

    def delivered(self, parcel: Parcel) -> None:
        """It has arrived; what it said stays only with the conversation."""
        self._set(parcel, ended=self.clock(), messages=[], failure=None)

    def failed(
        self, parcel: Parcel, reason: str, *, permanent: bool, after: float | None
    ) -> datetime | None:
        """It has not arrived; returns when it is tried again, None for never."""
        attempts = parcel.attempts + 1
        reason = reason[:200]
        if permanent or attempts > len(WAITS):
            self._set(parcel, ended=self.clock(), attempts=attempts, failure=reason)
            return None
        due = self.clock() + timedelta(seconds=max(after or 0, WAITS[attempts - 1]))
        self._set(parcel, due=due, attempts=attempts, failure=reason)
        return due

    def _set(self, parcel: Parcel, **values: Any) -> None:
        with writing(self.engine) as connection:
            connection.execute(update(outbox).where(outbox.c.id == parcel.id).values(**values))

    def lengths(self) -> dict[str, tuple[int, float]]:
        """Of inbox and outbox: how much waits, and for how many seconds the oldest has."""
        with reading(self.engine) as connection:
            found = {
                "inbox": connection.execute(
                    select(func.count(), func.min(inbox.c.received)).where(inbox.c.turn.is_(None))
                ).one(),
                "outbox": connection.execute(
                    select(func.count(), func.min(outbox.c.created)).where(outbox.c.ended.is_(None))
                ).one(),
            }
        now = self.clock()
        return {
            name: (count, (now - oldest).total_seconds() if oldest else 0.0)
            for name, (count, oldest) in found.items()
        }

    def unanswered(self, older_than: timedelta, limit: int = 100) -> tuple[str, ...]:
        """Conversations with accepted events that nobody has answered for some time: their process ended."""
        lost = and_(inbox.c.turn.is_(None), inbox.c.received < self.clock() - older_than)
        wanted = select(inbox.c.conversation).where(lost).distinct().limit(limit)
        with reading(self.engine) as connection:
            return tuple(connection.execute(wanted).scalars().all())
