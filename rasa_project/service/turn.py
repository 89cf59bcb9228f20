"""One turn: what the user did, and what the bot makes of it.

Every act ends with the open question (or the result) coming back by itself, so no digression loses
the interview, and there is always a reply.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ..contacts import Contacts
from ..conversation import Conversation
from ..core.explain import Consultations
from ..core.model import UNKNOWN
from ..course import Course, question_again
from ..messages import Message
from ..render import wording
from ..render.question import label, question
from ..render.result import DONE, changed_lines, result_message
from .record import Recorded, record

COURSE = "course"
"""The bot's own question that is open, where the course has asked last."""


@dataclass(frozen=True)
class Services:
    """What the use cases work with: one edition's consultations and course, and the city's contact details."""

    consultations: Consultations
    contacts: Contacts
    course: Course


@dataclass(frozen=True)
class Utterance:
    """A typed message as it was understood."""

    text: str
    act: str
    facts: Mapping[str, str] = field(default_factory=dict)
    term: str | None = None
    doubted: Mapping[str, str] = field(default_factory=dict)
    """Facts read with too little certainty to be used unasked."""


@dataclass(frozen=True)
class Turn:
    """What a turn leaves behind."""

    conversation: Conversation
    messages: tuple[Message, ...]
    desks: tuple[str, ...] = ()
    """The desks that the person asked for."""
    unread: bool = False
    """Whether the message was not understood."""
    shared: bool | None = None
    """Whether a learner now lets a mentor see the progress; None: as before."""

    def saying(self, *before: Message) -> Turn:
        """The same turn with messages said first."""
        return replace(self, messages=(*before, *self.messages))


def open_conversation(services: Services) -> Turn:
    """The greeting and the first question."""
    return proceed(services, Conversation()).saying(Message(wording.GREETING))


def take_turn(services: Services, conversation: Conversation, said: Utterance) -> Turn:
    """Answer a typed message."""
    from .acts import ACTS  # the acts build on this module
    from .own_question import reply_to_own_question

    if conversation.pending:
        replied = reply_to_own_question(services, conversation, said)
        if replied:
            return replied
        conversation = conversation.unasked()
    act: Act = ACTS.get(said.act, ACTS["out_of_scope"])
    return act(services, conversation, said)


Act = Callable[[Services, Conversation, Utterance], Turn]


def accept(
    services: Services,
    conversation: Conversation,
    stated: Mapping[str, str],
    *,
    correcting: bool = False,
    echo: bool = False,
) -> Turn:
    """Put facts on record and go on; say what was understood, dropped or refused."""
    after, said = put(services, conversation, stated, correcting=correcting, echo=echo)
    nothing_new = conversation.asked is None and after.answers == conversation.answers
    turn = (resume if nothing_new else proceed)(services, after)
    return turn.saying(*said)


def put(
    services: Services,
    conversation: Conversation,
    stated: Mapping[str, str],
    *,
    correcting: bool,
    echo: bool,
) -> tuple[Conversation, tuple[Message, ...]]:
    """The conversation with the facts on record and no open question, and what there is to say of them."""
    stated = {name: stated[name] for name in services.consultations.edition.facts if name in stated}
    recorded = record(services.consultations, conversation.answers, stated, correcting=correcting)
    said = [*echo_lines(services, recorded, echo), *outcome_lines(services, recorded, stated)]
    after = replace(conversation.answered(recorded.answers), asked=None)
    if recorded.refused:
        after = replace(after, misses=conversation.misses + 1)
    return after, (Message("\n".join(said)),) if said else ()


def echo_lines(services: Services, recorded: Recorded, echo: bool) -> list[str]:
    """What was understood of a typed message, in one line."""
    if not echo or not recorded.accepted:
        return []
    return [wording.understood(facts_line(services, recorded.accepted))]


def facts_line(services: Services, facts: Mapping[str, str]) -> str:
    """Facts and values in one line."""
    known = services.consultations.edition.facts
    return "、".join(f"{known[n].heading}＝{label(known[n], v)}" for n, v in facts.items())


def outcome_lines(services: Services, recorded: Recorded, stated: Mapping[str, str]) -> list[str]:
    """What else has to be said about facts that were put on record."""
    facts = services.consultations.edition.facts
    lines = []
    for name, value in recorded.refused:
        lines.append(wording.refused(facts[name].heading, label(facts[name], value)))
    for name, value in stated.items():
        if value == UNKNOWN and facts[name].who_knows:
            lines.append(wording.who_knows(facts[name].heading, str(facts[name].who_knows)))
    if stated and not recorded.accepted and not recorded.refused:
        lines.append(wording.NOT_ASKED)
    if recorded.dropped:
        headings = "".join(f"「{facts[name].heading}」" for name in recorded.dropped)
        lines.append(f"{headings}の答えは、もう使わないので消しました。")
    return lines


def proceed(services: Services, conversation: Conversation) -> Turn:
    """Ask the open question, the next one, or show the result."""
    consultations, answers = services.consultations, dict(conversation.answers)
    fact = conversation.asked or consultations.interview.next_fact(answers)
    if fact is None:
        return show_result(services, conversation)
    asked = replace(conversation, asked=fact)
    return Turn(asked, (question(consultations, fact, answers),))


def resume(services: Services, conversation: Conversation) -> Turn:
    """Back to where the conversation stood; a result on the screen is not said all over again."""
    learning = conversation.pending == COURSE
    if learning and (again := question_again(services.course, conversation.learning)):
        return Turn(conversation, (again,))
    if conversation.asked is None and conversation.shown is not None:
        return Turn(conversation, (Message(wording.AFTER_RESULT, DONE),))
    return proceed(services, conversation)


def show_result(services: Services, conversation: Conversation) -> Turn:
    """The result, and what is different from the one shown before."""
    consultations, answers = services.consultations, dict(conversation.answers)
    result = consultations.result(answers)
    statuses = {line.procedure.id: line.status for line in result.procedures}
    message = result_message(consultations, result, answers, services.contacts)
    turn = Turn(replace(conversation, asked=None, shown=statuses), (message,))
    if conversation.shown is None or conversation.shown == statuses:
        return turn
    changed = changed_lines(consultations.edition, dict(conversation.shown), result)
    return turn.saying(Message("\n".join(["前の結果から変わったところです。", *changed])))


def ask_again(services: Services, conversation: Conversation, fact: str) -> Turn:
    """Ask one question again; its present answer stays until another is given."""
    facts = services.consultations.edition.facts
    present = label(facts[fact], conversation.answers[fact])
    lead = Message(
        f"いまの答えは「{present}」です。選び直してください。ほかの答えはそのまま残します。"
    )
    asking = replace(conversation.unasked(), asked=fact, misses=0)
    return proceed(services, asking).saying(lead)
