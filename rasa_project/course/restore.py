"""A stored progress read back. What cannot be used begins anew, and the learner is told so.

The parts are the lessons (`read`, `marks`), the quiz (`topics`, `asked`) and the open question; a
part is restored whole or not at all. Nothing that is stored makes this raise.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from . import wording
from .boxes import WAITS, Standing
from .cases import case, fault
from .course import Course
from .progress import Open, Progress

MOST = 1_000_000
"""No honest count is larger."""


@dataclass(frozen=True)
class Restored:
    """A progress, and what has to be said about it."""

    progress: Progress
    notices: tuple[str, ...] = ()


def restore(course: Course, stored: object) -> Restored:
    """What `Progress.as_dict` stored, as far as it can be used; a new progress from None."""
    new = Progress(course.edition.id)
    if stored is None:
        return Restored(new)
    if not isinstance(stored, Mapping):
        return Restored(new, (wording.ALL_LOST,))
    if stored.get("edition") != new.edition:
        return Restored(new, (wording.OTHER_EDITION,))
    notices = []
    for part, notice in PARTS:
        try:
            new = part(course, stored, new)
        except (KeyError, TypeError, ValueError):
            notices.append(notice)
    return Restored(new, tuple(notices))


def _lessons(course: Course, stored: Mapping[str, Any], so_far: Progress) -> Progress:
    read, marks = _list(stored["read"]), _mapping(stored["marks"])
    _only(course.lessons, read)
    _only(course.questions, marks)
    if not all(isinstance(right, bool) for right in marks.values()):
        raise ValueError("a mark is neither true nor false")
    return replace(so_far, read=tuple(dict.fromkeys(read)), marks=dict(marks))


def _quiz(course: Course, stored: Mapping[str, Any], so_far: Progress) -> Progress:
    asked, topics = _count(stored["asked"]), _mapping(stored["topics"])
    _only(course.topics, topics)
    standings = {topic: _standing(numbers, asked) for topic, numbers in topics.items()}
    return replace(so_far, asked=asked, topics=standings)


def _standing(numbers: object, asked: int) -> Standing:
    box, due, right, wrong, shown = map(_count, _list(numbers))
    if box >= len(WAITS) or due > asked + WAITS[-1]:
        raise ValueError("no such box, or due too late")
    return Standing(box, due, right, wrong, shown)


def _open(course: Course, stored: Mapping[str, Any], so_far: Progress) -> Progress:
    if stored["open"] is None:
        return so_far
    facts, procedure, mark = (
        _mapping(stored["open"])[key] for key in ("facts", "procedure", "mark")
    )
    texts = (procedure, *_mapping(facts), *facts.values())
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("facts are texts")
    asked = case(course.edition, facts, procedure)
    if fault(course.consultations, asked) or mark not in (None, *course.questions):
        raise ValueError("no legal case of this edition")
    return replace(so_far, open=Open(asked, mark))


def _only(known: Collection[str], names: Collection[str]) -> None:
    """Raise ValueError if a name is not known, TypeError if it cannot be one."""
    if unknown := set(names) - set(known):
        raise ValueError(f"unknown: {unknown}")


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError("no mapping")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise ValueError("no count")
    return value


Part = Callable[[Course, Mapping[str, Any], Progress], Progress]
PARTS: tuple[tuple[Part, str], ...] = (
    (_lessons, wording.LESSONS_LOST),
    (_quiz, wording.QUIZ_LOST),
    (_open, wording.QUESTION_LOST),
)
"""What is read one after the other, and what is said where it cannot be."""
