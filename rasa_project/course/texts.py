"""Lessons, cases and explanations as Japanese text. Everything about a case comes from the core."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.explain import ProcedureResult
from ..core.model import Edition
from ..render.question import answers_text
from ..render.result import place, reason_card
from . import wording
from .cases import Case
from .course import Course
from .lessons import Lesson


def lesson_text(course: Course, lesson: Lesson) -> str:
    """A lesson with its provisions."""
    heading = f"【レッスン{course.number(lesson)}】{lesson.title}"
    cited = "、".join(place(provision) for provision in lesson.provisions)
    return "\n".join([heading, *lesson.paragraphs, f"根拠：{cited}"])


def case_text(course: Course, asked: Case) -> str:
    """A case and the question about it, with the facts that the procedure's table looks at.

    What it does not look at cannot change the answer and would only distract.
    """
    name = course.edition.procedures[asked.procedure].name
    looked_at = course.consultations.decider.scopes[asked.procedure].asked
    facts = {fact: value for fact, value in asked.facts.items() if fact in looked_at}
    shown = answers_text(course.consultations, facts)
    return f"{wording.QUESTION.format(name)}\n{shown}"


def feedback(course: Course, line: ProcedureResult, status: str) -> str:
    """Whether the answer is right, and why the right one is."""
    labels = line.procedure.labels
    said = wording.RIGHT if status == line.status else wording.WRONG.format(labels[status])
    answer = wording.ANSWER.format(line.procedure.name, labels[line.status])
    return "\n".join([said, answer, *explanation(course.edition, line)])


def explanation(edition: Edition, line: ProcedureResult) -> Iterator[str]:
    """Why a status is what it is: reasons, then provisions and notes, then readings, marked as such."""
    yield from (f"理由：{reason.text}" for reason in line.reasons)
    cited = [name for reason in line.reasons for name in (reason.provision, *reason.notes)]
    yield f"根拠：{'、'.join(titled(edition, name) for name in dict.fromkeys(cited))}"
    cards = (reason_card(edition, reason)["reading"] for reason in line.reasons)
    yield from (f"協議ナビの読み方 {card['id']}：{card['text']}" for card in cards if card)


def titled(edition: Edition, provision: str) -> str:
    """A provision as it is cited, with its title."""
    return f"{place(provision)}（{edition.provisions[provision].title}）"


def topic_name(edition: Edition, topic: str) -> str:
    """A topic as a learner reads it."""
    procedure, _, provision = topic.partition(" ")
    return f"{edition.procedures[procedure].name}・{titled(edition, provision)}"
