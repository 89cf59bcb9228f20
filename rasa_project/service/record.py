"""Putting stated facts on record: what is accepted, what no longer counts, what cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.explain import Consultations
from ..core.model import UNKNOWN, Combinations


@dataclass(frozen=True)
class Recorded:
    """The outcome of putting facts on record."""

    answers: dict[str, str]
    accepted: dict[str, str]
    dropped: dict[str, str]
    """Former answers that are no longer asked for beside the new ones."""
    refused: tuple[tuple[str, str], ...] = ()
    """(fact, value) that exclude an answer on record."""


def record(
    consultations: Consultations,
    answers: Mapping[str, str],
    stated: Mapping[str, str],
    *,
    correcting: bool = False,
) -> Recorded:
    """Merge stated facts into the answers.

    Two values that exclude each other: the one stated last wins when the user is correcting or
    states a new subject; otherwise the new one is refused, since the user may not have noticed.
    """
    merged, clashing = combine(consultations, answers, stated, correcting)
    kept = settle(consultations, merged)
    # Who is refused is asked to choose again, so the question must still be one that can come.
    refused = tuple(
        (name, value)
        for name, value in clashing
        if not consultations.interview.cannot_apply(name, kept)
    )
    accepted = {name: value for name, value in stated.items() if kept.get(name) == value}
    dropped = {name: value for name, value in answers.items() if name not in kept}
    return Recorded(kept, accepted, dropped, refused)


def combine(
    consultations: Consultations,
    answers: Mapping[str, str],
    stated: Mapping[str, str],
    correcting: bool,
) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """The answers with the stated ones, without pairs that make no sense."""
    merged = {**answers, **stated}
    refused = []
    for pair in consultations.edition.combinations:
        first, second = merged.get(pair.first, UNKNOWN), merged.get(pair.second, UNKNOWN)
        if UNKNOWN in (first, second) or second in pair.pairs[first]:
            continue
        if pair.second not in stated or not pair.pairs[first]:
            del merged[pair.second]
        elif correcting and pair.first not in stated:
            del merged[pair.first]
        else:
            refused.append((pair.second, second))
            restore(merged, answers, pair)
    return merged, tuple(refused)


def restore(merged: dict[str, str], answers: Mapping[str, str], pair: Combinations) -> None:
    """Put the second fact back to what was on record, if that goes with a first stated anew."""
    del merged[pair.second]
    former = answers.get(pair.second)
    if former == UNKNOWN or former in pair.pairs[merged[pair.first]]:
        merged[pair.second] = former


def settle(consultations: Consultations, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers without those that are asked for no longer and change nothing."""
    interview, kept = consultations.interview, dict(answers)
    for name in reversed(list(consultations.edition.facts)):
        if name in kept and not interview.applies(name, kept):
            without = {other: value for other, value in kept.items() if other != name}
            if interview.cannot_apply(name, without) and interview.same(kept, without):
                kept = without
    return kept


def decisive(
    consultations: Consultations, answers: Mapping[str, str], fact: str, value: str
) -> bool:
    """Whether another value of the fact could lead to another result."""

    def stating(other: str) -> dict[str, str]:
        return record(consultations, answers, {fact: other}, correcting=True).answers

    interview, with_it = consultations.interview, stating(value)
    if fact not in with_it:
        return False
    others = (other for other in interview.choices(fact, with_it) if other != value)
    return any(not interview.same(with_it, stating(other)) for other in others)
