"""Learners for the tests: they press buttons, and some of them know the answers."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator

from oracle import decide

from rasa_project.course import Course, Progress, answer, next_question
from rasa_project.course.cases import Case, options, topic_of
from rasa_project.course.progress import Open

Knows = Callable[[str], bool]
"""topic -> whether the learner answers rightly"""


def everything(topic: str) -> bool:
    """The learner who knows everything."""
    return True


def stored(progress: Progress) -> object:
    """The progress after a way through a store."""
    return json.loads(json.dumps(progress.as_dict()))


def right_status(asked: Case) -> str:
    """The right answer according to the second implementation of the rules."""
    return decide(dict(asked.facts))[asked.procedure]


def topic(course: Course, asked: Case) -> str:
    """What a case is about."""
    lines = course.consultations.result(asked.facts).procedures
    return topic_of(next(line for line in lines if line.procedure.id == asked.procedure))


def quiz(
    course: Course, knows: Knows, count: int, seed: int = 0
) -> Iterator[tuple[Case, Progress]]:
    """Each case of so many questions with the progress after the answer."""
    chance, progress = random.Random(seed), Progress(course.edition.id)
    for _ in range(count):
        progress = next_question(course, progress, chance).progress
        asked = opened(progress)
        right = right_status(asked.case)
        wrong = next(s for s in options(course.edition, asked.case.procedure) if s != right)
        said = right if knows(topic(course, asked.case)) else wrong
        progress = answer(course, progress, asked, said).progress
        yield asked.case, progress


def opened(progress: Progress) -> Open:
    """The open question, which must be there."""
    assert progress.open
    return progress.open
