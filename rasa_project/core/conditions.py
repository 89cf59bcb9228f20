"""Conditions over facts, read in two ways.

*Open* (`truth`): a fact nobody has stated may still be anything that is possible beside the stated
ones, so a condition is True, False or None (cannot be told yet). Rules are read this way.

*As answered* (`holds`): only what was answered counts, and `unknown` is an answer like any other.
This reading says which questions apply and which procedures a consultation decides at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

Facts = Mapping[str, str]
Possible = Callable[[str, Facts], frozenset[str]]
"""(fact, stated facts) -> the values the fact may still take; empty where it does not apply."""


class Condition(Protocol):
    """What a rule asks of the facts."""

    def truth(self, known: Facts, possible: Possible) -> bool | None: ...

    def open_fact(self, known: Facts, possible: Possible) -> str | None: ...

    def holds(self, answers: Facts) -> bool: ...

    def atoms(self) -> Iterator[Is | Answered]: ...


@dataclass(frozen=True)
class Is:
    """The fact has one of the values."""

    fact: str
    values: frozenset[str]

    def truth(self, known: Facts, possible: Possible) -> bool | None:
        if self.fact in known:
            return known[self.fact] in self.values
        still = possible(self.fact, known)
        if not still & self.values:
            return False
        return True if still <= self.values else None

    def open_fact(self, known: Facts, possible: Possible) -> str | None:
        return self.fact if self.truth(known, possible) is None else None

    def holds(self, answers: Facts) -> bool:
        return answers.get(self.fact) in self.values

    def atoms(self) -> Iterator[Is | Answered]:
        yield self


@dataclass(frozen=True)
class Answered:
    """The fact was answered at all, be it with `unknown`."""

    fact: str

    def truth(self, known: Facts, possible: Possible) -> bool | None:
        return True if self.fact in known else None

    def open_fact(self, known: Facts, possible: Possible) -> str | None:
        return None if self.fact in known else self.fact

    def holds(self, answers: Facts) -> bool:
        return self.fact in answers

    def atoms(self) -> Iterator[Is | Answered]:
        yield self


@dataclass(frozen=True)
class AllOf:
    """Every part holds. With no parts it always holds."""

    parts: tuple[Condition, ...]

    def truth(self, known: Facts, possible: Possible) -> bool | None:
        told: bool | None = True
        for part in self.parts:
            truth = part.truth(known, possible)
            if truth is False:
                return False
            told = told and truth
        return told

    def open_fact(self, known: Facts, possible: Possible) -> str | None:
        return first_open(self.parts, known, possible)

    def holds(self, answers: Facts) -> bool:
        return all(part.holds(answers) for part in self.parts)

    def atoms(self) -> Iterator[Is | Answered]:
        for part in self.parts:
            yield from part.atoms()


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def truth(self, known: Facts, possible: Possible) -> bool | None:
        told: bool | None = False
        for part in self.parts:
            truth = part.truth(known, possible)
            if truth is True:
                return True
            told = None if truth is None else told
        return told

    def open_fact(self, known: Facts, possible: Possible) -> str | None:
        return first_open(self.parts, known, possible)

    def holds(self, answers: Facts) -> bool:
        return any(part.holds(answers) for part in self.parts)

    def atoms(self) -> Iterator[Is | Answered]:
        for part in self.parts:
            yield from part.atoms()


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Condition

    def truth(self, known: Facts, possible: Possible) -> bool | None:
        truth = self.part.truth(known, possible)
        return None if truth is None else not truth

    def open_fact(self, known: Facts, possible: Possible) -> str | None:
        return self.part.open_fact(known, possible)

    def holds(self, answers: Facts) -> bool:
        return not self.part.holds(answers)

    def atoms(self) -> Iterator[Is | Answered]:
        yield from self.part.atoms()


def first_open(parts: tuple[Condition, ...], known: Facts, possible: Possible) -> str | None:
    """The first fact, in the order written, that keeps one of the parts from being told."""
    return next((f for part in parts if (f := part.open_fact(known, possible))), None)


def facts_of(*conditions: Condition | None) -> list[str]:
    """The facts the conditions name, each once, in the order written."""
    return list(dict.fromkeys(atom.fact for c in conditions if c is not None for atom in c.atoms()))
