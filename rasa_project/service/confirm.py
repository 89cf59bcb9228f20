"""Doubtful readings: the bot asks, and only a yes puts them on record."""

from __future__ import annotations

from dataclasses import replace

from ..conversation import Conversation
from ..messages import Button, Message
from ..render import wording
from .record import decisive
from .turn import Services, Turn, Utterance, accept, facts_line, proceed, put

CONFIRMED = ("facts", "correction")
"""What the bot may be waiting for a yes to, besides a restart."""
BUTTONS = (Button("はい、合っています", "sure:facts"), Button("いいえ、違います", "sure:none"))


def accept_or_confirm(
    services: Services,
    conversation: Conversation,
    said: Utterance,
    *,
    correcting: bool = False,
    echo: bool = False,
) -> Turn:
    """Put the facts of a message on record; ask first about doubted ones that decide something."""
    sure, doubted = told_apart(services, conversation, said)
    if not doubted:
        return accept(services, conversation, sure, correcting=correcting, echo=echo)
    after, lines = conversation, tuple[Message, ...]()
    if sure:
        after, lines = put(services, conversation, sure, correcting=correcting, echo=True)
    # The next question is open behind it: whatever is said instead of yes or no finds it there.
    asked = after.asked or services.consultations.interview.next_fact(after.answers)
    kind = "correction" if correcting else "facts"
    # A result on the screen that is no longer true is not referred to.
    shown = after.shown if asked or after.answers == conversation.answers else None
    waiting = replace(after, asked=asked, pending=kind, doubted=doubted, misses=0, shown=shown)
    return Turn(waiting, (*lines, Message(wording.confirm(facts_line(services, doubted)), BUTTONS)))


def told_apart(
    services: Services, conversation: Conversation, said: Utterance
) -> tuple[dict[str, str], dict[str, str]]:
    """(facts to be used, facts to be asked about); a doubted one that decides nothing needs no asking."""
    known = {**conversation.answers, **said.facts}
    sure, doubted = dict(said.facts), {}
    for name, value in said.doubted.items():
        if not decisive(services.consultations, known, name, value):
            sure[name] = value
        elif not services.consultations.interview.cannot_apply(name, known):
            doubted[name] = value
        # A doubtful answer to what nobody would ask is not worth a question.
    return sure, doubted


def confirmed(services: Services, conversation: Conversation, yes: bool) -> Turn:
    """The doubted facts go on record, or are forgotten and the question comes again."""
    doubted, correcting = dict(conversation.doubted), conversation.pending == "correction"
    after = conversation.unasked()
    if yes:
        after, said = put(services, after, doubted, correcting=correcting, echo=False)
        return proceed(services, after).saying(*said)
    return proceed(services, after).saying(Message(wording.NOT_RECORDED))
