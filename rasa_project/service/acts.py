"""What the bot does on each act: the ones that move the interview. Questions are in `answers`."""

from __future__ import annotations

import re
from dataclasses import replace

from ..conversation import Conversation
from ..core.model import UNKNOWN
from ..messages import Button, Message
from ..render import wording
from ..render.question import answer_buttons, answers_text, label
from ..render.result import changed_lines
from ..text import fold
from . import answers
from .confirm import accept_or_confirm
from .handoff import handoff
from .record import record
from .study import learn
from .turn import Act, Services, Turn, Utterance, ask_again, proceed, resume

IT_HELP_WORDS = (
    "パスワード", "プリンタ", "印刷でき", "ログインでき", "起動しない", "壊れ", "遅い", "固まっ",
    "フリーズ", "Excel", "Word", "Outlook", "Teams", "Wi-Fi", "wifi", "マウス", "キーボード",
)  # fmt: skip
GO_ON = re.compile(r"(?:では|ほな|じゃあ|はい)?、?(?:質問を)?(?:続け|続き|つづけ|つづき).{0,8}")


def inform(services: Services, conversation: Conversation, said: Utterance) -> Turn:
    """Facts stated, or an answer that could not be read."""
    stated = {**said.facts, **said.doubted}
    if not stated:
        return unreadable(services, conversation, said)
    asked = conversation.asked
    changing = asked is not None and asked in conversation.answers and asked in stated
    plain = asked is not None and list(stated) == [asked]
    return accept_or_confirm(services, conversation, said, correcting=changing, echo=not plain)


def yes_or_no(services: Services, conversation: Conversation, said: Utterance) -> Turn:
    """A bare yes or no to the open question; where none is open there is nothing to answer."""
    if said.facts or said.doubted:
        return accept_or_confirm(services, conversation, said, correcting=asked_again(conversation))
    if conversation.asked is None:
        return resume(services, conversation)
    return unreadable(services, conversation, said)


def asked_again(conversation: Conversation) -> bool:
    """Whether the open question is one whose answer is being changed."""
    return conversation.asked is not None and conversation.asked in conversation.answers


def dont_know(services: Services, conversation: Conversation, said: Utterance) -> Turn:
    """The open question goes on record as unknown, which is a legitimate answer."""
    if not (said.facts or said.doubted):
        if conversation.asked is None:
            return resume(services, conversation).saying(Message(wording.HELP))
        said = replace(said, facts={conversation.asked: UNKNOWN})
    correcting, plain = asked_again(conversation), list(said.facts) == [conversation.asked]
    return accept_or_confirm(services, conversation, said, correcting=correcting, echo=not plain)


def go_back(services: Services, conversation: Conversation, said: Utterance) -> Turn:
    """The answers as they were before the last change, and the question that came then."""
    if asked_again(conversation):
        return proceed(services, replace(conversation, asked=None))
    if not conversation.trail:
        return resume(services, conversation).saying(Message(wording.FIRST_QUESTION))
    *trail, before = conversation.trail
    back = replace(conversation, answers=before, trail=tuple(trail), asked=None, misses=0)
    return proceed(services, back).saying(Message(wording.BACK))


def change_answer(services: Services, conversation: Conversation, said: Utterance) -> Turn:
    """A correction: with the new value it is recorded, without it the user is asked which."""
    if said.facts or said.doubted:
        return accept_or_confirm(services, conversation, said, correcting=True, echo=True)
    if not conversation.answers:
        return resume(services, conversation).saying(Message(wording.NOTHING_TO_CHANGE))
    named = named_answer(services, conversation, said.text)
    if named:
        return ask_again(services, conversation, named)
    buttons = answer_buttons(services.consultations, dict(conversation.answers))
    waiting = replace(conversation, pending="change")
    return Turn(waiting, (Message(wording.CHANGE_WHICH, buttons),))


def named_answer(services: Services, conversation: Conversation, text: str) -> str | None:
    """The answer on record whose heading the text names, or is a part of, if it is just one."""
    facts = services.consultations.edition.facts
    bare = text.strip("「」。、 ").rstrip("のをはがです")
    headings = {name: facts[name].heading for name in conversation.answers}
    named = [name for name, heading in headings.items() if heading in text]
    named = named or [name for name, h in headings.items() if len(bare) > 1 and bare in h]
    return named[0] if len(named) == 1 else None


def restart(services: Services, conversation: Conversation, said: Utterance) -> Turn:
    """Begin anew; asks first if answers would be lost, unless the result has been shown."""
    if not conversation.answers or (conversation.shown is not None and conversation.asked is None):
        return proceed(services, conversation.anew()).saying(Message(wording.RESTARTED))
    buttons = (
        Button("はい、最初から始める", "sure:restart"),
        Button("いいえ、続ける", "act:resume"),
    )
    return Turn(replace(conversation, pending="restart"), (Message(wording.RESTART_SURE, buttons),))


def what_if(services: Services, conversation: Conversation, said: Utterance) -> Turn:
    """The result under a supposition beside the present one; nothing on record changes."""
    if not said.facts:
        return resume(services, conversation).saying(Message(wording.WHAT_IF_NO_FACTS))
    consultations = services.consultations
    supposed = record(consultations, conversation.answers, said.facts)
    if supposed.refused:
        facts = consultations.edition.facts
        text = "".join(wording.excluded(label(facts[n], value)) for n, value in supposed.refused)
        return resume(services, conversation).saying(Message(text))
    present = consultations.result(conversation.answers)
    other = consultations.result(supposed.answers)
    statuses = {line.procedure.id: line.status for line in present.procedures}
    lines = changed_lines(consultations.edition, statuses, other) or ["・結果は変わりません。"]
    if not other.complete:
        lines.append("（まだ答えがない質問があるので、変わることがあります）")
    said_before = (
        f"もし次のとおりなら、という場合です。\n{answers_text(consultations, dict(said.facts))}"
    )
    text = "\n".join(
        [said_before, "いまの答えとくらべると", *lines, "いまの答えは変えていません。"]
    )
    return resume(services, conversation).saying(Message(text))


def out_of_scope(services: Services, conversation: Conversation, said: Utterance) -> Turn:
    """Not what the bot is for; during an interview it may be an answer that could not be read."""
    if any(word.lower() in said.text.lower() for word in IT_HELP_WORDS):
        return resume(services, conversation).saying(
            Message(f"{wording.OUT_OF_SCOPE}{wording.IT_HELP}")
        )
    return unreadable(services, conversation, said)


def unreadable(services: Services, conversation: Conversation, said: Utterance) -> Turn:
    """Explain the question, then offer the choices again, then name the contact. Never silence."""
    if GO_ON.fullmatch(fold(said.text)):
        return carry_on(services, conversation, said)
    missed = replace(conversation, misses=conversation.misses + 1)
    if conversation.asked is None:
        out = said.act == "out_of_scope"
        text = wording.OUT_OF_SCOPE if out else wording.UNREADABLE_AFTER_RESULT
        return replace(resume(services, conversation).saying(Message(text)), unread=True)
    fact = services.consultations.edition.facts[conversation.asked]
    lead = wording.unreadable(missed.misses, services.contacts.text("DX推進担当"))
    if missed.misses == 1:
        lead = f"{wording.OUT_OF_SCOPE}\n{lead}" if said.act == "out_of_scope" else lead
        lead = f"{lead}\n（お聞きする理由：{fact.why}）"
    return replace(proceed(services, missed).saying(Message(lead)), unread=True)


def carry_on(services: Services, conversation: Conversation, said: Utterance) -> Turn:
    """Back to the open question after something else."""
    return resume(services, conversation).saying(Message(wording.CONTINUE))


ACTS: dict[str, Act] = {
    "resume": carry_on,
    "inform": inform,
    "affirm": yes_or_no,
    "deny": yes_or_no,
    "dont_know": dont_know,
    "go_back": go_back,
    "change_answer": change_answer,
    "restart": restart,
    "what_if": what_if,
    "out_of_scope": out_of_scope,
    "learn": learn,
    "handoff": handoff,
    **answers.ACTS,
}
