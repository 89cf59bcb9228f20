"""What is remembered: it survives storing, and damage costs one part and no exception."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from course.learner import everything, opened, quiz, right_status, stored
from hypothesis import given, settings
from hypothesis import strategies as st

from rasa_project.course import (
    Course,
    Progress,
    answer,
    next_question,
    press,
    respond,
    restore,
    summary_lines,
    wording,
)


@pytest.fixture(scope="module")
def progress(course: Course) -> Progress:
    """Somebody in the middle of everything: a lesson answered, some quiz, a question open."""
    chance = random.Random(1)
    *_, (_, learned) = quiz(course, lambda _: chance.random() < 0.7, 40)
    learned = press(course, learned, "course:lesson=saas", chance).progress
    for mark in ("saas,1", "saas,2"):
        learned = press(course, learned, f"course:question={mark}", chance).progress
        learned = answer(course, learned, opened(learned), "exempt").progress
    return next_question(course, learned, chance).progress


def test_progress_survives_storing(course: Course, progress: Progress) -> None:
    assert progress.open and progress.marks == {"saas,1": True, "saas,2": False}
    back = restore(course, stored(progress))
    assert back.progress == progress and not back.notices
    new = Progress(course.edition.id)
    assert restore(course, None).progress == restore(course, stored(new)).progress == new


@pytest.mark.parametrize("junk", [[], "x", 7, True, {}, {"edition": "2023-04-01"}])
def test_what_is_no_progress_of_this_edition_begins_anew(course: Course, junk: object) -> None:
    back = restore(course, junk)
    assert back.progress == Progress(course.edition.id)
    assert len(back.notices) == 1 and "最初から始めます" in back.notices[0]


def test_another_edition_is_said_as_such(course: Course, progress: Progress) -> None:
    old = {**progress.as_dict(), "edition": "2023-04-01"}
    assert restore(course, old).notices == (wording.OTHER_EDITION,)


@pytest.mark.parametrize(
    ("damage", "notice", "kept"),
    [
        ({"read": ["gone"]}, wording.LESSONS_LOST, ("topics", "asked", "open")),
        ({"marks": {"saas,9": True}}, wording.LESSONS_LOST, ("topics", "asked", "open")),
        ({"marks": {"saas,1": 1}}, wording.LESSONS_LOST, ("topics", "asked", "open")),
        ({"marks": None}, wording.LESSONS_LOST, ("topics", "asked", "open")),
        ({"topics": {"art99 1(1)": [0, 0, 0, 0, 0]}}, wording.QUIZ_LOST, ("read", "marks", "open")),
        ({"topics": {"art7 5(2)": [9, 0, 0, 0, 0]}}, wording.QUIZ_LOST, ("read", "marks", "open")),
        ({"topics": {"art7 5(2)": [0, 9999, 0, 0, 0]}}, wording.QUIZ_LOST, ("read", "marks", "open")),
        ({"topics": {"art7 5(2)": [0, 0]}}, wording.QUIZ_LOST, ("read", "marks", "open")),
        ({"asked": "many"}, wording.QUIZ_LOST, ("read", "marks", "open")),
        ({"asked": -1}, wording.QUIZ_LOST, ("read", "marks", "open")),
        ({"open": {}}, wording.QUESTION_LOST, ("read", "marks", "topics", "asked")),
        ({"open": {"facts": {"stage": "plan"}, "procedure": "art7", "mark": None}},
         wording.QUESTION_LOST, ("read", "marks", "topics", "asked")),
    ],
)  # fmt: skip
def test_damage_costs_its_own_part_only(
    course: Course, progress: Progress, damage: dict[str, Any], notice: str, kept: tuple[str, ...]
) -> None:
    back = restore(course, {**progress.as_dict(), **damage})
    assert back.notices == (notice,)
    for part in kept:
        assert getattr(back.progress, part) == getattr(progress, part)
    lost = {"read", "marks", "topics", "asked", "open"} - set(kept)
    new = Progress(course.edition.id)
    assert all(getattr(back.progress, part) == getattr(new, part) for part in lost)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """The paths to everything inside a JSON value."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))]


def put_at(value: Any, path: tuple[Any, ...], junk: object) -> Any:
    """The value with junk in one place."""
    if not path:
        return junk
    value[path[0]] = put_at(value[path[0]], path[1:], junk)
    return value


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(data=st.data(), junk=JSON)
def test_no_damage_is_an_exception_or_a_dead_end(
    course: Course, progress: Progress, data: st.DataObject, junk: object
) -> None:
    whole = stored(progress)
    damaged = put_at(whole, data.draw(st.sampled_from(places(whole))), junk)
    payload = data.draw(st.sampled_from(["overview", "quiz", "summary", "answer=41,exempt"]))
    reply = respond(course, damaged, f"course:{payload}", random.Random(0))
    assert reply.messages[-1].buttons
    assert not restore(course, stored(reply.progress)).notices
    assert summary_lines(course, reply.progress)


def test_the_summary_says_what_was_done(course: Course, progress: Progress) -> None:
    lines = summary_lines(course, progress)
    text = "\n".join(lines)
    assert "・5. SaaSの場合：復習" in lines
    assert "・1. 情報システムに当たるもの、当たらないもの：まだ" in lines
    assert f"答えた問題：{progress.answered}問のうち{progress.right}問正解" in text
    assert progress.answered == 42
    shares = [line for line in lines if "問のうち" in line and line.startswith("・")]
    assert len(shares) == len(progress.topics)
    weak = [topic for topic, standing in progress.topics.items() if standing.box == 0]
    assert weak and len(lines[lines.index("■ くり返すところ") + 1 :]) == len(weak)
    assert wording.NOTHING_TO_REPEAT in summary_lines(course, Progress(course.edition.id))


def test_a_lesson_is_done_when_all_its_questions_were_right(course: Course) -> None:
    chance, learned = random.Random(0), Progress(course.edition.id)
    for mark in course.lessons["saas"].marks:
        learned = press(course, learned, f"course:question={mark}", chance).progress
        asked = opened(learned)
        learned = answer(course, learned, asked, right_status(asked.case)).progress
    assert "・5. SaaSの場合：済み" in summary_lines(course, learned)


def test_a_mistake_in_a_lesson_comes_back_in_the_quiz(course: Course) -> None:
    chance, learned = random.Random(0), Progress(course.edition.id)
    learned = press(course, learned, "course:question=after,1", chance).progress
    learned = answer(course, learned, opened(learned), "required").progress
    assert learned.topics["review 6"].box == 0
    seen = []
    for _ in range(5):
        learned = next_question(course, learned, chance).progress
        asked = opened(learned)
        seen.append(asked.case.procedure)
        learned = answer(course, learned, asked, right_status(asked.case)).progress
    assert seen[-1] == "review"


def test_stored_progress_stays_small(course: Course) -> None:
    *_, (_, learned) = quiz(course, everything, 300)
    assert len(json.dumps(learned.as_dict())) < 4_000
