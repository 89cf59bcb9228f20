"""lessons.yml of an edition -> lessons. Questions are cases; what is right is left to the core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..core.conditions import Condition
from ..core.explain import Consultations
from ..core.model import Edition
from ..edition.conditions import ConditionReader
from ..edition.source import Entry, read
from .cases import Case, case, fault

MOST_QUESTIONS = 3
MOST_PARAGRAPHS = 5

Unlikely = tuple[Condition, ...]
"""Legal cases that nobody would bring, such as applying for a SaaS where the subject is a website."""


@dataclass(frozen=True)
class Lesson:
    """A few short paragraphs in our own words and the cases at their end."""

    id: str
    title: str
    paragraphs: tuple[str, ...]
    provisions: tuple[str, ...]
    questions: tuple[Case, ...]

    def mark(self, number: int) -> str:
        """The key of the question with this number (from 1) in a learner's progress."""
        return f"{self.id},{number}"

    @property
    def marks(self) -> tuple[str, ...]:
        """The keys of all questions."""
        return tuple(self.mark(number) for number in range(1, len(self.questions) + 1))


def read_lessons(path: Path, consultations: Consultations) -> tuple[dict[str, Lesson], Unlikely]:
    """The lessons in their order, and the cases the quiz leaves out.

    Raises EditionError naming file, line, key and remedy; a provision the edition does not have, or
    a question that is no legal case, is such an error.
    """
    file = read(path)
    top = file.mapping("lessons", "unlikely")
    entries = file.required(top, "lessons").mapping().items()
    facts = consultations.edition.facts.values()
    reader = ConditionReader({fact.id: frozenset(fact.values) for fact in facts})
    unlikely = tuple(reader.answers(e) for e in file.required(top, "unlikely").items())
    return {key: _read_lesson(key, entry, consultations) for key, entry in entries}, unlikely


def _read_lesson(key: str, entry: Entry, consultations: Consultations) -> Lesson:
    fields = entry.mapping("title", "provisions", "paragraphs", "questions")
    paragraphs = _some(entry.required(fields, "paragraphs"), MOST_PARAGRAPHS)
    provisions = _some(entry.required(fields, "provisions"), len(consultations.edition.provisions))
    questions = _some(entry.required(fields, "questions"), MOST_QUESTIONS)
    return Lesson(
        id=key,
        title=entry.required(fields, "title").text(),
        # A folded paragraph gets a space at each line's end, which Japanese does not want.
        paragraphs=tuple(e.text().strip().replace("。 ", "。") for e in paragraphs),
        provisions=tuple(_read_provision(e, consultations.edition) for e in provisions),
        questions=tuple(_read_question(e, consultations) for e in questions),
    )


def _some(entry: Entry, most: int) -> list[Entry]:
    """The entry's list, with one item at least."""
    if not 1 <= len(entry.items()) <= most:
        entry.fail(f"は1つから{most}つまで書いてください。")
    return entry.items()


def _read_provision(entry: Entry, edition: Edition) -> str:
    if entry.text() not in edition.provisions:
        entry.fail(
            f"の「{entry.text()}」という項目は、provisions.yml にありません。番号を直してください。"
        )
    return entry.text()


def _read_question(entry: Entry, consultations: Consultations) -> Case:
    fields = entry.mapping("procedure", "facts")
    facts = entry.required(fields, "facts")
    stated = {name: value.text() for name, value in facts.mapping().items()}
    procedure = entry.required(fields, "procedure").text()
    asked = case(consultations.edition, stated, procedure)
    if problem := fault(consultations, asked):
        facts.fail(f"の案件は、問題に使えません。{problem}")
    return asked


def texts_of(lessons: Mapping[str, Lesson]) -> Iterator[tuple[str, str]]:
    """Everything the lessons say in their own words, with where, as `edition.verify` wants it."""
    for lesson in lessons.values():
        yield f"lessons.yml: 「{lesson.id}」の title", lesson.title
        for number, paragraph in enumerate(lesson.paragraphs, 1):
            yield f"lessons.yml: 「{lesson.id}」の paragraphs の{number}番目", paragraph
