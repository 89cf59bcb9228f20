"""The course within a conversation; its last button leads back to where the interview stood."""

from __future__ import annotations

import random
from dataclasses import replace

from ..conversation import Conversation
from ..course import respond
from ..messages import Button, Message
from ..render import wording
from .turn import COURSE, Services, Turn, Utterance, resume

SHARING = {"course:share": True, "course:hide": False}
"""Buttons by which a learner agrees, or no longer agrees, that a mentor sees the progress."""
AGREE = Button("進み具合を指導役に見せる", "course:share")
WITHDRAW = Button("指導役に見せるのをやめる", "course:hide")


def study(services: Services, conversation: Conversation, payload: str) -> Turn:
    """What a button of the course does; the learner's progress goes with the conversation."""
    reply = respond(services.course, conversation.learning, payload, random.Random())
    learning = replace(
        conversation.unasked(),
        learning=reply.progress.as_dict(),
        pending=COURSE if reply.asking else None,
    )
    turn = Turn(learning, reply.messages)
    if payload in SHARING:
        agreed = SHARING[payload]
        said = Message(wording.SHARED if agreed else wording.HIDDEN)
        return replace(turn.saying(said), shared=agreed)
    return offering(turn) if payload == "course:summary" else turn


def offering(turn: Turn) -> Turn:
    """The summary with the buttons that show it to a mentor, or no longer."""
    *before, last = turn.messages
    with_buttons = replace(last, buttons=(AGREE, WITHDRAW, *last.buttons))
    return replace(turn, messages=(*before, with_buttons))


def learn(services: Services, conversation: Conversation, said: Utterance) -> Turn:
    """The wish to learn: the course's overview, and the open question again, for it may be a digression."""
    turn = study(services, conversation, "course:overview")
    asked = resume(services, turn.conversation).messages if conversation.asked else ()
    return replace(turn, messages=(*turn.messages, *asked))
