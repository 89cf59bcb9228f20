"""What is counted over labelled messages; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .sets import OUT, Row

if TYPE_CHECKING:
    from ..understander import Understood

WITH_TERM = ("ask_definition", "ask_provision")


@dataclass
class Counts:
    """True positives, false positives, false negatives; the shares made of them are 0-1."""

    hit: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def size(self) -> int:
        """How many there are in the labels."""
        return self.hit + self.missed

    @property
    def precision(self) -> float:
        return share(self.hit, self.hit + self.extra)

    @property
    def recall(self) -> float:
        return share(self.hit, self.size)

    @property
    def f1(self) -> float:
        return share(2 * self.hit, 2 * self.hit + self.extra + self.missed)


@dataclass(frozen=True)
class Outcome:
    """One labelled message and how it was read."""

    row: Row
    got: Understood
    out: float
    """The probability, 0-1, given to the message being out of scope."""
    ms: float
    """Milliseconds of one core that reading took."""

    @property
    def right_act(self) -> bool:
        return bool(self.got.act == self.row["act"])

    @property
    def right_facts(self) -> bool:
        return bool(self.got.facts == self.row["facts"])

    @property
    def right_term(self) -> bool:
        return bool(self.got.term == self.row["term"])


@dataclass(frozen=True)
class Report:
    """Results over a set."""

    outcomes: Sequence[Outcome]

    @property
    def size(self) -> int:
        return len(self.outcomes)

    @cached_property
    def acts(self) -> dict[str, Counts]:
        """act -> its counts"""
        pairs = (({(one.row["act"], "")}, {(one.got.act, "")}) for one in self.outcomes)
        return _tally(pairs)

    @cached_property
    def facts(self) -> dict[str, Counts]:
        """fact -> its counts; a wrong value is one missed and one too many"""
        return _tally(
            (set(o.row["facts"].items()), set(o.got.facts.items())) for o in self.outcomes
        )

    @property
    def accuracy(self) -> float:
        """The share of messages whose act is right."""
        return share(sum(one.right_act for one in self.outcomes), self.size)

    @property
    def right_facts(self) -> int:
        """Messages whose facts are all right."""
        return sum(one.right_facts for one in self.outcomes)

    @property
    def all_facts(self) -> Counts:
        """Over all (fact, value) pairs (micro)."""
        tables = self.facts.values()
        return Counts(
            sum(c.hit for c in tables), sum(c.extra for c in tables), sum(c.missed for c in tables)
        )

    @property
    def terms(self) -> tuple[int, int]:
        """Questions whose term was found, and all questions that have one."""
        asked = [one for one in self.outcomes if one.row["act"] in WITH_TERM]
        return sum(one.right_term for one in asked), len(asked)

    @property
    def in_scope(self) -> int:
        return sum(one.row["act"] != OUT for one in self.outcomes)

    @property
    def out_of_scope_recall(self) -> float:
        return self.acts.get(OUT, Counts()).recall

    @property
    def false_alarms(self) -> int:
        """Messages in scope that were read as out of scope."""
        return self.acts.get(OUT, Counts()).extra

    @property
    def false_alarm_rate(self) -> float:
        """Of the messages in scope."""
        return share(self.false_alarms, self.in_scope)

    @property
    def misses(self) -> list[Outcome]:
        """Messages of which act, facts or term are not as labelled."""
        return [o for o in self.outcomes if not (o.right_act and o.right_facts and o.right_term)]


def _tally(
    pairs: Iterator[tuple[set[tuple[str, str]], set[tuple[str, str]]]],
) -> dict[str, Counts]:
    table: dict[str, Counts] = {}
    for wanted, found in pairs:
        for name, _ in wanted & found:
            table.setdefault(name, Counts()).hit += 1
        for name, _ in wanted - found:
            table.setdefault(name, Counts()).missed += 1
        for name, _ in found - wanted:
            table.setdefault(name, Counts()).extra += 1
    return table


def mean_f1(table: Mapping[str, Counts]) -> float:
    """The mean over names, each weighing the same however rare it is (macro)."""
    return share(sum(counts.f1 for counts in table.values()), len(table))


def confusion(report: Report, acts: Sequence[str]) -> list[list[int]]:
    """How often each act (row) was read as each act (column)."""
    place = {act: at for at, act in enumerate(acts)}
    matrix = [[0] * len(acts) for _ in acts]
    for one in report.outcomes:
        matrix[place[one.row["act"]]][place[one.got.act]] += 1
    return matrix


def share(part: float, whole: float) -> float:
    """part / whole, and 0 of nothing."""
    return part / whole if whole else 0.0
