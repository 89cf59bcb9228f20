"""The desk's cases: one consultation at one desk, and the queue of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from .engine import reading
from .search import Source, searched
from .tables import consultations
from .tables_desk import cases, comments

DESKS = ("dx", "kiban")
KINDS = ("handed_over", "unclear")
STATES = ("new", "claimed", "decided", "closed")
DECISIONS = ("required", "not_required", "conditional")


@dataclass(frozen=True)
class Case:
    """A case with what a line of the queue shows of its consultation."""

    id: int
    consultation: str
    desk: str
    kind: str
    state: str
    claimed_by: str | None
    version: int
    """Grows with everything done; say which one you saw when you do something."""
    opened: datetime
    updated: datetime
    decided: datetime | None
    closed: datetime | None
    decision: str | None
    reason: str | None
    procedures: Mapping[str, str] | None
    """procedure -> decision, where the desk decided one by one."""
    reference: str
    department: str | None
    stage: str | None
    subject: str | None
    activity: str | None
    statuses: Mapping[str, str]


@dataclass(frozen=True)
class Comment:
    """What somebody of the desk wrote."""

    id: int
    at: datetime
    author: str
    text: str


@dataclass(frozen=True)
class Filters:
    """Which cases; what is left out does not matter."""

    desk: str | None = None
    states: tuple[str, ...] = ()
    claimed_by: str | None = None
    kind: str | None = None
    text: str = ""
    """Words that all occur; 相談番号, too."""
    oldest_first: bool = False


@dataclass(frozen=True)
class Page:
    """Some cases in order; `next` is what to ask the next page after, None on the last."""

    cases: tuple[Case, ...]
    next: int | None


KEPT = consultations.c
OF_KEPT = ("reference", "department", "stage", "statuses")
WHOLE = select(
    *(KEPT[name] if name in OF_KEPT else cases.c[name] for name in Case.__dataclass_fields__)
).join(consultations, cases.c.consultation == KEPT.id)


def queue(engine: Engine, filters: Filters, after: int | None = None, limit: int = 50) -> Page:
    """One page of the cases that fit. Raises StoreError."""
    with reading(engine) as connection:
        wanted = fitting(connection, filters, after).limit(limit + 1)
        ids = connection.execute(wanted).scalars().all()
        found = cases_by_id(connection, ids[:limit])
    return Page(tuple(found[case] for case in ids[:limit]), ids[limit - 1] if ids[limit:] else None)


def fitting(connection: Connection, filters: Filters, after: int | None) -> Any:
    """The ids of the cases that fit, in order: small, so that sorting them costs little."""
    source = (
        searched(connection, filters.text) if filters.text.strip() else Source(cases, cases.c.id)
    )
    wanted = select(source.key).select_from(source.tables).where(*source.conditions)
    for name in ("desk", "claimed_by", "kind"):
        value = getattr(filters, name)
        if value is not None:
            wanted = wanted.where(cases.c[name] == value)
    if filters.states:
        wanted = wanted.where(cases.c.state.in_(filters.states))
    if after is not None:
        beyond = source.key > after if filters.oldest_first else source.key < after
        wanted = wanted.where(beyond)
    return wanted.order_by(source.key if filters.oldest_first else source.key.desc())


def cases_by_id(connection: Connection, ids: list[int]) -> dict[int, Case]:
    """id -> case, for those that there are."""
    rows = connection.execute(WHOLE.where(cases.c.id.in_(ids))).mappings()
    return {row["id"]: Case(**row) for row in rows}


def case_of(engine: Engine, case: int) -> Case | None:
    """The case as it stands. Raises StoreError."""
    with reading(engine) as connection:
        return cases_by_id(connection, [case]).get(case)


def cases_of(engine: Engine, consultation: str) -> tuple[Case, ...]:
    """Every case of a consultation, oldest first. Raises StoreError."""
    wanted = WHOLE.where(cases.c.consultation == consultation).order_by(cases.c.id)
    with reading(engine) as connection:
        return tuple(Case(**row) for row in connection.execute(wanted).mappings())


def comments_on(engine: Engine, case: int) -> tuple[Comment, ...]:
    """The comments, oldest first. Raises StoreError."""
    columns = [comments.c[name] for name in Comment.__dataclass_fields__]
    wanted = select(*columns).where(comments.c.case_id == case).order_by(comments.c.id)
    with reading(engine) as connection:
        return tuple(Comment(**row) for row in connection.execute(wanted).mappings())


def counts(engine: Engine, desk: str | None = None) -> dict[str, int]:
    """state -> number of cases, of one desk or of both. Raises StoreError."""
    wanted = select(cases.c.state, func.count()).group_by(cases.c.state)
    if desk is not None:
        wanted = wanted.where(cases.c.desk == desk)
    with reading(engine) as connection:
        found = {state: number for state, number in connection.execute(wanted)}
    return {state: found.get(state, 0) for state in STATES}
