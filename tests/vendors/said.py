"""Messages of the bot, as the vendors get them."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa_project.contacts import read_contacts
from rasa_project.core.explain import Consultations
from rasa_project.edition import REGULATION, in_force
from rasa_project.messages import Message
from rasa_project.render.result import result_message

ANSWERS = (
    "stage=procure art7_status=not_yet contract=development_service subject=scratch "
    "activity=rebuild network=use"
)
PAPERS = 8


def text(said: str = "わかりました。") -> dict[str, Any]:
    return {"text": said, "choices": [], "custom": None}


def question(count: int, said: str = "どの段階ですか？") -> dict[str, Any]:
    """A question with so many choices, the first with a description."""
    choices = [
        {"label": f"選択肢{place}", "payload": f"answer:stage=v{place}~{place:020d}"}
        for place in range(1, count + 1)
    ]
    choices[0]["description"] = "新しく作るとき"
    return {"text": said, "choices": choices, "custom": {"kind": "question", "fact": "stage"}}


def result() -> dict[str, Any]:
    """A real result on record, with more papers than Teams shows in a row."""
    consultations = Consultations(in_force(date(2026, 4, 1)))
    answers = dict(pair.split("=") for pair in ANSWERS.split())
    contacts = read_contacts(REGULATION / "contacts.yml")
    message = result_message(consultations, consultations.result(answers), answers, contacts)
    return as_said(message, filed())


def filed() -> dict[str, Any]:
    papers = [
        {"label": f"書類{place}（DOCX）", "href": f"https://kyogi.example/papers/{place}?t=x_y"}
        for place in range(PAPERS)
    ]
    return {"reference": "K7-3F2A", "note": "書類をダウンロードできます。", "papers": papers}


def as_said(message: Message, about: dict[str, Any]) -> dict[str, Any]:
    choices = [button.as_dict() for button in message.buttons]
    return {
        "text": message.text,
        "choices": choices,
        "custom": {**(message.custom or {}), "filed": about},
    }
