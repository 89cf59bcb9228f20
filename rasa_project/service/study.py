"""The course within a conversation; its last button leads back to where the interview stood."""

from __future__ import annotations

import random
from dataclasses import replace

from ..conversation import Conversation
from ..course import respond
from .turn import Services, Turn, Utterance, resume


def study(services: Services, conversation: Conversation, payload: str) -> Turn:
    """What a button of the course does; the learner's progress goes with the conversation."""
    reply = respond(services.course, conversation.learning, payload, random.Random())
    learning = replace(conversation.unasked(), learning=reply.progress.as_dict())
    return Turn(learning, reply.messages)


def learn(services: Services, conversation: Conversation, said: Utterance) -> Turn:
    """The wish to learn: the course's overview, and the open question again, for it may be a digression."""
    turn = study(services, conversation, "course:overview")
    asked = resume(services, turn.conversation).messages if conversation.asked else ()
    return replace(turn, messages=(*turn.messages, *asked))
