"""The quiz: the topics of an edition and, for every rule that decides a status, cases that rest on it."""

from __future__ import annotations

import random
from collections.abc import Mapping

from ..core.explain import Consultations
from .cases import Case, case, solution, topic_of
from .draw import Target, targets, walk
from .lessons import Unlikely

FIRST_TRIES = 4000
"""Cases drawn to find an example of a target; one without is hidden by other rules and never asked."""
TRIES = 60
"""Cases drawn near the example for one question. If none shows the target, the example stands in."""


class Quiz:
    """Topics and cases of one edition. Building it takes a moment, so keep one per edition."""

    def __init__(self, consultations: Consultations, unlikely: Unlikely) -> None:
        self.consultations = consultations
        self.unlikely = unlikely
        self.topics: dict[str, list[Target]] = {}
        """topic -> what its cases can show, in the order of the rules"""
        self._examples: dict[Target, Case] = {}
        chance = random.Random(0)  # Only which example is known depends on it.
        for target in targets(consultations):
            if example := self._drawn(target, {}, chance, FIRST_TRIES):
                self._examples[target] = example
                self.topics.setdefault(target.topic, []).append(target)

    def question(self, target: Target, chance: random.Random) -> Case:
        """A case that shows the target."""
        example = self._examples[target]
        return self._drawn(target, example.facts, chance, TRIES) or example

    def _drawn(
        self, target: Target, near: Mapping[str, str], chance: random.Random, tries: int
    ) -> Case | None:
        for _ in range(tries):
            facts = walk(self.consultations, target, near, chance)
            if self._shows(target, facts):
                return case(self.consultations.edition, facts, target.table.procedure)
        return None

    def _shows(self, target: Target, facts: Mapping[str, str]) -> bool:
        """Whether the case is likely and its result rests on the target, and so is about its topic."""
        if any(condition.holds(facts) for condition in self.unlikely):
            return False
        verdict = self.consultations.decider.verdict(target.table, facts)
        if verdict.undecided != (target.rule is None):
            return False
        if target.rule and verdict.rules[:1] != (target.rule,):
            return False
        line = solution(self.consultations, Case(facts, target.table.procedure))
        return topic_of(line) == target.topic
