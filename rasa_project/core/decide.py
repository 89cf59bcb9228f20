"""From facts to the status of each procedure, three-valued.

A fact that is missing or `unknown` is *open*: every value still possible is tried, and a procedure
keeps a status only if all of them lead to it (reading R9). More than one conclusion: `unclear`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .conditions import Facts
from .errors import FactError, NoRuleError
from .model import ABSENT, LEFT_OUT, UNKNOWN, Edition, Rule, Table
from .scope import View, scope_of


@dataclass(frozen=True)
class Verdict:
    """What one table says: `status` None leaves the procedure out of the result."""

    table: Table
    status: str | None
    rules: tuple[Rule, ...]
    """The rules that apply in some completion; several with one status if open facts do not matter."""

    @property
    def undecided(self) -> bool:
        """Unclear because answers are open, and not because a rule says so."""
        return self.status == "unclear" and {rule.status for rule in self.rules} != {"unclear"}


class Decider:
    """Decides consultations under one edition. Remembers conclusions, so keep one per edition."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.scopes = {table.procedure: scope_of(edition, table) for table in edition.tables}
        order = list(edition.procedures)
        self.tables = sorted(edition.tables, key=lambda table: order.index(table.procedure))
        self._verdicts: dict[object, Verdict] = {}
        self._first = next(iter(edition.facts))
        self._partners = {
            name: tuple(
                other
                for pair in edition.combinations
                for other, this in ((pair.first, pair.second), (pair.second, pair.first))
                if this == name
            )
            for name in edition.facts
        }
        self._with_stand_in = [
            f for f in edition.facts.values() if f.default or f.taken_as or f.absent_where_not_asked
        ]
        self._possible: dict[tuple[str, tuple[str | None, ...]], frozenset[str]] = {}
        self._remembered: dict[tuple[str, frozenset[tuple[str, str]]], frozenset[Rule]] = {}
        self._speaking = {
            value: [table for table in self.tables if self._may_decide(table, value)]
            for value in (*edition.facts[self._first].values, UNKNOWN)
        }

    def check(self, answers: Mapping[str, str]) -> None:
        """Raise FactError for an unknown fact or value, or for two values that exclude each other."""
        for name, value in answers.items():
            fact = self.edition.facts.get(name)
            if fact is None:
                raise FactError(
                    f"事実「{name}」はありません。使えるのは {'、'.join(self.edition.facts)} です。"
                )
            if value != UNKNOWN and value not in fact.values:
                allowed = "、".join((*fact.values, UNKNOWN))
                raise FactError(
                    f"事実「{name}」に値「{value}」はありません。使えるのは {allowed} です。"
                )
        for combination in self.edition.combinations:
            first, second = answers.get(combination.first), answers.get(combination.second)
            if None in (first, second) or UNKNOWN in (first, second):
                continue
            if second not in combination.pairs[str(first)]:
                raise FactError(
                    f"{combination.first}「{first}」と {combination.second}「{second}」の"
                    "組み合わせはありません。どちらかを直してください。"
                )

    def possible(self, fact: str, known: Facts) -> frozenset[str]:
        """The values the fact may still take beside the known ones; empty where it does not apply."""
        beside = tuple(known.get(other) for other in self._partners[fact])
        if (fact, beside) not in self._possible:
            self._possible[fact, beside] = self._combined(fact, known)
        return self._possible[fact, beside]

    def _combined(self, fact: str, known: Facts) -> frozenset[str]:
        values = frozenset(self.edition.facts[fact].values)
        for combination in self.edition.combinations:
            pairs, given = combination.pairs, known.get(combination.second)
            if fact == combination.second and combination.first in known:
                values &= pairs[known[combination.first]]
            elif fact == combination.first and given:
                # A value that takes no partner stays possible: the partner is then ignored.
                values = frozenset(v for v in values if not pairs[v] or given in pairs[v])
        return values

    def known(self, answers: Mapping[str, str]) -> dict[str, str]:
        """The facts that can be reasoned with: those stated and not `unknown`, and what stands in."""
        known = {name: value for name, value in answers.items() if value != UNKNOWN}
        for fact in self._with_stand_in:
            if fact.id not in answers and fact.default:
                known[fact.id] = fact.default
            elif fact.id not in known and fact.taken_as:
                known[fact.id] = fact.taken_as
            elif (
                fact.id not in answers
                and fact.absent_where_not_asked
                and not fact.applies_when.holds(answers)
            ):
                known[fact.id] = ABSENT
        return known

    def _assume(self, known: dict[str, str], fact: str, value: str) -> dict[str, str]:
        """The known facts with one more, and without what that one leaves no room for."""
        assumed = {**known, fact: value}
        for combination in self.edition.combinations:
            if fact == combination.first and not combination.pairs[value]:
                assumed[combination.second] = ABSENT
        return assumed

    def views(self, answers: Mapping[str, str]) -> list[View]:
        """What each table sees of these answers, in the order in which results are shown.

        Tables that the first answer (the stage) silences for good are left out.
        """
        tables = self._speaking.get(answers.get(self._first, ""), self.tables)
        return [self.scopes[table.procedure].view(table, answers) for table in tables]

    def _may_decide(self, table: Table, value: str) -> bool:
        """Whether the table can come to speak once the first fact has this value."""
        return table.decided_when.truth({self._first: value}, self._any_value) is not False

    def _any_value(self, fact: str, known: Facts) -> frozenset[str]:
        return frozenset((*self.edition.facts[fact].values, UNKNOWN))

    def verdict(self, table: Table, answers: Mapping[str, str]) -> Verdict:
        """What the table says of these answers."""
        return self.verdict_of(self.scopes[table.procedure].view(table, answers))

    def verdict_of(self, view: View) -> Verdict:
        """What a table says of the answers it sees."""
        found = self._verdicts.get(view.key)
        if found is None:
            found = self._verdicts[view.key] = self._decide(view.table, view.answers)
        return found

    def _decide(self, table: Table, answers: Mapping[str, str]) -> Verdict:
        if not table.decided_when.holds(answers):
            return Verdict(table, None, ())
        if table.unclear_when is not None and table.unclear_when.holds(answers):
            return Verdict(table, "unclear", ())
        scope = self.scopes[table.procedure]
        known = scope.narrow(self.known(answers), scope.ruled)
        outcome = self._outcomes(table, known)
        rules = tuple(rule for rule in table.rules if rule in outcome)
        statuses = {rule.status for rule in rules}
        if len(statuses) > 1:
            return Verdict(table, "unclear", rules)
        # A rule that holds whatever is answered next explains the status better than one that might.
        certain = tuple(rule for rule in rules if rule.when.truth(known, self.possible))
        status = statuses.pop()
        return Verdict(table, None if status == LEFT_OUT else status, certain or rules)

    def _outcomes(self, table: Table, known: dict[str, str], start: int = 0) -> frozenset[Rule]:
        """The first-match rules over all completions of the known facts.

        Rules before `start` are known not to hold; more facts never make them hold again.
        """
        key = (table.procedure, frozenset(known.items()))
        found = self._remembered.get(key)
        if found is None:
            found = self._remembered[key] = self._walk(table, known, start)
        return found

    def _walk(self, table: Table, known: dict[str, str], start: int) -> frozenset[Rule]:
        for place in range(start, len(table.rules)):
            condition = table.rules[place].when
            truth = condition.truth(known, self.possible)
            if truth:
                return frozenset((table.rules[place],))
            if truth is None:
                fact = str(condition.open_fact(known, self.possible))
                classes = self.scopes[table.procedure].classes[fact]
                values = {classes[value] for value in self.possible(fact, known)}
                more = (self._assume(known, fact, value) for value in values)
                return frozenset[Rule]().union(*(self._outcomes(table, k, place) for k in more))
        raise NoRuleError(table.procedure, known)
