"""Conversations in the database: loaded, and saved with inbox and outbox in one transaction.

Who saves says which version they loaded. If another process has saved since, nothing happens and
`ConflictError` says so: no turn overwrites another's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from ..store.engine import Clock, put_if_absent, reading, utc_now, writing
from ..store.errors import StoreError
from ..store.kept import conversation_key
from .event import Event, Said, Thought, user_message
from .tables import conversations, inbox, outbox, spoken

SHOWN_TURNS = 150
"""Turns that a page shows again."""


class ConflictError(Exception):
    """Another process saved this conversation, or this very event, first."""


@dataclass(frozen=True)
class Present:
    """A conversation as it stands, from the view of one event."""

    version: int
    """Turns so far; 0 before the first."""
    state: Mapping[str, Any] | None = None
    answered: tuple[Said, ...] | None = None
    """The reply to this event, where it has had one."""


class Ledger:
    """Every call is one transaction and may raise StoreError. Blocking: call from a thread."""

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self.engine, self.clock = engine, clock

    def present(self, event: Event) -> Present:
        """The conversation, and the reply to this event if it has been answered before."""
        here = and_(
            inbox.c.conversation == conversations.c.id,
            inbox.c.channel == event.channel,
            inbox.c.event == event.digest,
            inbox.c.turn.is_not(None),
        )
        wanted = select(conversations.c.version, conversations.c.state, inbox.c.turn).select_from(
            conversations.outerjoin(inbox, here)
        )
        with reading(self.engine) as connection:
            row = connection.execute(wanted.where(conversations.c.id == event.conversation)).first()
            if row is None:
                return Present(0)
            answered = replies(connection, event.conversation, row.turn) if row.turn else None
            return Present(row.version, row.state, answered)

    def accept(self, event: Event) -> None:
        """Put an event into the inbox; one that is there already stays as it is."""
        row = {
            "channel": event.channel, "event": event.digest, "conversation": event.conversation,
            "received": self.clock(), "turn": None, "text": event.text, "shown": event.shown,
            "address": event.address,
        }  # fmt: skip
        with writing(self.engine) as connection:
            put_if_absent(connection, inbox, row)

    def finish(self, event: Event, present: Present, thought: Thought) -> None:
        """The turn: state, what was spoken, the event as answered, and the reply on its way. Raises ConflictError."""
        now, turn = self.clock(), present.version + 1
        said = [user_message(event.shown)] if event.shown is not None else []
        messages = [*said, *map(dict, thought.messages)]
        try:
            with writing(self.engine) as connection:
                self._move_on(connection, event, present, thought, turn)
                answered(connection, event, turn, now)
                about = {"conversation": event.conversation, "turn": turn}
                connection.execute(insert(spoken), {**about, "messages": messages})
                if event.address is not None and thought.messages:
                    row = {
                        **about, "channel": event.channel, "created": now, "due": now,
                        "attempts": 0, "address": event.address,
                        "messages": [dict(one) for one in thought.messages],
                    }  # fmt: skip
                    connection.execute(insert(outbox), row)
        except StoreError as error:
            if isinstance(error.__cause__, IntegrityError):  # the same event or turn, twice
                raise ConflictError from error
            raise

    def _move_on(
        self, connection: Connection, event: Event, present: Present, thought: Thought, turn: int
    ) -> None:
        """The conversation at its next version."""
        now = self.clock()
        values: dict[str, Any] = {"version": turn, "state": thought.state, "updated": now}
        if event.address is not None:
            values["address"] = event.address
        if present.version == 0:
            key = conversation_key(event.conversation)
            new = {"id": event.conversation, "key": key, "channel": event.channel, "started": now}
            connection.execute(insert(conversations), {**new, **values})
            return
        same = and_(
            conversations.c.id == event.conversation, conversations.c.version == present.version
        )
        if connection.execute(update(conversations).where(same).values(values)).rowcount != 1:
            raise ConflictError

    def history(self, conversation: str) -> tuple[Said, ...]:
        """What was said last, in order; empty where there is no such conversation."""
        last = select(spoken.c.messages).where(spoken.c.conversation == conversation)
        with reading(self.engine) as connection:
            turns = connection.execute(last.order_by(spoken.c.turn.desc()).limit(SHOWN_TURNS))
            return tuple(said for turn in reversed(turns.scalars().all()) for said in turn)

    def waiting(self, conversation: str) -> tuple[Event, ...]:
        """Accepted events of a conversation that have no reply yet, oldest first."""
        wanted = select(inbox).where(inbox.c.turn.is_(None), inbox.c.conversation == conversation)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(inbox.c.id)).mappings().all()
        return tuple(KeptEvent.of(row) for row in rows)


@dataclass(frozen=True)
class KeptEvent(Event):
    """An event out of the inbox, where only the digest of its name is kept."""

    kept_digest: str = ""

    @property
    def digest(self) -> str:
        return self.kept_digest

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> KeptEvent:
        """From a row of the inbox."""
        return cls(
            channel=row["channel"], id="", conversation=row["conversation"], text=row["text"],
            shown=row["shown"], address=row["address"], kept_digest=row["event"],
        )  # fmt: skip


def answered(connection: Connection, event: Event, turn: int, now: Any) -> None:
    """The event has had its turn; its text is spoken now and need not lie in the inbox. Raises ConflictError."""
    done = {"turn": turn, "text": None, "shown": None, "address": None}
    mine = and_(inbox.c.channel == event.channel, inbox.c.event == event.digest)
    if isinstance(event, KeptEvent):
        open_ = update(inbox).where(mine, inbox.c.turn.is_(None))
        if connection.execute(open_.values(done)).rowcount != 1:
            raise ConflictError
        return
    new = {"channel": event.channel, "event": event.digest, "conversation": event.conversation}
    connection.execute(insert(inbox), {**new, "received": now, **done})


def replies(connection: Connection, conversation: str, turn: int) -> tuple[Said, ...]:
    """What the bot said in a turn."""
    here = and_(spoken.c.conversation == conversation, spoken.c.turn == turn)
    messages = connection.execute(select(spoken.c.messages).where(here)).scalar_one()
    return tuple(said for said in messages if said["from"] == "bot")
