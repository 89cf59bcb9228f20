"""What the figures say: counts for charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import distinct, func, or_, select
from sqlalchemy.engine import Connection, Engine

from .engine import reading
from .tables import changes, consultations, verdicts

KEPT = consultations.c


@dataclass(frozen=True)
class Period:
    """Months from and to, both included, as `2026-04`; in Japan's time."""

    first: str = "0000-00"
    last: str = "9999-99"

    def holds(self, month: Any) -> Any:
        """The condition that a column's month lies in it."""
        return month.between(self.first, self.last)


ALL = Period()


@dataclass(frozen=True)
class Figures:
    """Numbers of consultations unless it says otherwise; the largest first, months in order."""

    total: int
    by_verdict: Mapping[tuple[str, str], int]
    """(procedure, status)"""
    by_subject: Mapping[str | None, int]
    by_month: Mapping[str, int]
    unknown: Mapping[str, int]
    """fact -> consultations in which somebody once answered わからない"""
    given_up: Mapping[str | None, int]
    """Open question of consultations that were dropped or not touched any more; None: before the first."""


def figures(engine: Engine, stale: datetime, period: Period = ALL) -> Figures:
    """All figures of a period. An open consultation untouched since `stale` counts as given up.

    Raises StoreError.
    """
    inside = period.holds(KEPT.month)
    with reading(engine) as connection:
        months = counted(connection, KEPT.month, inside)
        return Figures(
            total=sum(months.values()),
            by_verdict=by_verdict(connection, period),
            by_subject=counted(connection, KEPT.subject, inside),
            by_month=dict(sorted(months.items())),
            unknown=unknown(connection, inside),
            given_up=counted(connection, KEPT.open_question, inside, given_up(stale)),
        )


def counted(connection: Connection, column: Any, *conditions: Any) -> dict[Any, int]:
    """value -> consultations, the largest first."""
    wanted = select(column, func.count()).where(*conditions).group_by(column)
    return dict(
        tuple(row) for row in connection.execute(wanted.order_by(func.count().desc(), column))
    )


def by_verdict(connection: Connection, period: Period) -> dict[tuple[str, str], int]:
    """(procedure, status) -> consultations."""
    pair = (verdicts.c.procedure, verdicts.c.status)
    wanted = select(*pair, func.count()).where(period.holds(verdicts.c.month))
    wanted = wanted.group_by(*pair).order_by(func.count().desc(), *pair)
    return {(procedure, status): number for procedure, status, number in connection.execute(wanted)}


def unknown(connection: Connection, inside: Any) -> dict[str, int]:
    """fact -> consultations."""
    number = func.count(distinct(changes.c.consultation))
    wanted = select(changes.c.fact, number).join(consultations, KEPT.id == changes.c.consultation)
    wanted = wanted.where(changes.c.after == "unknown", inside).group_by(changes.c.fact)
    return dict(
        tuple(row) for row in connection.execute(wanted.order_by(number.desc(), changes.c.fact))
    )


def given_up(stale: datetime) -> Any:
    """The consultations that nobody will finish."""
    untouched = (KEPT.state == "open") & (KEPT.updated < stale)
    return or_(KEPT.state == "dropped", untouched)
