"""How well messages are understood, measured on labelled ones: `python -m rasa_project.understanding.evaluate dev`."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
    all_facts: Counts = field(default_factory=Counts)
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
    _tally(report.acts, [row["act"]], [got.act])
    wanted, found = row["facts"].items(), got.facts.items()
    _tally(
        report.facts,
        [f for f, v in wanted & found] * 0 or [f for f, _ in wanted - found],
        [f for f, _ in found - wanted],
    )
    for fact, _ in wanted & found:
        report.facts.setdefault(fact, Counts()).hit += 1
    report.all_facts.hit += len(wanted & found)
    report.all_facts.missed += len(wanted - found)
    report.all_facts.extra += len(found - wanted)
    if not all(same):
        report.misses.append((row, got))


def _tally(table: dict[str, Counts], wanted: Sequence[str], found: Sequence[str]) -> None:
    common = Counter(wanted) & Counter(found)
    for name in wanted:
        counts = table.setdefault(name, Counts())
        if common[name]:
            counts.hit += 1
        else:
            counts.missed += 1
    for name in found:
        if not common[name]:
            table.setdefault(name, Counts()).extra += 1


def rows_of(name: str) -> list[dict[str, Any]]:
    """The labelled messages of tests/understanding/<name>.jsonl."""
    lines = (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]
