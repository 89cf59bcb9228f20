"""A result as a card (data for the page) and as one message that reads well on a phone."""

from __future__ import annotations

from typing import Any

from ..contacts import Contacts
from ..core.explain import Consultations, ProcedureResult, Reason, Result
from ..core.model import LEFT_OUT, Edition, Step
from ..messages import Button, Message
from .question import label

DISCLAIMER = (
    "この結果は、答えていただいた内容だけで出したものです。迷うときは窓口に確かめてください。"
)
NOTHING = "この答えの内容では、実施要領の手続に当たるものはありません。"
DONE = (
    Button("答えを変える", "act:change_answer"),
    Button("担当者に相談したい", "act:handoff"),
    Button("別の案件を相談する", "act:restart"),
)
ORDER = ("required", "conditional", "unclear", "exempt", "not_applicable")


def result_message(
    consultations: Consultations, result: Result, answers: dict[str, str], contacts: Contacts
) -> Message:
    """The whole result in one message; `custom` carries the object of `kyogi decide` and the card."""
    card = result_card(consultations, result, answers, contacts)
    custom: dict[str, object] = {"kind": "result", "decision": result.as_dict(), "card": card}
    return Message(card_text(card), DONE, custom)


def result_card(
    consultations: Consultations, result: Result, answers: dict[str, str], contacts: Contacts
) -> dict[str, Any]:
    """The result laid out: verdicts first, then reasons, papers, next steps and the answers."""
    edition, facts = consultations.edition, consultations.edition.facts
    lines = sorted(result.procedures, key=lambda line: ORDER.index(line.status))
    steps = [step_text(step) for step in next_steps(result)]
    return {
        "title": "協議の要否の結果",
        "summary": summary(result, steps),
        "procedures": [procedure_card(edition, line, contacts) for line in lines],
        "next_steps": steps,
        "answers": [
            {
                "fact": name,
                "question": facts[name].heading,
                "value": label(facts[name], value),
                "payload": f"change:{name}",
            }
            for name, value in answers.items()
        ],
        "edition": edition_line(edition),
        "source_url": edition.official_page,
        "disclaimer": DISCLAIMER,
    }


def summary(result: Result, steps: list[str]) -> str:
    """The verdict in one sentence; where nothing is to be handed in, something may be to be done."""
    statuses = {line.status for line in result.procedures}
    if not statuses:
        return NOTHING
    if "unclear" in statuses:
        also = "必要な手続もあります。" if "required" in statuses else ""
        return f"このままでは決められない手続があります（要確認）。{also}"
    if "required" in statuses:
        return "必要な手続があります。"
    if "conditional" in statuses:
        return "場合によって必要になる手続があります。"
    if steps:
        return "出す書類はありませんが、することがあります（「次にすること」を見てください）。"
    return "この答えの内容では、必要な手続はありません。"


def procedure_card(edition: Edition, line: ProcedureResult, contacts: Contacts) -> dict[str, Any]:
    """One procedure on the card."""
    acts = line.status in ("required", "conditional", "unclear")
    no_form = acts and not line.papers.forms
    return {
        "id": line.procedure.id,
        "name": line.procedure.name,
        "status": line.status,
        "status_label": line.procedure.labels[line.status],
        "reasons": [reason_card(edition, reason) for reason in line.reasons],
        "forms": list(line.papers.forms),
        "forms_note": edition.papers_note if no_form else None,
        "contact": contacts.card(line.desk),
        "roles": roles(line),
        "timing": line.papers.timing,
    }


def reason_card(edition: Edition, reason: Reason) -> dict[str, Any]:
    """One reason; a reading carries its text and why it is read that way."""
    reading = edition.readings.get(reason.reading or "")
    return {
        "text": reason.text,
        "provision": reason.provision,
        "notes": list(reason.notes),
        "reading": {"id": reading.id, "text": f"{reading.text}{reading.reason}"}
        if reading
        else None,
    }


def place(provision: str) -> str:
    """A provision as it is cited: 要領5(2), or ※3 as it stands."""
    return provision if provision.startswith("※") else f"要領{provision}"


def roles(line: ProcedureResult) -> list[dict[str, str]]:
    """Who does what, as far as the guideline says so."""
    papers = line.papers
    found = (
        ("作る人", papers.prepared_by),
        ("確かめる人", "、".join(papers.checked_by)),
        ("出す人", papers.submitted_by),
        ("出す相手", papers.submitted_to),
        ("返ってくるもの", "、".join(papers.returns)),
    )
    return [{"label": name, "value": value} for name, value in found if value]


def next_steps(result: Result) -> list[Step]:
    """What to do next, in order."""
    statuses = {line.procedure.id: line.status for line in result.procedures}
    return [
        step
        for step in result.edition.steps
        if all(statuses.get(name, LEFT_OUT) in allowed for name, allowed in step.when.items())
    ]


def step_text(step: Step) -> str:
    """A step with its place in the guideline."""
    return f"{step.text}（{place(step.provision)}）"


def edition_line(edition: Edition) -> str:
    """Which edition an answer rests on."""
    day = edition.in_force_from
    return f"{edition.title}（{day.year}年{day.month}月{day.day}日施行の版）にもとづきます。"


def card_text(card: dict[str, Any]) -> str:
    """The card as plain text for channels without cards."""
    parts = [f"【結果】{card['summary']}"]
    parts += [f"■ {line['name']}：{line['status_label']}" for line in card["procedures"]]
    for line in card["procedures"]:
        parts += ["", f"▼ {line['name']}", *procedure_lines(line)]
    if card["next_steps"]:
        parts += ["", "▼ 次にすること"]
        parts += [f"{number}. {step}" for number, step in enumerate(card["next_steps"], 1)]
    parts += ["", "▼ 答えていただいた内容"]
    parts += [f"・{answer['question']}：{answer['value']}" for answer in card["answers"]]
    parts += ["", card["edition"], f"全文：{card['source_url']}", card["disclaimer"]]
    # A blank line would make Rasa's channels cut the message in two.
    return "\n".join(part or "―――" for part in parts)


def procedure_lines(line: dict[str, Any]) -> list[str]:
    """One procedure of the card as text lines."""
    found = []
    for reason in line["reasons"]:
        cited = "、".join([place(reason["provision"]), *reason["notes"]])
        found.append(f"理由：{reason['text']}（{cited}）")
        if reason["reading"]:
            found.append(
                f"　協議ナビの読み方 {reason['reading']['id']}：{reason['reading']['text']}"
            )
    forms = "、".join(line["forms"]) or line["forms_note"]
    found += [f"様式：{forms}"] if forms else []
    found += [f"{role['label']}：{role['value']}" for role in line["roles"]]
    found += [f"時期：{line['timing']}"] if line["timing"] else []
    contact = line["contact"]
    details = "、".join(contact["details"]) or contact["note"]
    return [
        *found,
        f"窓口：{contact['name']}（{details}）" if details else f"窓口：{contact['name']}",
    ]


def changed_lines(edition: Edition, before: dict[str, str], result: Result) -> list[str]:
    """What is different from the result shown before, one line a procedure."""
    after = {line.procedure.id: line.status for line in result.procedures}
    found = []
    for name, procedure in edition.procedures.items():
        old, new = before.get(name), after.get(name)
        if old != new:
            said = [procedure.labels[s] if s else "（結果に出ない）" for s in (old, new)]
            found.append(f"・{procedure.name}：{said[0]} → {said[1]}")
    return found
