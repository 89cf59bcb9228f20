"""The course within a conversation: answers are typed, nothing of them goes on record, nobody loses their place."""

from __future__ import annotations

import pytest

from rasa_project.bootstrap import services
from rasa_project.conversation import Conversation
from rasa_project.service import Turn, Utterance, choose, open_conversation, take_turn

BEGUN = ("answer:stage=plan", "answer:subject=saas")
QUESTION = "course:question=saas,3"


def pressed(*payloads: str) -> Turn:
    turn = open_conversation(services())
    for payload in payloads:
        turn = choose(services(), turn.conversation, payload)
    return turn


def say(turn: Turn, act: str, text: str, **facts: str) -> Turn:
    return take_turn(services(), turn.conversation, Utterance(text, act, facts))


def texts(turn: Turn) -> str:
    return "\n".join(message.text for message in turn.messages)


def answered(conversation: Conversation) -> int:
    """How many answers the course has judged."""
    topics = (conversation.learning or {}).get("topics", {})
    return sum(right + wrong for _, _, right, wrong, _ in topics.values())


@pytest.mark.parametrize("act", ["inform", "affirm", "deny", "out_of_scope", "ask_provision"])
@pytest.mark.parametrize(("text", "said"), [("要", "正解です。"), ("要確認です", "ちがいます。")])
def test_a_typed_answer_is_judged_whatever_else_it_might_have_been(
    act: str, text: str, said: str
) -> None:
    turn = say(pressed(*BEGUN, QUESTION), act, text, activity="introduce")
    assert texts(turn).startswith(said)
    assert answered(turn.conversation) == 1
    assert dict(turn.conversation.answers) == {"stage": "plan", "subject": "saas"}


def test_two_meanings_are_asked_back_and_then_judged() -> None:
    turn = say(pressed(*BEGUN, QUESTION), "deny", "不要")
    assert "どちらの意味ですか" in texts(turn) and answered(turn.conversation) == 0
    assert answered(say(turn, "out_of_scope", "対象外").conversation) == 1


@pytest.mark.parametrize(
    "act", ["inform", "affirm", "deny", "dont_know", "out_of_scope", "ask_why"]
)
def test_what_cannot_be_read_is_not_judged_and_not_recorded(act: str) -> None:
    before = pressed(*BEGUN, QUESTION)
    turn = say(before, act, "どうでしょうね", activity="renew_contract")
    assert turn.conversation == before.conversation and not turn.unread
    assert "まだ採点していません" in texts(turn)
    assert turn.messages[-1] == before.messages[-1]


@pytest.mark.parametrize("act", ["ask_definition", "help", "greet", "ask_contact", "resume"])
def test_after_a_digression_the_courses_question_comes_back(act: str) -> None:
    before = pressed(*BEGUN, QUESTION)
    turn = say(before, act, "スクラッチとは？", activity="renew_contract")
    assert turn.messages[-1] == before.messages[-1]
    assert answered(say(turn, "inform", "要").conversation) == 1
    assert turn.conversation.answers == before.conversation.answers


@pytest.mark.parametrize("act", ["go_back", "handoff", "change_answer", "learn", "restart"])
def test_a_wish_leaves_the_courses_question(act: str) -> None:
    turn = say(pressed(*BEGUN, QUESTION), act, "そうしたい")
    assert turn.conversation.pending != "course"
    assert "まだ採点していません" not in texts(turn)


def test_back_in_the_consultation_words_are_answers_to_it_again() -> None:
    turn = say(pressed(*BEGUN, QUESTION), "out_of_scope", "相談に戻る")
    assert turn.conversation.asked == "activity" and turn.conversation.pending is None
    turn = say(turn, "inform", "導入", activity="introduce")
    assert turn.conversation.answers["activity"] == "introduce"
    assert answered(turn.conversation) == 0


def test_the_question_of_the_quiz_is_answered_by_a_number() -> None:
    turn = say(pressed("course:quiz"), "out_of_scope", "1番")
    assert answered(turn.conversation) == 1
    assert turn.conversation.pending is None
