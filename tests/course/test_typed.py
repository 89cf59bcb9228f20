"""Answers to the course that are typed: read as a button, or asked back, and never judged in doubt."""

from __future__ import annotations

import random

import pytest

from rasa_project.course import Course, ask_back, meant, respond
from rasa_project.course.cases import options


def put(course: Course, mark: str) -> object:
    """The progress of a learner who was asked this question."""
    return respond(course, None, f"course:question={mark}", random.Random(0)).progress.as_dict()


def read(course: Course, mark: str, text: str) -> tuple[str, ...]:
    """The statuses that an answer may mean, or other payloads."""
    found = meant(course, put(course, mark), text)
    return tuple(payload.removeprefix("course:answer=1,") for payload in found)


def asking(course: Course, procedure: str) -> str:
    """A lesson's question about the procedure."""
    return next(m for m, asked in course.questions.items() if asked.procedure == procedure)


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("要", ("required",)),
        ("協議が必要です", ("required",)),
        ("たぶん必要やと思います", ("required",)),
        ("調達に係る協議は必要でしょう。", ("required",)),
        ("いるわ", ("required",)),
        ("協議は不要（対象外）", ("exempt",)),
        ("対象外だと思う", ("exempt",)),
        ("対象に当たりません", ()),
        ("対象に当たらないです", ("not_applicable",)),
        ("要確認かな", ("unclear",)),
        ("2", ("unclear",)),
        ("３番", ("exempt",)),
        ("最後", ("not_applicable",)),
        ("不要", ("exempt", "not_applicable")),
        ("協議はいらないと思います", ("exempt", "not_applicable")),
        ("条件つき", ()),
        ("5", ()),
        ("0", ()),
        ("必要ではない", ()),
        ("不要ではない", ()),
        ("はい", ()),
        ("わからない", ()),
        ("必要か不要かで言うと", ()),
        ("\0" * 3000, ()),
        ("一覧へ", ("course:overview",)),
        ("相談に戻る", ("act:resume",)),
    ],
)
def test_an_answer_is_read_by_label_place_or_in_other_words(
    course: Course, text: str, statuses: tuple[str, ...]
) -> None:
    assert read(course, asking(course, "art11"), text) == statuses


def test_a_conditional_status_is_read_where_it_is_offered(course: Course) -> None:
    mark = asking(course, "review")
    for text in ("条件つき", "条件付きです", "場合による", "選ばれたレビューを受ける"):
        assert read(course, mark, text) == ("conditional",)
    assert read(course, mark, "必要") == ("required",)


def test_the_word_for_what_is_asked_does_not_matter_and_another_one_does(course: Course) -> None:
    mark = asking(course, "procurement_result")
    assert read(course, mark, "報告が必要") == ("required",)
    assert read(course, mark, "報告は不要です") == ("not_applicable",)
    assert read(course, mark, "協議が必要") == ()


def test_every_label_and_every_number_is_its_own_answer(course: Course) -> None:
    for mark, asked in course.questions.items():
        labels = course.edition.procedures[asked.procedure].labels
        for place, status in enumerate(options(course.edition, asked.procedure), 1):
            for text in (labels[status], f"{labels[status]}です", str(place)):
                assert read(course, mark, text) == (status,), (mark, text)


def test_what_cannot_be_read_is_told_with_the_question_again(course: Course) -> None:
    stored = put(course, "saas,3")
    how, again = ask_back(course, stored, ())
    assert "まだ採点していません" in how.text and "【問題】" in again.text
    both = meant(course, stored, "不要")
    (which,) = ask_back(course, stored, both)
    assert [button.payload for button in which.buttons[:2]] == list(both)
    assert which.buttons[-1].payload == "act:resume"


def test_without_an_open_question_nothing_is_an_answer(course: Course) -> None:
    for stored in (None, "broken", respond(course, None, "course:overview", random.Random(0))):
        assert meant(course, stored, "要") == () and ask_back(course, stored, ()) == ()
