"""Results as lines of text, for the screen and the lists of misses."""

from __future__ import annotations

from collections.abc import Iterator

from .scores import Report
from .speed import Speed


def summary(report: Report) -> str:
    """The report in one line."""
    facts = report.all_facts
    found, terms = report.terms
    every = report.right_facts / report.size if report.size else 0.0
    line = (
        f"{report.size} messages: act {report.accuracy:.3f}"
        f" | facts F1 {facts.f1:.3f} (P {facts.precision:.3f} R {facts.recall:.3f},"
        f" all right {every:.3f})"
        f" | out of scope: recall {report.out_of_scope_recall:.3f},"
        f" false alarms {report.false_alarms}/{report.in_scope}"
        f" | terms {found}/{terms}"
    )
    return line + (f" | {_times(report)}" if report.size else "")


def _times(report: Report) -> str:
    speed = Speed(tuple(one.ms for one in report.outcomes))
    return f"median {speed.median:.2f} ms, longest {speed.longest:.1f} ms"


def tables(report: Report) -> Iterator[str]:
    """Precision, recall and F1 of each act and fact, one a line."""
    for title, table in (("act", report.acts), ("fact", report.facts)):
        for name, c in sorted(table.items()):
            yield f"{title:4} {name:24} n {c.size:3}  P {c.precision:.2f}  R {c.recall:.2f}  F1 {c.f1:.2f}"


def missed(report: Report) -> Iterator[str]:
    """What was read otherwise than labelled, three lines a message."""
    for one in report.misses:
        row, got = one.row, one.got
        yield f"{row['text']} [{row['asked'] or '-'}]"
        yield f"    is  {(row['act'], row['facts'], row['term'])}"
        yield f"    got {(got.act, got.facts, got.term)}"


def totals(name: str, report: Report) -> str:
    """How many misses there are, and of what kind."""
    acts = sum(not one.right_act for one in report.outcomes)
    facts = report.size - report.right_facts
    return f"{name}: {len(report.misses)} misses of {report.size} (act {acts}, facts {facts})"
