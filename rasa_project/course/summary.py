"""What a learner has done so far, as text lines for the screen and for print."""

from __future__ import annotations

from ..render.result import edition_line
from . import wording
from .boxes import Standing
from .course import Course
from .lessons import Lesson
from .progress import Progress
from .texts import topic_name


def summary_lines(course: Course, progress: Progress) -> list[str]:
    """The whole summary: lessons, share of right answers by topic, and what to repeat."""
    return [
        f"{wording.TITLE}のまとめ",
        edition_line(course.edition),
        *counts(course, progress),
        "■ レッスン",
        *lesson_lines(course, progress),
        "■ 正解の割合",
        *topic_lines(course, progress),
        "■ くり返すところ",
        *(repeat_lines(course, progress) or [wording.NOTHING_TO_REPEAT]),
    ]


def counts(course: Course, progress: Progress) -> list[str]:
    """How many lessons are done and how many answers were right."""
    done = sum(state(lesson, progress) == wording.DONE for lesson in course.lessons.values())
    answers = Standing(right=progress.right, wrong=progress.answered - progress.right)
    return [
        f"済んだレッスン：{len(course.lessons)}のうち{done}",
        f"答えた問題：{share(answers) if progress.answered else 'まだありません'}",
    ]


def state(lesson: Lesson, progress: Progress) -> str:
    """How far the learner is with a lesson: done is a lesson whose questions were all answered rightly."""
    marks = [progress.marks.get(mark) for mark in lesson.marks]
    if all(marks):
        return wording.DONE
    if False in marks:
        return wording.TO_REVIEW
    return wording.BEGUN if lesson.id in progress.read or True in marks else wording.NOT_BEGUN


def lesson_lines(course: Course, progress: Progress) -> list[str]:
    """One line a lesson."""
    return [
        f"・{number}. {lesson.title}：{state(lesson, progress)}"
        for number, lesson in enumerate(course.lessons.values(), 1)
    ]


def topic_lines(course: Course, progress: Progress) -> list[str]:
    """One line for each topic that was asked."""
    asked = (topic for topic in course.topics if topic in progress.topics)
    return [f"・{topic_name(course.edition, t)}：{share(progress.topics[t])}" for t in asked]


def share(standing: Standing) -> str:
    """Right answers among all, in words."""
    total = standing.right + standing.wrong
    return f"{total}問のうち{standing.right}問正解（{100 * standing.right // total}%）"


def repeat_lines(course: Course, progress: Progress) -> list[str]:
    """The topics whose last answer was wrong, each with the lesson that explains it."""
    asked = (topic for topic in course.topics if topic in progress.topics)
    weak = [topic for topic in asked if progress.topics[topic].box == 0]
    return [f"・{topic_name(course.edition, topic)}{_where(course, topic)}" for topic in weak]


def _where(course: Course, topic: str) -> str:
    lesson = course.lesson_on(topic.partition(" ")[2])
    return f"（レッスン{course.number(lesson)}）" if lesson else ""
