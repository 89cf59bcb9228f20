"""What a typed message says to a question of the bot's own: meant so? begin anew? which answer? the course's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..conversation import Conversation
from ..core.model import UNKNOWN
from ..course import ask_back, meant
from ..messages import Message
from ..render import wording
from . import answers
from .acts import carry_on, change_answer, named_answer
from .confirm import CONFIRMED, confirmed
from .press import choose
from .turn import COURSE, Services, Turn, Utterance, ask_again, proceed

Reply = Callable[[Services, Conversation, Utterance], "Turn | None"]
ATTEMPTS = ("inform", "affirm", "deny", "dont_know", "out_of_scope", "ask_why")
"""Acts that a try at answering the course may be taken for; nothing of it goes on record."""


def reply_to_own_question(
    services: Services, conversation: Conversation, said: Utterance
) -> Turn | None:
    """The answer to a question of the bot's own, or None where the message is about something else."""
    return REPLIES[str(conversation.pending)](services, conversation, said)


def to_doubt(services: Services, conversation: Conversation, said: Utterance) -> Turn | None:
    """「という意味でよいですか」"""
    yes = said.act == "affirm"
    return confirmed(services, conversation, yes) if yes or said.act == "deny" else None


def to_restart(services: Services, conversation: Conversation, said: Utterance) -> Turn | None:
    """Who does not know whether to begin anew has not said so, and loses nothing."""
    if said.act in ("affirm", "restart"):
        return proceed(services, conversation.anew()).saying(Message(wording.RESTARTED))
    stays = declines(conversation, said) or takes_back(said)
    return carry_on(services, conversation.unasked(), said) if stays else None


def to_change(services: Services, conversation: Conversation, said: Utterance) -> Turn | None:
    """Which answer is to be changed: the one whose heading is named."""
    telling = said.act in ("inform", "change_answer", "out_of_scope")
    named = named_answer(services, conversation, said.text) if telling else None
    # The bare name of a question may be read as its being open.
    stated = {n: v for n, v in said.facts.items() if (n, v) != (named, UNKNOWN)}
    if named and all(conversation.answers.get(n) == v for n, v in stated.items()):
        return ask_again(services, conversation, named)
    if said.act == "affirm":
        return change_answer(services, conversation, replace(said, facts={}, doubted={}))
    stays = declines(conversation, said)
    return carry_on(services, conversation.unasked(), said) if stays else None


def declines(conversation: Conversation, said: Utterance) -> bool:
    """Whether a message says no, or does not know, and states nothing beside the open question."""
    unsure = said.act == "dont_know" and not said.facts.keys() - {conversation.asked}
    return said.act == "deny" or unsure


def takes_back(said: Utterance) -> bool:
    """Whether a message changes its writer's mind without a new value: 「やっぱりやめときます」."""
    return said.act == "change_answer" and not (said.facts or said.doubted)


def to_course(services: Services, conversation: Conversation, said: Utterance) -> Turn | None:
    """An answer to the course, as if its button were pressed; what cannot be read is not judged."""
    payloads = meant(services.course, conversation.learning, said.text)
    if len(payloads) == 1:
        return choose(services, conversation, payloads[0])
    if payloads or said.act in ATTEMPTS:
        messages = ask_back(services.course, conversation.learning, payloads)
        return Turn(conversation, messages) if messages else None
    digression = {**answers.ACTS, "resume": carry_on}.get(said.act)
    bare = replace(said, facts={}, doubted={})
    return digression(services, conversation, bare) if digression else None


REPLIES: dict[str, Reply] = {
    **dict.fromkeys(CONFIRMED, to_doubt),
    "restart": to_restart,
    "change": to_change,
    COURSE: to_course,
}
