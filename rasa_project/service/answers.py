"""The acts that ask something: each is answered from the edition, and the interview goes on."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..conversation import Conversation
from ..core.explain import ProcedureResult
from ..messages import Message
from ..render import wording
from ..render.question import answers_text
from ..render.result import NOTHING, place, roles
from ..text import fold
from .lookup import explain_provision, explain_term, find_provisions, find_term, near_terms
from .turn import Act, Services, Turn, Utterance, accept, resume

Answer = Callable[[Services, Conversation, Utterance], str]

ROLE_TERMS = (
    "最高情報統括責任者",
    "情報統括責任者",
    "情報統括管理者",
    "情報統括主任",
    "情報統括担当者",
)


def answering(answer: Answer, *, of_question: bool = False) -> Act:
    """An act that answers with one message, after recording facts the question also stated.

    of_question: the answer is about the question that was open when it was asked; else, about the new record.
    """

    def act(services: Services, conversation: Conversation, said: Utterance) -> Turn:
        if not said.facts:
            turn = resume(services, conversation)
        else:
            turn = accept(services, conversation, said.facts, echo=True)
        before = of_question and conversation.asked
        heard = conversation if before else turn.conversation
        return turn.saying(Message(answer(services, heard, said)))

    return act


def why(services: Services, conversation: Conversation, said: Utterance) -> str:
    """Why the open question is asked, or how the result came about."""
    if conversation.asked is None:
        return "\n".join(["この結果の理由です。", *reasons(services, conversation)])
    fact = services.consultations.edition.facts[conversation.asked]
    return f"「{fact.heading}」をお聞きする理由です。\n{fact.why}（{place(fact.provision)}）"


def reasons(services: Services, conversation: Conversation) -> list[str]:
    """The reasons of the result, one a line."""
    result = services.consultations.result(conversation.answers)
    lines = [
        f"・{line.procedure.name}：{line.procedure.labels[line.status]}。"
        f"{reason.text}（{'、'.join([place(reason.provision), *reason.notes])}）"
        for line in result.procedures
        for reason in line.reasons
    ]
    return lines or [NOTHING]


def definition(services: Services, conversation: Conversation, said: Utterance) -> str:
    """A word of the glossary; without a word, the open question explained."""
    edition = services.consultations.edition
    if said.term:
        found = find_term(edition, said.term)
        return explain_term(found) if found else near_terms(edition, said.term)
    if conversation.asked is None:
        return wording.TERM_UNKNOWN
    fact = edition.facts[conversation.asked]
    choices = [f"・{c.label}{f'：{c.description}' if c.description else ''}" for c in fact.choices]
    return "\n".join([fact.question, *([fact.help] if fact.help else []), *choices])


def provision(services: Services, conversation: Conversation, said: Utterance) -> str:
    """An item of the guideline in plain words, with its number and the official page."""
    edition = services.consultations.edition
    found = find_provisions(edition, said.term or "")
    if found:
        lines = [explain_provision(p) for p in found[:6]]
    elif said.term or re.search(r"\d", fold(said.text)):
        lines = [wording.PROVISION_UNKNOWN]
    elif conversation.asked:
        fact = edition.facts[conversation.asked]
        lines = [f"「{fact.heading}」の質問は、次の項目によるものです。"]
        lines += [explain_provision(edition.provisions[fact.provision])]
    else:
        lines = ["この結果の根拠です。", *reasons(services, conversation)]
    return "\n".join([*lines, f"全文：{edition.official_page}"])


def forms(services: Services, conversation: Conversation, said: Utterance) -> str:
    """The forms of the procedures that are required so far, or of all."""
    consultations = services.consultations
    result = consultations.result(conversation.answers)
    lines = [
        f"・{line.procedure.name}：{'、'.join(line.papers.forms) or consultations.edition.papers_note}"
        for line in result.procedures
        if line.status in ("required", "conditional", "unclear") and result.complete
    ]
    if result.complete and not lines:
        return wording.NO_FORMS
    if lines:
        return "\n".join(["この案件で必要な様式です。", *lines, wording_no_layout()])
    every = [
        f"・{p.name}：{'、'.join(p.papers['required'].forms)}"
        for p in consultations.edition.procedures.values()
        if "required" in p.papers and p.papers["required"].forms
    ]
    unclear = "・要否が不明確なとき：案件整理・相談票"
    return "\n".join([wording.NO_FORM_RULE, *every, unclear, wording_no_layout()])


def wording_no_layout() -> str:
    """Where forms are kept is not in the guideline."""
    return "様式の置き場所は実施要領に書かれていません。窓口に確かめてください。"


def contact(services: Services, conversation: Conversation, said: Utterance) -> str:
    """The desks: those of the result so far, or all."""
    result = services.consultations.result(conversation.answers)
    desks = [line.desk for line in result.procedures] if result.complete else []
    desks = list(dict.fromkeys(desks)) or list(services.contacts.desks)
    lines = [f"・{services.contacts.text(desk)}" for desk in desks]
    about = (
        "企画・調達・廃止などはDX推進担当、ネットワークは基盤担当です（要領4(2)、4(3)、10(2)）。"
    )
    return "\n".join(["窓口です。", *lines, about])


def people(services: Services, conversation: Conversation, said: Utterance) -> str:
    """Who is who: the role asked about, those of the result, or all of them."""
    edition, named = services.consultations.edition, named_roles(said.text)
    result = services.consultations.result(conversation.answers)
    who = {line.procedure.name: parties(line) for line in result.procedures}
    if result.complete and not named and any(who.values()):
        lines = [f"・{name}：{said_of}" for name, said_of in who.items() if said_of]
        return "\n".join(["この案件の手続をする人です。", *lines])
    terms = [find_term(edition, role) for role in named or ROLE_TERMS]
    lines = [explain_term(term) for term in terms if term]
    steps = "協議の書類は、情報統括責任者が作って出し、情報統括管理者と情報統括主任が内容を確かめます（要領4(4)）。"
    return "\n".join([*lines, steps])


def named_roles(text: str) -> list[str]:
    """The roles a message names; 最高情報統括責任者 is not also 情報統括責任者."""
    found, rest = [], fold(text)
    for role in ROLE_TERMS:
        if fold(role) in rest:
            found.append(role)
            rest = rest.replace(fold(role), " ")
    return found


def parties(line: ProcedureResult) -> str:
    """Who prepares, checks and submits one procedure, and to whom, as far as the guideline says so."""
    named = [role for role in roles(line) if role["label"].endswith(("人", "相手"))]
    return "、".join(f"{role['label']}は{role['value']}" for role in named)


def progress(services: Services, conversation: Conversation, said: Utterance) -> str:
    """The answers so far, what they already settle, and how many questions may come."""
    consultations, given = services.consultations, dict(conversation.answers)
    if not given:
        return wording.NOTHING_TO_CHANGE
    result = consultations.result(given)
    settled = [
        f"・{line.procedure.name}：{line.procedure.labels[line.status]}"
        for line in result.procedures
        if line.status != "unclear"
    ]
    remaining = consultations.interview.remaining(given)
    lines = ["ここまでの内容です。", answers_text(consultations, given)]
    lines += ["いまの時点で決まっていること", *settled] if settled else []
    left = f"質問は、あと最大{remaining}問です。" if remaining else wording.NO_MORE_QUESTIONS
    return "\n".join([*lines, left])


def fixed(text: str) -> Answer:
    """An answer that is always the same."""
    return lambda services, conversation, said: text


ACTS: dict[str, Act] = {
    "ask_why": answering(why, of_question=True),
    "ask_definition": answering(definition, of_question=True),
    "ask_provision": answering(provision, of_question=True),
    "ask_forms": answering(forms),
    "ask_contact": answering(contact),
    "ask_roles": answering(people),
    "ask_progress": answering(progress),
    "greet": answering(fixed(wording.HELLO)),
    "thanks": answering(fixed(wording.THANKS)),
    "goodbye": answering(fixed(wording.GOODBYE)),
    "help": answering(fixed(wording.HELP)),
}
