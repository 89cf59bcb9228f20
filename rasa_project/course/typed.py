"""A typed answer to the open question, read as one of its buttons. What is in doubt is not judged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..messages import Message
from ..text import fold, place_named, plainer
from . import wording
from .chat import BACK, OVERVIEW, offered, question
from .course import Course
from .progress import Open
from .restore import restore

NOT_NEEDED = (
    "不要", "要らない", "いらない", "要りません", "いりません", "要らん", "いらん", "要らへん", "いらへん",
    "必要ない", "必要なし", "必要ありません", "必要はない", "必要はありません", "必要がない", "しなくてよい", "しなくていい",
)  # fmt: skip
WORDS = {
    "required": (
        "要", "必要", "要る", "いる", "要ります", "いります", "必要あり", "必要がある", "必要があります",
    ),
    "exempt": (*NOT_NEEDED, "対象外"),
    "not_applicable": (
        *NOT_NEEDED, "当たらない", "当たりません", "あたらない", "該当しない", "該当しません", "該当なし", "非該当",
    ),
    "conditional": (
        "条件つき", "条件付き", "条件付", "条件による", "場合による", "場合によります", "時と場合による", "選ばれたら", "求められたら",
    ),
    "unclear": (
        "要確認", "不明確", "はっきりしない", "決められない", "決まらない", "どちらともいえない",
    ),
}  # fmt: skip
"""status -> other words for it. A status may share them with another, which is then asked back."""
NAMED = re.compile(r"(.+?)[がは](?:必要|不要)")
"""What a label says is needed, or not: 協議, 報告 …"""
ENDS = re.compile(r"(?:と思います|と思う|と考えます|でしょう|だろう|はず)$")
SIGNS = "。、.,!?「」"


def meant(course: Course, stored: object, text: str) -> tuple[str, ...]:
    """The payloads of the open question's buttons that a message may mean; none where none is open."""
    progress = restore(course, stored).progress
    if progress.open is None:
        return ()
    buttons = question(course, progress, progress.open).buttons
    if exact := next((b.payload for b in buttons if fold(b.label) == fold(text)), None):
        return (exact,)
    statuses = offered(course, progress, progress.open)
    place = place_named(text, len(statuses))
    if place is not None:
        return tuple(statuses)[place : place + 1]
    said = set(forms(course, progress.open, text))
    return tuple(p for p, status in statuses.items() if said & names(course, progress.open, status))


def names(course: Course, asked: Open, status: str) -> set[str]:
    """What a status may be called in an answer to the question, comparably."""
    label = course.edition.procedures[asked.case.procedure].labels[status]
    whole = fold(label)
    parts = (part for part in re.split(r"[()]", whole) if part)
    return {topicless(course, asked, one) for one in (whole, *parts)} | set(
        map(fold, WORDS[status])
    )


def forms(course: Course, asked: Open, text: str) -> Iterator[str]:
    """A message as it may be compared with names."""
    for form in plainer(fold(text).strip(SIGNS)):
        for one in (form, ENDS.sub("", form)):
            yield from (one, topicless(course, asked, one))


def topicless(course: Course, asked: Open, said: str) -> str:
    """A folded answer without what it is about: 「協議は不要」 says 「不要」, where 協議 is asked about."""
    procedure = course.edition.procedures[asked.case.procedure]
    found = {match[1] for label in procedure.labels.values() if (match := NAMED.match(label))}
    name = procedure.name.partition("（")[0]
    topics = (fold(topic) for topic in (procedure.name, name, "手続", "この案件", *found))
    either = "|".join(map(re.escape, sorted(topics, key=len, reverse=True)))
    return re.sub(rf"^(?:(?:{either})[はがのも]?、?)+(?=.)", "", said)


def ask_back(course: Course, stored: object, payloads: tuple[str, ...]) -> tuple[Message, ...]:
    """How to answer, or which of these buttons is meant; nothing where no question is open."""
    asked = question_again(course, stored)
    if asked is None:
        return ()
    if not payloads:
        return (Message(wording.NOT_READ.format(asked.buttons[0].label)), asked)
    buttons = tuple(button for button in asked.buttons if button.payload in payloads)
    return (Message(wording.WHICH, (*buttons, OVERVIEW, BACK)),)


def question_again(course: Course, stored: object) -> Message | None:
    """The open question, to come back to after a digression."""
    progress = restore(course, stored).progress
    return question(course, progress, progress.open) if progress.open else None
