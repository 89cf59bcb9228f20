"""The vocabulary of the domain as frozen records. Built by `rasa_project.edition`, read everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from .conditions import Condition

UNKNOWN = "unknown"
STATUSES = ("required", "exempt", "not_applicable", "conditional", "unclear")
ABSENT = ""
"""Stands for the value of a fact that is not there; no condition names it."""
LEFT_OUT = "none"
"""A rule's word for "this procedure is not part of the answer": no status, no line in the result."""


@dataclass(frozen=True)
class Choice:
    """One value of a fact and how staff see and say it."""

    value: str
    label: str
    aliases: tuple[str, ...] = ()
    description: str | None = None


@dataclass(frozen=True, eq=False)
class Fact:
    """One question of the interview."""

    id: str
    heading: str
    question: str
    why: str
    provision: str
    choices: tuple[Choice, ...]
    applies_when: Condition
    help: str | None = None
    who_knows: str | None = None
    default: str | None = None
    """A value taken when nobody stated one; such a fact is never asked."""
    taken_as: str | None = None
    """A value to decide with while the answer is missing or unknown; the question is asked all the same."""
    absent_where_not_asked: bool = False
    """Where the question does not apply and nobody answered it, no value is possible at all."""

    @cached_property
    def values(self) -> tuple[str, ...]:
        return tuple(choice.value for choice in self.choices)

    def choice(self, value: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.value == value), None)


@dataclass(frozen=True)
class Combinations:
    """Which values of `second` make sense beside each value of `first` (none: it is not asked)."""

    first: str
    second: str
    pairs: Mapping[str, frozenset[str]]


@dataclass(frozen=True, eq=False)
class Rule:
    """One line of a first-match table, with the place in the text it rests on."""

    id: str
    when: Condition
    status: str
    provision: str
    text: str
    notes: tuple[str, ...] = ()
    reading: str | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unclear:
    """What is said when the rules leave more than one conclusion open."""

    provision: str
    text: str


@dataclass(frozen=True, eq=False)
class Table:
    """How one procedure is decided."""

    procedure: str
    decided_when: Condition
    rules: tuple[Rule, ...]
    unclear: Unclear
    unclear_when: Condition | None = None


@dataclass(frozen=True)
class Papers:
    """Who does what, with which forms, when a procedure has a given status (sections 4-12)."""

    forms: tuple[str, ...] = ()
    prepared_by: str | None = None
    checked_by: tuple[str, ...] = ()
    submitted_by: str | None = None
    submitted_to: str | None = None
    returns: tuple[str, ...] = ()
    timing: str | None = None
    desk: str | None = None
    """The desk for this status where it is not the procedure's own."""


@dataclass(frozen=True, eq=False)
class Procedure:
    """One consultation, report or check that the guideline knows."""

    id: str
    name: str
    provisions: tuple[str, ...]
    desk: str
    papers: Mapping[str, Papers]
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """A place where a decision reads more into the text than it says."""

    id: str
    text: str
    reason: str


@dataclass(frozen=True)
class Provision:
    """One item of the guideline in our own words, with words to find it by."""

    id: str
    title: str
    summary: str
    terms: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    article: str | None = None


@dataclass(frozen=True)
class Term:
    """One word of the glossary."""

    term: str
    text: str
    provision: str
    aliases: tuple[str, ...] = ()
    fact: str | None = None
    value: str | None = None
    ours: bool = False


@dataclass(frozen=True)
class Step:
    """One thing to do next, said when each named procedure has one of the statuses."""

    when: Mapping[str, frozenset[str]]
    text: str
    provision: str


@dataclass(frozen=True, eq=False)
class Edition:
    """One edition of the guideline: everything that changes when the text is amended."""

    id: str
    title: str
    in_force_from: date
    official_page: str
    facts: Mapping[str, Fact]
    combinations: tuple[Combinations, ...]
    tables: tuple[Table, ...]
    procedures: Mapping[str, Procedure]
    readings: Mapping[str, Reading]
    provisions: Mapping[str, Provision]
    steps: tuple[Step, ...]
    terms: tuple[Term, ...]
    papers_note: str
