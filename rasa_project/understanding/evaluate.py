"""How well messages are understood, measured on labelled ones: `python -m rasa_project.understanding.evaluate dev`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ..edition import in_force
from .training import examples, train
from .understander import Understander, Understood

SETS = Path(__file__).parents[2] / "tests" / "understanding"
OUT = "out_of_scope"


@dataclass
class Counts:
    """True positives, false positives, false negatives."""

    hit: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.hit / (self.hit + self.extra) if self.hit + self.extra else 0.0

    @property
    def recall(self) -> float:
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 0.0

    @property
    def f1(self) -> float:
        total = 2 * self.hit + self.extra + self.missed
        return 2 * self.hit / total if total else 0.0


@dataclass
class Report:
    """Results over a set; shares are 0-1, times milliseconds."""

    acts: dict[str, Counts] = field(default_factory=dict)
    facts: dict[str, Counts] = field(default_factory=dict)
    size: int = 0
    right_acts: int = 0
    right_facts: int = 0
    right_terms: int = 0
    terms: int = 0
    in_scope: int = 0
    false_alarms: int = 0
    times: list[float] = field(default_factory=list)
    misses: list[tuple[Mapping[str, Any], Understood]] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        return self.right_acts / max(1, self.size)

    @property
    def all_facts(self) -> Counts:
        """Over all (fact, value) pairs (micro)."""
        tables = self.facts.values()
        return Counts(
            sum(c.hit for c in tables), sum(c.extra for c in tables), sum(c.missed for c in tables)
        )

    @property
    def out_of_scope_recall(self) -> float:
        return self.acts.get(OUT, Counts()).recall


def evaluate(understander: Understander, rows: Iterable[Mapping[str, Any]]) -> Report:
    """Read every row ({"text", "asked", "act", "facts", "term"}) and count."""
    report = Report()
    for row in rows:
        start = time.perf_counter()
        got = understander.read(row["text"], row["asked"])
        report.times.append((time.perf_counter() - start) * 1000)
        _count(report, row, got)
    return report


def _count(report: Report, row: Mapping[str, Any], got: Understood) -> None:
    report.size += 1
    same = (got.act == row["act"], got.facts == row["facts"], got.term == row["term"])
    report.right_acts += same[0]
    report.right_facts += same[1]
    if row["act"] in ("ask_definition", "ask_provision"):
        report.terms += 1
        report.right_terms += same[2]
    if row["act"] != OUT:
        report.in_scope += 1
        report.false_alarms += got.act == OUT
    _tally(report.acts, {(row["act"], "")}, {(got.act, "")})
    _tally(report.facts, set(row["facts"].items()), set(got.facts.items()))
    if not all(same):
        report.misses.append((row, got))


def _tally(
    table: dict[str, Counts], wanted: set[tuple[str, str]], found: set[tuple[str, str]]
) -> None:
    for name, _ in wanted & found:
        table.setdefault(name, Counts()).hit += 1
    for name, _ in wanted - found:
        table.setdefault(name, Counts()).missed += 1
    for name, _ in found - wanted:
        table.setdefault(name, Counts()).extra += 1


def rows_of(name: str) -> list[dict[str, Any]]:
    """The labelled messages of tests/understanding/<name>.jsonl."""
    lines = (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def summary(report: Report) -> str:
    """The report in one line."""
    facts, times = report.all_facts, sorted(report.times)
    return (
        f"{report.size} messages: act {report.accuracy:.3f}"
        f" | facts F1 {facts.f1:.3f} (P {facts.precision:.3f} R {facts.recall:.3f},"
        f" all right {report.right_facts / report.size:.3f})"
        f" | out of scope: recall {report.out_of_scope_recall:.3f},"
        f" false alarms {report.false_alarms}/{report.in_scope}"
        f" | terms {report.right_terms}/{report.terms}"
        f" | median {times[len(times) // 2]:.2f} ms, longest {times[-1]:.1f} ms"
    )


def tables(report: Report) -> Iterator[str]:
    """Precision, recall and F1 of each act and fact, one a line."""
    for title, table in (("act", report.acts), ("fact", report.facts)):
        for name, c in sorted(table.items()):
            size = c.hit + c.missed
            yield f"{title:4} {name:24} n {size:3}  P {c.precision:.2f}  R {c.recall:.2f}  F1 {c.f1:.2f}"


def missed(report: Report) -> Iterator[str]:
    """What was read otherwise than labelled, one message a line."""
    for row, got in report.misses:
        wanted = (row["act"], row["facts"], row["term"])
        yield f"{row['text']} [{row['asked'] or '-'}]\n    is  {wanted}\n    got {(got.act, got.facts, got.term)}"


def main(name: str = "dev") -> None:
    """Train in memory, read a set, print; the sentences of `test` are never shown."""
    edition = in_force(date.today())
    start = time.perf_counter()
    understander = Understander(edition, train(edition, examples()))
    print(f"trained in {time.perf_counter() - start:.1f} s")
    report = evaluate(understander, rows_of(name))
    lines = [summary(report), *tables(report), *(missed(report) if name != "test" else ())]
    print("\n".join(lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
