"""The desk's answers on their way into the conversations of those who asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.engine import Connection, Engine

from .cases import Case
from .engine import Clock, reading, utc_now, writing
from .tables import consultations
from .tables_desk import answers_to_send

KEPT = answers_to_send.c


@dataclass(frozen=True)
class Decision:
    """What the desk decided, and why. The reason is masked before it is kept."""

    decision: str
    """`required`, `not_required` or `conditional`."""
    reason: str
    procedures: Mapping[str, str] = field(default_factory=dict)
    """procedure -> decision, where they differ."""


Answer = Callable[[Case, Decision], str]
"""The answer for who asked, in Japanese, from the case as decided and the masked decision."""


@dataclass(frozen=True)
class Waiting:
    """An answer that the conversation has not shown yet."""

    id: int
    case_id: int
    created: datetime
    text: str


def send(connection: Connection, case: Case, text: str, now: datetime) -> None:
    """Put an answer on its way, within the transaction of the decision."""
    who = select(consultations.c.conversation).where(consultations.c.id == case.consultation)
    to_whom = connection.execute(who).scalar_one()
    row = {"case_id": case.id, "conversation": to_whom, "created": now, "text": text}
    connection.execute(insert(answers_to_send), row)


def pending_answers(
    engine: Engine, conversation: str, event: str | None = None
) -> tuple[Waiting, ...]:
    """The answers to show in a conversation, oldest first. Raises StoreError.

    event: the message that is being answered; what the answer to it has shown is shown to it again.
    """
    wanted = select(*(KEPT[name] for name in Waiting.__dataclass_fields__)).order_by(KEPT.id)
    waits = KEPT.delivered.is_(None)
    if event is not None:
        waits = or_(waits, KEPT.shown_by == event)
    mine = wanted.where(KEPT.conversation == conversation, waits)
    with reading(engine) as connection:
        return tuple(Waiting(**row) for row in connection.execute(mine).mappings())


def mark_delivered(
    engine: Engine, answers: Iterable[int], event: str | None = None, clock: Clock = utc_now
) -> None:
    """These answers have been shown, in the reply to this message. Raises StoreError."""
    shown = update(answers_to_send).where(KEPT.id.in_(list(answers)), KEPT.delivered.is_(None))
    with writing(engine) as connection:
        connection.execute(shown.values(delivered=clock(), shown_by=event))


def undelivered(engine: Engine, limit: int = 200) -> tuple[tuple[str, int], ...]:
    """Conversations (their keys) that have not seen an answer, with its number. Raises StoreError."""
    waits = select(KEPT.conversation, func.max(KEPT.id)).where(KEPT.delivered.is_(None))
    wanted = waits.group_by(KEPT.conversation).order_by(func.max(KEPT.id)).limit(limit)
    with reading(engine) as connection:
        return tuple((key, number) for key, number in connection.execute(wanted))
