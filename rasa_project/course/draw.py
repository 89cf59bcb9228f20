"""Cases drawn at random that are to rest on a certain rule.

A case is an interview walked to its end, so it is legal and complete. The walk prefers the answers
that the wanted rule names; whether the case does rest on the rule is for the caller to see.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..core.conditions import AllOf, AnyOf, Condition, Is
from ..core.explain import Consultations
from ..core.model import LEFT_OUT, UNKNOWN, Rule, Table
from .cases import topic

PREFERENCE = 0.85
"""How often the walk takes an answer that the wanted rule names."""
NEARNESS = 0.5
"""How often, where the rule names none, it takes the answer of a case that is known to fit."""
FEW_UNKNOWN, MANY_UNKNOWN = 0.04, 0.5
"""How often an answer is "I do not know": at all, and where the case is to stay open by it."""


@dataclass(frozen=True, eq=False)
class Target:
    """What a case is to show: a rule that decides or, with None, answers that leave the status open."""

    table: Table
    rule: Rule | None

    @property
    def topic(self) -> str:
        """The topic that a case of this target belongs to."""
        source = self.rule or self.table.unclear
        return topic(self.table.procedure, source.provision)

    @cached_property
    def hints(self) -> dict[str, frozenset[str]]:
        """fact -> the values by which the table comes to speak and the rule to hold"""
        speaks = wanted(self.table.decided_when)
        holds = wanted(self.rule.when) if self.rule else {}
        both = {name: speaks.get(name, values) & values for name, values in holds.items()}
        return {**speaks, **holds, **{name: values for name, values in both.items() if values}}


def wanted(condition: Condition) -> dict[str, frozenset[str]]:
    """fact -> the values that the condition asks for"""
    found: dict[str, frozenset[str]] = {}
    for atom in named(condition):
        found[atom.fact] = atom.values | found.get(atom.fact, frozenset())
    return found


def named(condition: Condition) -> Iterator[Is]:
    """The facts and values that a condition asks for; what it excludes is left aside."""
    if isinstance(condition, Is):
        yield condition
    elif isinstance(condition, (AllOf, AnyOf)):
        for part in condition.parts:
            yield from named(part)


def targets(consultations: Consultations) -> Iterator[Target]:
    """Everything a case could show, be it reachable or hidden by other rules."""
    for table in consultations.decider.tables:
        yield from (Target(table, rule) for rule in table.rules if rule.status != LEFT_OUT)
        if open_facts(consultations, table):
            yield Target(table, None)


def open_facts(consultations: Consultations, table: Table) -> set[str]:
    """The facts that can leave the table's status open once it speaks."""
    scope = consultations.decider.scopes[table.procedure]
    return set(scope.ruled) - set(scope.switches)


def walk(
    consultations: Consultations, target: Target, known: Mapping[str, str], chance: random.Random
) -> dict[str, str]:
    """The answers of one interview from its beginning to its end.

    known: a case that shows the target, to stay near to; empty where none was found yet.
    """
    interview, answers = consultations.interview, beforehand(consultations, target, chance)
    open_here = set() if target.rule else open_facts(consultations, target.table)
    while fact := interview.next_fact(answers):
        unknown = MANY_UNKNOWN if fact in open_here else FEW_UNKNOWN
        values = interview.choices(fact, answers)
        likely = preferred(target, known, fact, values, chance)
        answers[fact] = UNKNOWN if chance.random() < unknown else chance.choice(likely)
    return answers


def preferred(
    target: Target, known: Mapping[str, str], fact: str, values: list[str], chance: random.Random
) -> list[str]:
    """The values to choose from: those the rule names, that of the known case, or all."""
    hinted = [value for value in values if value in target.hints.get(fact, ())]
    if hinted and chance.random() < PREFERENCE:
        return hinted
    if known.get(fact) in values and chance.random() < NEARNESS:
        return [known[fact]]
    return values


def beforehand(
    consultations: Consultations, target: Target, chance: random.Random
) -> dict[str, str]:
    """The facts that nobody is asked for, where the rule is about them."""
    never_asked = [fact.id for fact in consultations.edition.facts.values() if fact.default]
    stated = {name: sorted(target.hints[name]) for name in never_asked if name in target.hints}
    return {name: chance.choice(values) for name, values in stated.items()}
