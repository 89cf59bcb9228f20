"""The course of one edition: its lessons and its quiz."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..core.explain import Consultations
from ..core.model import Edition
from ..edition import REGULATION
from .cases import Case, solution, topic_of
from .lessons import Lesson, Unlikely, read_lessons
from .quiz import Quiz


@dataclass(frozen=True, eq=False)
class Course:
    """Lessons and quiz over one edition's consultations. Keep one per edition."""

    consultations: Consultations
    lessons: Mapping[str, Lesson]
    unlikely: Unlikely

    @property
    def edition(self) -> Edition:
        """What is learned."""
        return self.consultations.edition

    @cached_property
    def quiz(self) -> Quiz:
        """Built when it is first wanted."""
        return Quiz(self.consultations, self.unlikely)

    @cached_property
    def questions(self) -> dict[str, Case]:
        """Every lesson's questions by their keys."""
        return {
            mark: asked
            for lesson in self.lessons.values()
            for mark, asked in zip(lesson.marks, lesson.questions, strict=True)
        }

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """Everything that an answer can be about, in the order of the procedures and rules."""
        lines = (solution(self.consultations, asked) for asked in self.questions.values())
        return tuple(dict.fromkeys((*self.quiz.topics, *map(topic_of, lines))))

    def number(self, lesson: Lesson) -> int:
        """The lesson's place, from 1."""
        return list(self.lessons).index(lesson.id) + 1

    def lesson_on(self, provision: str) -> Lesson | None:
        """The lesson that explains a provision; of several, the one that cites fewest beside it."""
        citing = [one for one in self.lessons.values() if provision in one.provisions]
        return min(citing, key=lambda one: len(one.provisions), default=None)


def open_course(consultations: Consultations, regulation: Path = REGULATION) -> Course:
    """The course of an edition. Raises EditionError where lessons.yml cannot be used."""
    path = regulation / consultations.edition.id / "lessons.yml"
    return Course(consultations, *read_lessons(path, consultations))
