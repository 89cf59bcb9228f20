"""What one table looks at, and which values it cannot tell apart.

Two values of a fact are one *class* for a table if every condition the table rests on treats them
alike; a table that asks only "is it a SaaS?" sees two kinds of subject, not eighteen. Deciding and
asking work on one representative per class, which makes them some fifty times faster and changes
nothing: conditions are all they ever ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .conditions import Is, facts_of
from .model import ABSENT, UNKNOWN, Edition, Table

NOBODY = " not answered "
"""Looks up to nothing: no value is called so."""


class View(NamedTuple):
    """What one table sees of a consultation's answers."""

    table: Table
    asked: tuple[str, ...]
    key: tuple[str, tuple[str | None, ...]]
    """(procedure, class of the answer to each fact of `asked`, None where there is none).

    The same for two consultations exactly if the table cannot tell them apart.
    """

    @property
    def answers(self) -> dict[str, str]:
        """The answers seen, with representatives for values."""
        seen = zip(self.asked, self.key[1], strict=True)
        return {name: value for name, value in seen if value is not None}


@dataclass(frozen=True)
class Scope:
    """The facts of one table, in the order of the questions, and their classes of values."""

    ruled: tuple[str, ...]
    """Facts the rules name."""
    asked: tuple[str, ...]
    """These, those that say whether the table speaks at all, and those their questions rest on."""
    switches: tuple[str, ...]
    """Facts that say whether the table speaks at all."""
    pivots: tuple[str, ...]
    """Facts whose answer can change what the table decides with, be its verdict settled or not."""
    classes: Mapping[str, Mapping[str, str]]
    """fact -> value -> representative of its class"""

    def narrow(self, facts: Mapping[str, str], to: tuple[str, ...]) -> dict[str, str]:
        """The facts among `to`, with representatives for values."""
        return {name: self.classes[name][facts[name]] for name in to if name in facts}

    def view(self, table: Table, answers: Mapping[str, str]) -> View:
        """The table's view of the answers."""
        # Thousands of consultations are looked up by these few letters: keep it to one pass.
        seen = tuple([known.get(answers.get(name, NOBODY)) for name, known in self.classes.items()])
        return View(table, self.asked, (table.procedure, seen))


def scope_of(edition: Edition, table: Table) -> Scope:
    """The scope of a table."""
    ruled = facts_of(*(rule.when for rule in table.rules))
    switches = facts_of(table.decided_when, table.unclear_when)
    asked = {*ruled, *switches}
    rest = list(asked)
    while rest:
        new = set(facts_of(edition.facts[rest.pop()].applies_when)) - asked
        asked |= new
        rest += new
    ordered = tuple(name for name in edition.facts if name in asked)
    pivots = tuple(name for name in ordered if name in switches or edition.facts[name].taken_as)
    in_order = tuple(name for name in ordered if name in ruled)
    return Scope(
        in_order,
        ordered,
        tuple(switches),
        pivots,
        {name: classes(edition, table, name, ordered) for name in ordered},
    )


def classes(edition: Edition, table: Table, name: str, asked: tuple[str, ...]) -> dict[str, str]:
    """value -> representative for one fact."""
    questions = [edition.facts[fact].applies_when for fact in asked]
    conditions = [r.when for r in table.rules] + [table.decided_when, *questions]
    conditions += [table.unclear_when] if table.unclear_when else []
    atoms = [a for c in conditions for a in c.atoms() if isinstance(a, Is) and a.fact == name]
    first: dict[object, str] = {}
    found = {UNKNOWN: UNKNOWN, ABSENT: ABSENT}
    for value in edition.facts[name].values:
        seen = (*(value in atom.values for atom in atoms), *partners(edition, name, value, asked))
        if edition.facts[name].default == value or edition.facts[name].taken_as == value:
            seen = (value,)
        found[value] = first.setdefault(seen, value)
    return found


def partners(edition: Edition, name: str, value: str, asked: tuple[str, ...]) -> list[object]:
    """With which values of the other fact this value makes sense."""
    found: list[object] = []
    for combination in edition.combinations:
        if not {combination.first, combination.second} <= set(asked):
            continue
        if name == combination.first:
            found.append(combination.pairs[value])
        elif name == combination.second:
            found.append(
                frozenset(v for v, seconds in combination.pairs.items() if value in seconds)
            )
    return found
