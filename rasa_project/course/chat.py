"""The course in a conversation: what was pressed goes in, messages and the new progress come out.

Payloads: `course:` and overview, summary, quiz, lesson=ID, question=ID,N, answer=NUMBER,STATUS.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ..core.explain import ProcedureResult
from ..messages import Button, Message
from . import wording
from .boxes import Standing, judged, next_topic
from .cases import options, solution, topic_of
from .course import Course
from .lessons import Lesson
from .progress import Open, Progress
from .restore import restore
from .summary import counts, repeat_lines, state
from .texts import case_text, feedback, lesson_text

MOST_TO_REPEAT = 5
OVERVIEW = Button(wording.TO_OVERVIEW, "course:overview")
QUIZ = Button(wording.TO_QUIZ, "course:quiz")
SUMMARY = Button(wording.TO_SUMMARY, "course:summary")
BACK = Button(wording.TO_CONSULTATION, "act:resume")


@dataclass(frozen=True)
class Reply:
    """What is said, and the learner's progress after it."""

    progress: Progress
    messages: tuple[Message, ...]
    asking: bool = False
    """Whether it ends with a question, which may be answered by typing."""

    def saying(self, *texts: str) -> Reply:
        """The same with something said first."""
        return replace(self, messages=(*map(Message, texts), *self.messages))


def respond(course: Course, stored: object, payload: str, chance: random.Random) -> Reply:
    """The reply to a button, given the progress as it was stored (None for a new learner)."""
    restored = restore(course, stored)
    return press(course, restored.progress, payload, chance).saying(*restored.notices)


def press(course: Course, progress: Progress, payload: str, chance: random.Random) -> Reply:
    """Do what a button says. A payload that no button of now carries leads to the overview."""
    kind, _, rest = payload.removeprefix("course:").partition("=")
    if kind in PAGES:
        return PAGES[kind](course, progress)
    if kind == "quiz":
        return next_question(course, progress, chance)
    if kind == "lesson" and rest in course.lessons:
        return show_lesson(course, progress, course.lessons[rest])
    if kind == "question" and rest in course.questions:
        return put(course, progress, Open(course.questions[rest], rest))
    if progress.open and payload in (statuses := offered(course, progress, progress.open)):
        return answer(course, progress, progress.open, statuses[payload])
    return start(course, progress).saying(wording.STALE)


def start(course: Course, progress: Progress) -> Reply:
    """The overview: every lesson and how far it is, the quiz, the summary."""
    lessons = [
        Button(f"{n}. {lesson.title}（{state(lesson, progress)}）", f"course:lesson={lesson.id}")
        for n, lesson in enumerate(course.lessons.values(), 1)
    ]
    text = "\n".join([f"【{wording.TITLE}】", wording.INTRODUCTION, *counts(course, progress)])
    return Reply(progress, (Message(text, (*lessons, QUIZ, SUMMARY, BACK)),))


def show_lesson(course: Course, progress: Progress, lesson: Lesson) -> Reply:
    """A lesson, which then counts as read."""
    read = tuple(dict.fromkeys((*progress.read, lesson.id)))
    to_questions = Button(
        f"問題へ（{len(lesson.questions)}問）", f"course:question={lesson.mark(1)}"
    )
    buttons = (to_questions, *following(course, lesson), OVERVIEW, BACK)
    return Reply(replace(progress, read=read), (Message(lesson_text(course, lesson), buttons),))


def following(course: Course, lesson: Lesson) -> Iterator[Button]:
    """The way to the next lesson, if there is one."""
    ids = list(course.lessons)
    for after in ids[course.number(lesson) :][:1]:
        yield Button(wording.NEXT_LESSON, f"course:lesson={after}")


def next_question(course: Course, progress: Progress, chance: random.Random) -> Reply:
    """The open question of the quiz, or a new one on the topic whose turn it is."""
    if progress.open and progress.open.mark is None:
        return Reply(progress, (question(course, progress, progress.open),), asking=True)
    sizes = {topic: len(targets) for topic, targets in course.quiz.topics.items()}
    topic = next_topic(sizes, progress.topics, progress.asked + 1, chance)
    shown = progress.topics.get(topic, Standing()).shown
    target = course.quiz.topics[topic][shown % sizes[topic]]
    return put(course, progress, Open(course.quiz.question(target, chance)))


def put(course: Course, progress: Progress, asked: Open) -> Reply:
    """Put a question; the one that was open before is dropped."""
    after = replace(progress, open=asked, asked=progress.asked + 1)
    return Reply(after, (question(course, after, asked),), asking=True)


def question(course: Course, progress: Progress, asked: Open) -> Message:
    """A question with its options."""
    labels = course.edition.procedures[asked.case.procedure].labels
    statuses = offered(course, progress, asked).items()
    buttons = (Button(labels[status], payload) for payload, status in statuses)
    return Message(case_text(course, asked.case), (*buttons, OVERVIEW, BACK))


def offered(course: Course, progress: Progress, asked: Open) -> dict[str, str]:
    """payload -> status of the options; the payloads are good for this very question only."""
    statuses = options(course.edition, asked.case.procedure)
    return {f"course:answer={progress.asked},{status}": status for status in statuses}


def answer(course: Course, progress: Progress, asked: Open, status: str) -> Reply:
    """Judge an answer to the open question, explain it, and remember it."""
    line = solution(course.consultations, asked.case)
    topic, right = topic_of(line), status == line.status
    before = progress.topics.get(topic, Standing())
    standing = judged(before, right, progress.asked, in_quiz=asked.mark is None)
    marks = {asked.mark: right} if asked.mark else {}
    after = replace(
        progress,
        open=None,
        topics={**progress.topics, topic: standing},
        marks={**progress.marks, **marks},
    )
    ways = (
        after_lesson(course, asked.mark, right) if asked.mark else after_quiz(course, line, right)
    )
    return Reply(after, (Message(feedback(course, line, status), (*ways, OVERVIEW, BACK)),))


def after_lesson(course: Course, mark: str, right: bool) -> Iterator[Button]:
    """On from a lesson's question: the same again, the next one, the next lesson or the quiz."""
    marks, lesson = list(course.questions), course.lessons[mark.rpartition(",")[0]]
    if not right:
        yield Button(wording.AGAIN, f"course:question={mark}")
    if mark != lesson.marks[-1]:
        yield Button(wording.NEXT_QUESTION, f"course:question={marks[marks.index(mark) + 1]}")
    else:
        yield from following(course, lesson)
        yield QUIZ


def after_quiz(course: Course, line: ProcedureResult, right: bool) -> Iterator[Button]:
    """On from a question of the quiz; after a mistake, first the lesson that explains it."""
    lesson = course.lesson_on(line.reasons[0].provision)
    if lesson and not right:
        label = wording.READ_LESSON.format(course.number(lesson))
        yield Button(label, f"course:lesson={lesson.id}")
    yield Button(wording.NEXT_QUESTION, "course:quiz")
    yield SUMMARY


def show_summary(course: Course, progress: Progress) -> Reply:
    """The summary as far as it fits a chat; the whole is `summary.summary_lines`."""
    repeat = repeat_lines(course, progress)
    lines = [f"【{wording.TITLE}のまとめ】", *counts(course, progress)]
    lines += [wording.TO_REPEAT if repeat else wording.NOTHING_TO_REPEAT, *repeat[:MOST_TO_REPEAT]]
    more = len(repeat) - MOST_TO_REPEAT
    lines += [wording.AND_MORE.format(more)] if more > 0 else []
    return Reply(progress, (Message("\n".join(lines), (QUIZ, OVERVIEW, BACK)),))


PAGES: dict[str, Callable[[Course, Progress], Reply]] = {
    "overview": start,
    "summary": show_summary,
}
