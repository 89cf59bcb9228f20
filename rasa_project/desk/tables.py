"""What an export holds: all consultations of a period, or the cases of the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..store.cases import Case, Filters, queue
from ..store.kept import Listed
from ..store.saving import JAPAN
from . import wording
from .labels import Labels
from .services import DeskServices
from .sheets import Row

AT_ONCE = 1_000


@dataclass(frozen=True)
class Wanted:
    """Which consultations; what is empty does not matter. Months as `2026-04`, both included."""

    first: str = ""
    last: str = ""
    state: str = ""

    def fits(self, one: Listed) -> bool:
        month = one.started.astimezone(JAPAN).strftime("%Y-%m")
        inside = (self.first or month) <= month <= (self.last or month)
        return inside and self.state in ("", one.state)


def consultation_rows(labels: Labels, found: Iterable[Listed]) -> Iterator[Row]:
    """A head, then a line for each: one column for each procedure and for each fact of the edition."""
    facts, procedures = labels.edition.facts, labels.edition.procedures
    yield (
        "相談番号", "状態", "所属", "開始", "更新", "完了", "経路", "要領の版", "規則の版", "開いている質問",
        *(one.name for one in procedures.values()),
        *(one.heading for one in facts.values()),
    )  # fmt: skip
    for one in found:
        yield (
            one.reference, wording.RECORD_STATES[one.state], one.department,
            one.started, one.updated, one.finished, one.channel, one.edition.isoformat(), one.rules,
            labels.fact(one.open_question) or None,
            *(status(labels, one, name) for name in procedures),
            *(answer(labels, one, name) for name in facts),
        )  # fmt: skip


def status(labels: Labels, one: Listed, procedure: str) -> str | None:
    """The status of a procedure in words; None where it is no part of the result."""
    code = one.statuses.get(procedure)
    return labels.status(procedure, code) if code else None


def answer(labels: Labels, one: Listed, fact: str) -> str | None:
    """An answer in words; None where it was not given."""
    value = one.answers.get(fact)
    return labels.value(fact, value) if value else None


def case_rows(labels: Labels, found: Iterable[Case], names: dict[str, str]) -> Iterator[Row]:
    """A head, then a line for each case."""
    yield (
        "相談番号", "担当", "種類", "状態", "担当者", "所属", "段階", "対象", "内容",
        "受付", "更新", "判断した日時", "終了", "判断", "手続ごとの判断", "理由",
    )  # fmt: skip
    for one in found:
        said = (
            f"{labels.procedure(name)}：{wording.DECISIONS[code]}"
            for name, code in (one.procedures or {}).items()
        )
        yield (
            one.reference, wording.DESKS[one.desk], wording.KINDS[one.kind], wording.STATES[one.state],
            names.get(one.claimed_by or "", one.claimed_by), one.department,
            labels.value("stage", one.stage), labels.value("subject", one.subject),
            labels.value("activity", one.activity),
            one.opened, one.updated, one.decided, one.closed,
            wording.DECISIONS.get(one.decision or ""), "、".join(said), one.reason,
        )  # fmt: skip


def all_cases(services: DeskServices, filters: Filters) -> Iterator[Case]:
    """Every case that fits, a page at a time."""
    after: int | None = None
    while True:
        found = queue(services.engine, filters, after, AT_ONCE)
        yield from found.cases
        if found.next is None:
            return
        after = found.next
