"""Which letters a match of a pattern can begin with: most of the lexicon's patterns need not be tried on a text."""

from __future__ import annotations

import re
import sre_constants as op
from collections.abc import Callable, Iterable
from sre_parse import parse
from typing import Any

LARGEST_RANGE = 100
Beginning = tuple[frozenset[str] | None, bool]
"""(letters, or None for any; whether it may match nothing at all)"""
ANYTHING: Beginning = (None, False)
NOTHING: Beginning = (frozenset(), True)


def first_letters(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """The letters a match can begin with, or None if it may be any (or nothing at all)."""
    letters, empty = _sequence(parse(pattern.pattern).data)
    return None if empty else letters


def _sequence(items: Iterable[Any]) -> Beginning:
    letters: frozenset[str] = frozenset()
    for kind, value in items:
        found, empty = _KINDS.get(kind, _other)(value)
        if found is None:
            return ANYTHING
        letters |= found
        if not empty:
            return letters, False
    return letters, True


def _other(value: Any) -> Beginning:
    return ANYTHING


def _literal(value: Any) -> Beginning:
    return frozenset(chr(value)), False


def _no_width(value: Any) -> Beginning:
    return NOTHING


def _class(value: Any) -> Beginning:
    letters = set()
    for kind, part in value:
        if kind is op.LITERAL:
            letters.add(chr(part))
        elif kind is op.RANGE and part[1] - part[0] < LARGEST_RANGE:
            letters.update(map(chr, range(part[0], part[1] + 1)))
        else:
            return ANYTHING
    return frozenset(letters), False


def _group(value: Any) -> Beginning:
    return _sequence(value[3])


def _repeat(value: Any) -> Beginning:
    letters, empty = _sequence(value[2])
    return letters, empty or value[0] == 0


def _branches(value: Any) -> Beginning:
    found = [_sequence(branch) for branch in value[1]]
    letters = [one for one, _ in found if one is not None]
    if len(letters) < len(found):
        return ANYTHING
    return frozenset().union(*letters), any(empty for _, empty in found)


_KINDS: dict[Any, Callable[[Any], Beginning]] = {
    op.LITERAL: _literal,
    op.AT: _no_width,
    op.ASSERT: _no_width,
    op.ASSERT_NOT: _no_width,
    op.IN: _class,
    op.SUBPATTERN: _group,
    op.MAX_REPEAT: _repeat,
    op.MIN_REPEAT: _repeat,
    op.BRANCH: _branches,
}
