"""Which question comes next, and whether any is left.

For each table the answers still to come are unfolded into a decision diagram in the order of the
facts, and a question whose answers all lead to the same diagram is taken out. What remains at the
root is a question that some joint completion of the others depends on; an empty diagram means that
no answer can change the status any more. So `next_fact` never asks in vain and `complete` is exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .conditions import facts_of
from .decide import Decider
from .model import UNKNOWN, Table
from .scope import View

Answers = Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Node:
    """A diagram: a question with what follows each answer, or (fact None) a settled status.

    Nodes are interned, so two diagrams are equal exactly if they are the same object.
    """

    fact: str | None
    status: str | None = None
    branches: Mapping[str, Node] = field(default_factory=dict)


class Interview:
    """The questions of one edition. Remembers diagrams, so keep one per edition."""

    def __init__(self, decider: Decider) -> None:
        self.decider = decider
        self.edition = decider.edition
        self._order = {name: place for place, name in enumerate(self.edition.facts)}
        self._interned: dict[tuple[object, ...], Node] = {}
        self._diagrams: dict[object, Node] = {}
        self._depths: dict[tuple[Node, ...], int] = {}

    def next_fact(self, answers: Answers) -> str | None:
        """The fact to ask for, or None when no further answer could change the result."""
        return self.first_of(self.decider.views(answers))

    def first_of(self, views: list[View]) -> str | None:
        """The same, from what the tables see."""
        return self._first(self._roots(views))

    def remaining(self, answers: Answers) -> int:
        """The largest number of questions that may still come."""
        return self._depth(self._roots(self.decider.views(answers)))

    def applies(self, fact: str, answers: Answers) -> bool:
        """Whether the question makes sense beside these answers."""
        definition = self.edition.facts[fact]
        if definition.default or not definition.applies_when.holds(answers):
            return False
        return bool(self.decider.possible(fact, self.decider.known(answers)))

    def cannot_apply(self, fact: str, answers: Answers) -> bool:
        """Whether no answer to come can make the question apply."""
        condition = self.edition.facts[fact].applies_when
        return fact not in answers and condition.truth(answers, self._possible) is False

    def same(self, one: Answers, other: Answers) -> bool:
        """Whether the two lead to the same statuses, now and after whatever is answered next."""
        scopes = [(self.decider.scopes[t.procedure], t) for t in self.decider.tables]
        pairs = ((scope.view(table, one), scope.view(table, other)) for scope, table in scopes)
        return all(self._diagram(a) is self._diagram(b) for a, b in pairs)

    def choices(self, fact: str, answers: Answers) -> list[str]:
        """The values that may be answered, in the order in which they are shown.

        A fact on record is being changed: what was answered beneath it then gives way, and does not narrow it.
        """
        hidden = {fact}
        if fact in answers:
            hidden |= {pair.second for pair in self.edition.combinations if pair.first == fact}
        beside = {name: value for name, value in answers.items() if name not in hidden}
        possible = self.decider.possible(fact, self.decider.known(beside))
        return [value for value in self.edition.facts[fact].values if value in possible]

    def _possible(self, fact: str, answers: Answers) -> frozenset[str]:
        return self.decider.possible(fact, self.decider.known(answers))

    def _roots(self, views: list[View]) -> tuple[Node, ...]:
        nodes = [self._diagram(view) for view in views]
        return tuple(dict.fromkeys(node for node in nodes if node.fact))

    def _first(self, roots: tuple[Node, ...]) -> str | None:
        facts = [node.fact for node in roots if node.fact]
        return min(facts, key=self._order.__getitem__, default=None)

    def _depth(self, roots: tuple[Node, ...]) -> int:
        if roots not in self._depths:
            fact = self._first(roots)
            self._depths[roots] = 0 if fact is None else 1 + self._deepest_branch(roots, fact)
        return self._depths[roots]

    def _deepest_branch(self, roots: tuple[Node, ...], fact: str) -> int:
        values = dict.fromkeys(v for node in roots if node.fact == fact for v in node.branches)
        depths = []
        for value in values:
            moved = (n.branches.get(value, n) if n.fact == fact else n for n in roots)
            depths.append(self._depth(tuple(dict.fromkeys(n for n in moved if n.fact))))
        return max(depths)

    def _diagram(self, view: View) -> Node:
        node = self._diagrams.get(view.key)
        if node is None:
            node = self._diagrams[view.key] = self._unfold(view)
        return node

    def _unfold(self, view: View) -> Node:
        table, answers = view.table, view.answers
        verdict = self.decider.verdict_of(view)
        if not verdict.undecided and self._fixed(table, answers):
            return self._leaf(verdict.status)
        open_facts = (f for f in self.decider.scopes[table.procedure].asked if f not in answers)
        fact = next((f for f in open_facts if self.applies(f, answers)), None)
        if fact is None:
            return self._leaf(verdict.status)
        values = self.choices(fact, answers)
        scope = self.decider.scopes[table.procedure]
        given = ((value, {**answers, fact: value}) for value in (*values, UNKNOWN))
        branches = {value: self._diagram(scope.view(table, more)) for value, more in given}
        # "I do not know" is left out here: it never tells apart what no real answer tells apart.
        if len({branches[value] for value in values}) == 1:
            return branches[values[0]]
        return self._intern(Node(fact, None, branches), fact, *branches.items())

    def _fixed(self, table: Table, answers: Answers) -> bool:
        """Whether no answer to come can change what the table decides with."""
        return all(
            self._settled(fact, answers) for fact in self.decider.scopes[table.procedure].pivots
        )

    def _settled(self, fact: str, answers: Answers) -> bool:
        if fact in answers:
            return True
        on = facts_of(self.edition.facts[fact].applies_when)
        return not self.applies(fact, answers) and all(self._settled(f, answers) for f in on)

    def _leaf(self, status: str | None) -> Node:
        return self._intern(Node(None, status), None, status)

    def _intern(self, node: Node, *key: object) -> Node:
        return self._interned.setdefault(key, node)
