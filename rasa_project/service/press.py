"""What a pressed button does: its payload is `kind:rest`."""

from __future__ import annotations

from collections.abc import Callable

from ..conversation import Conversation
from ..core.model import UNKNOWN
from ..messages import Message
from ..render import wording
from .confirm import CONFIRMED, confirmed
from .study import study
from .turn import Services, Turn, Utterance, accept, ask_again, proceed, resume, take_turn

BUTTON_ACTS = (
    "resume",
    "ask_why", "go_back", "change_answer", "handoff", "restart", "ask_progress", "help", "learn",
)  # fmt: skip
Press = Callable[[Services, Conversation, str], "Turn | None"]


def choose(services: Services, conversation: Conversation, payload: str) -> Turn:
    """Do what a pressed button says. A payload that no button carries is answered, not obeyed."""
    kind, _, rest = payload.partition(":")
    sure = conversation.pending in CONFIRMED and rest in ("facts", "none")
    # Whatever else is pressed, the bot's own question is not the last thing said any more.
    before = conversation if kind == "sure" and sure else conversation.unasked()
    turn = PRESSED[kind](services, before, rest) if kind in PRESSED else None
    return turn or resume(services, before).saying(Message(wording.STALE_BUTTON))


def answer(services: Services, conversation: Conversation, rest: str) -> Turn | None:
    """Only what is asked, or was answered, has buttons; nothing else is set by a client's word."""
    facts = services.consultations.edition.facts
    name, _, value = rest.partition("=")
    has_buttons = name in facts and name in (conversation.asked, *conversation.answers)
    if not has_buttons or value not in (*facts[name].values, UNKNOWN):
        return None
    correcting = name in conversation.answers
    return accept(services, conversation, {name: value}, correcting=correcting)


def change(services: Services, conversation: Conversation, name: str) -> Turn | None:
    """Ask a question again whose answer is on record."""
    return ask_again(services, conversation, name) if name in conversation.answers else None


def act(services: Services, conversation: Conversation, name: str) -> Turn | None:
    """An act that has a button, as if it had been typed."""
    known = name in BUTTON_ACTS
    return take_turn(services, conversation, Utterance("", name)) if known else None


def sure(services: Services, conversation: Conversation, name: str) -> Turn | None:
    """Yes or no to a question of the bot's own."""
    if conversation.pending in CONFIRMED:
        return confirmed(services, conversation, name == "facts")
    if name == "restart":
        return proceed(services, conversation.anew()).saying(Message(wording.RESTARTED))
    return None


def course(services: Services, conversation: Conversation, rest: str) -> Turn:
    """A button of the course."""
    return study(services, conversation, f"course:{rest}")


PRESSED: dict[str, Press] = {
    "answer": answer,
    "change": change,
    "act": act,
    "sure": sure,
    "course": course,
}
