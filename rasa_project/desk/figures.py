"""What the figures say, and the sentences that were not understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from starlette.responses import Response

from ..render.result import ORDER
from ..store import audit
from ..store.figures import Figures, Period, figures
from ..store.unread import candidates, unread_page
from .auth import may
from .charts import Chart, chart, counted
from .labels import Labels
from .pages import Page, page
from .visit import Visit
from .wording import STATUSES, when

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
STALE = 14
"""Days after which an open consultation counts as given up."""
PER_PAGE = 50
CHOOSE = "文を1つ以上選んでください。"


def show(visit: Visit) -> Response:
    """The charts of a period, and a page of sentences."""
    return figures_page(visit)


def figures_page(visit: Visit, status: int = 200, problem: str = "") -> Response:
    """The page; the period stands in the address."""
    services, before = visit.services, visit.number("before") or None
    first, last = month(visit, "from"), month(visit, "until")
    stale = services.clock() - timedelta(days=STALE)
    found = figures(services.engine, stale, Period(first or "0000-00", last or "9999-99"))
    sentences = unread_page(services.engine, before, PER_PAGE + 1)
    labels = Labels(services.consultations.edition)
    return page(
        visit, "figures.html", status, problem=problem, labels=labels,
        total=found.total, charts=charts(labels, found), first=first, last=last,
        sentences=sentences[:PER_PAGE],
        next=sentences[PER_PAGE - 1].id if sentences[PER_PAGE:] else None,
        may_choose=may(visit.person, "administrator"),
    )  # fmt: skip


def month(visit: Visit, name: str) -> str:
    """A month as `2026-04`; empty for anything else."""
    said = visit.said(name)
    return said if MONTH.fullmatch(said) else ""


def charts(labels: Labels, found: Figures) -> tuple[Chart, ...]:
    """One chart for each question that the figures answer."""

    def open_fact(name: str | None) -> str:
        return labels.fact(name) or "（最初の質問の前）"

    statuses = tuple((status, STATUSES[status]) for status in ORDER)
    return (
        chart("verdicts", "手続ごとの結果", "手続", by_procedure(labels, found.by_verdict), statuses),
        chart("months", "月ごとの相談", "月", counted(found.by_month, str)),
        chart("subjects", "対象ごとの相談", "対象",
              counted(found.by_subject, lambda one: labels.value("subject", one) or "（答えがありません）")),
        chart("unknown", "「わからない」が多い質問", "質問", counted(found.unknown, labels.fact),
              note="一度でも「わからない」と答えた相談の数です。"),
        chart("given-up", "途中でやめた質問", "開いていた質問", counted(found.given_up, open_fact),
              note=f"やめた相談と、{STALE}日のあいだ続きがない相談の数です。"),
    )  # fmt: skip


def by_procedure(
    labels: Labels, numbers: Mapping[tuple[str, str], int]
) -> list[tuple[str, dict[str, int]]]:
    """Rows of a chart: procedure, and status -> number; the most frequent first."""
    rows: dict[str, dict[str, int]] = {}
    for (procedure, status), number in numbers.items():
        rows.setdefault(procedure, {})[status] = number
    most = sorted(rows.items(), key=lambda item: -sum(item[1].values()))
    return [(labels.procedure(name), row) for name, row in most]


def choose(visit: Visit) -> Response:
    """The chosen sentences as a file to label: JSON lines."""
    ids = [
        int(said) for said in visit.form.get("sentence", ()) if re.fullmatch(r"[0-9]{1,9}", said)
    ]
    if not ids:
        return figures_page(visit, 422, CHOOSE)
    lines = list(candidates(visit.services.engine, ids))
    detail = {"sentences": len(lines)}
    services = visit.services
    audit.record(services.engine, visit.person.name, "candidates", detail, clock=services.clock)
    name = f"kouho-{when(services.clock())[:10]}.jsonl"
    return Response(
        "".join(f"{line}\n" for line in lines),
        media_type="application/x-ndjson; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


PAGES = (
    Page("GET", "/figures", "reader", show),
    Page("POST", "/figures/candidates", "administrator", choose),
)
