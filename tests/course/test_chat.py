"""The course in a conversation: short messages, buttons that lead on, and nobody gets stuck."""

from __future__ import annotations

import random

from course.learner import opened, right_status, stored
from hypothesis import given, settings
from hypothesis import strategies as st

from rasa_project.course import Course, Progress, Reply, respond, start, wording
from rasa_project.messages import Message


def first(course: Course) -> Reply:
    """A new learner's overview."""
    return start(course, Progress(course.edition.id))


def pressed(course: Course, reply: Reply, label: str, chance: random.Random) -> Reply:
    """The reply to the last message's button with this label."""
    (payload,) = [b.payload for b in reply.messages[-1].buttons if label in b.label]
    return respond(course, stored(reply.progress), payload, chance)


def check(message: Message) -> None:
    """What holds for whatever the course says last."""
    assert len(message.text) <= 700, message.text
    assert message.text.strip() and "\n\n" not in message.text
    labels = [button.label for button in message.buttons]
    assert len(labels) == len(set(labels)) <= 13
    assert message.buttons[-1].payload == "act:resume"
    assert any(button.payload.startswith("course:") for button in message.buttons)


def test_from_the_overview_through_a_lesson_and_back(course: Course) -> None:
    chance = random.Random(0)
    reply = first(course)
    assert len(reply.messages[-1].buttons) == len(course.lessons) + 3
    reply = pressed(course, reply, "2. だれが何をするか（まだ）", chance)
    assert reply.messages[-1].text.startswith("【レッスン2】")
    reply = pressed(course, reply, "問題へ（1問）", chance)
    assert "【問題】" in reply.messages[-1].text
    reply = pressed(course, reply, "報告が必要", chance)
    assert reply.messages[-1].text.startswith("正解です。")
    after = pressed(course, reply, wording.NEXT_LESSON, chance)
    assert after.messages[-1].text.startswith("【レッスン3】")
    reply = pressed(course, reply, wording.TO_OVERVIEW, chance)
    assert any("2. だれが何をするか（済み）" in b.label for b in reply.messages[-1].buttons)


def test_a_wrong_answer_is_explained_and_can_be_tried_again(course: Course) -> None:
    chance = random.Random(0)
    reply = respond(course, None, "course:question=saas,3", chance)
    reply = pressed(course, reply, "協議は不要（対象外）", chance)
    text = reply.messages[-1].text
    assert text.startswith("ちがいます。あなたの答えは「協議は不要（対象外）」でした。")
    assert "は「協議が必要」です。" in text and "※8（" in text
    again = pressed(course, reply, wording.AGAIN, chance)
    assert opened(again.progress).mark == "saas,3"
    assert pressed(course, reply, wording.NEXT_LESSON, chance).progress.read == ("procurement",)


def test_a_mistake_in_the_quiz_leads_to_its_lesson(course: Course) -> None:
    chance = random.Random(0)
    reply = respond(course, None, "course:quiz", chance)
    right = right_status(opened(reply.progress).case)
    wrong = next(
        button.payload
        for button in reply.messages[-1].buttons
        if button.payload.startswith("course:answer") and not button.payload.endswith(right)
    )
    reply = respond(course, stored(reply.progress), wrong, chance)
    lesson = pressed(course, reply, "レッスン", chance)
    assert lesson.messages[-1].text.startswith("【レッスン")
    assert pressed(course, reply, wording.NEXT_QUESTION, chance).progress.open


def test_an_open_question_of_the_quiz_stays(course: Course) -> None:
    chance = random.Random(0)
    reply = respond(course, None, "course:quiz", chance)
    asked, away = reply.messages[-1], pressed(course, reply, wording.TO_OVERVIEW, chance)
    assert pressed(course, away, wording.TO_QUIZ, chance).messages[-1] == asked


def test_buttons_of_an_old_question_judge_nothing(course: Course) -> None:
    chance = random.Random(0)
    reply = respond(course, None, "course:question=saas,1", chance)
    old = reply.messages[-1].buttons[0].payload
    newer = respond(course, stored(reply.progress), "course:question=saas,2", chance)
    stale = respond(course, stored(newer.progress), old, chance)
    assert stale.messages[0].text == wording.STALE and stale.progress == newer.progress
    once = respond(course, stored(newer.progress), newer.messages[-1].buttons[0].payload, chance)
    twice = respond(course, stored(once.progress), newer.messages[-1].buttons[0].payload, chance)
    assert twice.messages[0].text == wording.STALE and twice.progress == once.progress


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(
    seed=st.integers(0, 10_000),
    presses=st.lists(st.integers(0, 60) | st.text(max_size=12), min_size=1, max_size=40),
)
def test_no_learner_gets_stuck(course: Course, seed: int, presses: list[int | str]) -> None:
    """Each presses any button of the last message, or sends a payload that no button carries."""
    chance = random.Random(seed)
    reply = first(course)
    for one in presses:
        buttons = reply.messages[-1].buttons
        payload = buttons[one % len(buttons)].payload if isinstance(one, int) else f"course:{one}"
        payload = "course:overview" if payload == "act:resume" else payload
        before = reply.progress
        reply = respond(course, stored(before), payload, chance)
        check(reply.messages[-1])
        assert isinstance(one, str) or wording.STALE not in [m.text for m in reply.messages]
        assert reply.progress.answered - before.answered in (0, 1)
        assert reply.progress.asked - before.asked in (0, 1)
