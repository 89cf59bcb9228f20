"""Walks through all interviews, and brute force to hold them against.

The walk asks what the product asks. The completions know nothing of `core.interview`: they read
`applies_when` and the combinations straight from the edition and leave the deciding to the oracle.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from oracle import decide

from rasa_project.core.decide import Verdict
from rasa_project.core.explain import Consultations
from rasa_project.core.model import UNKNOWN, Edition
from rasa_project.core.scope import View
from rasa_project.edition.coverage import beginnings

Answers = Mapping[str, str]


@dataclass
class State:
    """One point of an interview."""

    answers: dict[str, str]
    question: str | None
    remaining: int
    verdicts: tuple[Verdict, ...]
    before: State | None = field(repr=False)
    """The state whose question led here, None at the beginning."""

    @property
    def statuses(self) -> dict[str, str]:
        return statuses_of(self.verdicts)


def statuses_of(verdicts: Iterable[Verdict]) -> dict[str, str]:
    """procedure -> status, as in the result"""
    return {v.table.procedure: v.status for v in verdicts if v.status}


class Product:
    """The product, remembering what a table said of a view: that is what its result is made of."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.consultations = Consultations(edition)
        self.decider = self.consultations.decider
        self.interview = self.consultations.interview
        self._known: dict[object, Verdict] = {}

    def verdicts(self, views: list[View]) -> tuple[Verdict, ...]:
        """What the tables say of what they see."""
        for view in views:
            if view.key not in self._known:
                self._known[view.key] = self.decider.verdict(view.table, view.answers)
        return tuple(self._known[view.key] for view in views)

    def statuses(self, answers: Answers) -> dict[str, str]:
        """procedure -> status. Raises FactError for bad input, as the result does."""
        self.decider.check(answers)
        return statuses_of(self.verdicts(self.decider.views(answers)))

    def state(self, answers: dict[str, str], before: State | None = None) -> State:
        """The state in which these answers leave the interview."""
        views = self.decider.views(answers)
        question, left = self.interview.first_of(views), self.interview.remaining(answers)
        return State(answers, question, left, self.verdicts(views), before)


def walk(product: Product) -> list[State]:
    """Every state of every interview, `unknown` among the answers to every question.

    `network` stands apart from everything else, so it is varied fully for one consultation per
    stage (the first that comes to it) and answered `none` otherwise: 11 thousand ends, not 78.
    The facts that are never asked are tried with each of their values at the beginning.
    """
    found: list[State] = []
    varied: set[str] = set()
    stack: list[tuple[dict[str, str], State | None]]
    stack = [(answers, None) for answers in beginnings(product.edition)]
    while stack:
        state = product.state(*stack.pop())
        found.append(state)
        if state.question:
            values = answers_to(state.question, state.answers, product, varied)
            more = ({**state.answers, state.question: value} for value in values)
            stack += ((answers, state) for answers in more)
    return found


def answers_to(fact: str, answers: Answers, product: Product, varied: set[str]) -> list[str]:
    """The answers that the walk gives; `varied` are the stages that have had their networks."""
    if fact == "network" and answers["stage"] in varied:
        return ["none"]
    if fact == "network":
        varied.add(answers["stage"])
    return [*product.interview.choices(fact, answers), UNKNOWN]


def options(edition: Edition, fact: str, answers: Answers) -> list[str]:
    """The values that make sense for a fact beside the answers; none where it does not apply."""
    definition = edition.facts[fact]
    if definition.default or not definition.applies_when.holds(answers):
        return []
    values = list(definition.values)
    for pair in edition.combinations:
        if fact == pair.second and answers.get(pair.first, UNKNOWN) != UNKNOWN:
            values = [v for v in values if v in pair.pairs[answers[pair.first]]]
        elif fact == pair.first and answers.get(pair.second, UNKNOWN) != UNKNOWN:
            given = answers[pair.second]
            values = [v for v in values if not pair.pairs[v] or given in pair.pairs[v]]
    return values


def put(edition: Edition, answers: Answers, fact: str, value: str) -> dict[str, str]:
    """The answers with one more; what then takes no value goes (the activity of a website)."""
    more = {**answers, fact: value}
    for pair in edition.combinations:
        if fact == pair.first and value != UNKNOWN and not pair.pairs[value]:
            more.pop(pair.second, None)
    return more


def completions(edition: Edition, answers: Answers) -> Iterator[dict[str, str]]:
    """Every way to answer all that is still missing and applies."""
    for fact in edition.facts:
        values = [] if fact in answers else options(edition, fact, answers)
        if values:
            for value in values:
                yield from completions(edition, put(edition, answers, fact, value))
            return
    yield dict(answers)


def any_completion(edition: Edition, answers: Answers, chance: random.Random) -> dict[str, str]:
    """One of the completions."""
    full = dict(answers)
    for fact in edition.facts:
        values = [] if fact in full else options(edition, fact, full)
        if values:
            full = put(edition, full, fact, chance.choice(values))
    return full


def changed(edition: Edition, full: Answers, fact: str, value: str) -> dict[str, str]:
    """A completion with another value for one fact, and without what then applies no more."""
    kept: dict[str, str] = {}
    for name, old in put(edition, full, fact, value).items():
        definition = edition.facts[name]
        beside = {k: v for k, v in full.items() if k != name} | {fact: value}
        room = options(edition, name, beside)
        if name == fact or definition.default or old in room or (room and old == UNKNOWN):
            kept[name] = old
    return kept


def matters(edition: Edition, answers: Answers, fact: str, chance: random.Random) -> bool:
    """Whether two answers to the question, all else being equal, can end in different statuses.

    First by chance, which nearly always finds such a pair at once, then by trying everything.
    """
    values = options(edition, fact, answers)
    for _ in range(60):
        one, other = chance.sample(values, 2)
        full = any_completion(edition, put(edition, answers, fact, one), chance)
        moved = any_completion(edition, changed(edition, full, fact, other), chance)
        if decide(full) != decide(moved):
            return True
    return any(
        decide(full) != decide(moved)
        for one in values
        for full in completions(edition, put(edition, answers, fact, one))
        for other in values
        for moved in completions(edition, changed(edition, full, fact, other))
    )


def outcomes(edition: Edition, answers: Answers) -> set[frozenset[tuple[str, str]]]:
    """The statuses in which all completions of the answers end, according to the oracle."""
    return {frozenset(decide(full).items()) for full in completions(edition, answers)}
