"""Which rules ever decide anything: a rule that never does is covered by others, or wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..core.decide import Decider
from ..core.interview import Interview
from ..core.model import UNKNOWN, Edition, Table


@dataclass(frozen=True)
class Coverage:
    """Rules against the ends of all interviews."""

    ends: int
    """Ends of interviews looked at."""
    rules: tuple[str, ...]
    never: tuple[str, ...]
    """The rules that no end rests on."""


def cover(edition: Edition) -> Coverage:
    """Walk the interview and note which rules settle a procedure at its end, `none` included."""
    interview = Interview(Decider(edition))
    decisive: set[str] = set()
    ends: set[frozenset[tuple[str, str]]] = set()
    for group in groups(interview.decider):
        for end in ends_for(group, interview):
            ends.add(frozenset(end.items()))
            verdicts = (interview.decider.verdict(table, end) for table in group)
            settled = (verdict for verdict in verdicts if not verdict.undecided)
            decisive.update(rule.id for verdict in settled for rule in verdict.rules)
    rules = tuple(rule.id for table in edition.tables for rule in table.rules)
    return Coverage(len(ends), rules, tuple(rule for rule in rules if rule not in decisive))


def groups(decider: Decider) -> list[list[Table]]:
    """The tables, those together that look at the same facts apart from what all look at.

    Groups say nothing of each other (the network tables and art7, once the stage is given), so
    each is walked alone: thousands of ends instead of their product.
    """
    looks = {name: set(scope.asked) for name, scope in decider.scopes.items()}
    common = set.intersection(*looks.values()) if looks else set()
    found: list[tuple[set[str], list[Table]]] = []
    for table in decider.edition.tables:
        facts, tables = looks[table.procedure] - common, [table]
        joined = [group for group in found if group[0] & facts]
        found = [group for group in found if not group[0] & facts]
        for others, more in joined:
            facts, tables = facts | others, [*more, *tables]
        found.append((facts, tables))
    return [tables for _, tables in found]


def ends_for(group: list[Table], interview: Interview) -> Iterator[dict[str, str]]:
    """The answers at the ends of the interviews that differ for these tables.

    Values that none of them can tell apart are tried once; questions for other tables get their
    first answer.
    """
    scopes = [interview.decider.scopes[table.procedure] for table in group]
    stack = beginnings(interview.edition)
    while stack:
        answers = stack.pop()
        fact = interview.next_fact(answers)
        if fact is None:
            yield answers
            continue
        classes = [scope.classes[fact] for scope in scopes if fact in scope.classes]
        values = [*interview.choices(fact, answers), UNKNOWN]
        told_apart = {tuple(c[value] for c in classes): value for value in reversed(values)}
        stack += ({**answers, fact: value} for value in told_apart.values())


def beginnings(edition: Edition) -> list[dict[str, str]]:
    """Nothing said yet, and each value of the facts that are never asked but may be stated."""
    return [{}] + [
        {fact.id: value}
        for fact in edition.facts.values()
        if fact.default
        for value in fact.values
        if value != fact.default
    ]
