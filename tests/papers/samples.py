"""Consultations of every kind to make papers of, and readers of what was made."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import docx
from docx.document import Document
from pypdf import PdfReader

from rasa_project.contacts import Contacts, Desk, read_contacts
from rasa_project.core.explain import Consultations
from rasa_project.edition import REGULATION, in_force
from rasa_project.papers import Filed

DAY = date(2026, 7, 1)
CONSULTATIONS = Consultations(in_force(date(2026, 4, 1)))
UNSET = read_contacts(REGULATION / "contacts.yml")
SET = Contacts({"DX推進担当": Desk("デジタル統括室 DX推進担当", ("内線 <0000> & 1",))})
ANSWERS = {
    "both consultations": "stage=procure art7_status=not_yet contract=development_service "
    "subject=scratch activity=rebuild network=use",
    "a plan": "stage=plan subject=saas activity=introduce saas_city_data=yes network=none",
    "a procurement": "stage=procure art7_status=approved contract=development_service "
    "subject=package activity=introduce network=none",
    "unclear": "stage=plan subject=saas activity=renew_contract saas_city_data=unknown "
    "saas_product_specified=no network=unknown",
    "nothing known": "stage=procure art7_status=unknown contract=unknown subject=unknown "
    "activity=unknown network=unknown",
    "a reading": "stage=plan subject=smart_device activity=extend_lease network=none",
    "costs only": "stage=plan subject=line_only network=terminal",
    "exempt": "stage=plan subject=microsoft_security network=none",
    "nothing to do": "stage=plan subject=website network=none",
    "bureau network": "stage=network network=connect_bureau_network",
    "bureau network only": "stage=network network=build_bureau_network_only",
    "other department": "stage=network network=other_department",
    "procured": "stage=procured art11_approved=yes",
    "procured unapproved": "stage=procured art11_approved=no",
    "in development": "stage=develop",
    "in operation": "stage=operate",
    "changed plan": "stage=change_plan",
    "changed procurement": "stage=change_procurement",
    "organization": "stage=organization",
    "abolish both": "stage=abolish abolish_target=both",
    "abolish something": "stage=abolish abolish_target=unknown",
    "unfinished": "stage=plan subject=saas",
}


def filed(name: str, department: str | None = "健康局 総務課", contacts: Contacts = UNSET) -> Filed:
    """One of the consultations, as it goes on file."""
    answers = dict(pair.split("=") for pair in ANSWERS[name].split())
    result = CONSULTATIONS.result(answers)
    return Filed(DAY, answers, result, contacts, "K7-3F2A", department)


def document(content: bytes) -> Document:
    """A Word file."""
    return docx.Document(io.BytesIO(content))


def document_text(content: bytes) -> str:
    """The text of a Word file's body, without white space."""
    found = document(content).element.body.itertext("{*}t")
    return bare("".join(found))


def heads(content: bytes) -> str:
    """The text at the head and foot of a Word file's pages."""
    section = document(content).sections[0]
    parts = (section.header, section.footer)
    return bare("".join(p.text for part in parts for p in part.paragraphs))


def pdf(content: bytes) -> PdfReader:
    """A PDF."""
    return PdfReader(io.BytesIO(content))


def pdf_text(content: bytes) -> str:
    """The text of a PDF, without white space and what stands on the foot of each page."""
    pages = [bare(page.extract_text()) for page in pdf(content).pages]
    return "".join(
        re.sub(r"協議ナビ相談結果シート相談番号\S*?\d+/\d+ページ", "", page) for page in pages
    )


def bare(text: str) -> str:
    """Without white space, which line breaks put anywhere."""
    return re.sub(r"\s", "", text)


def copied(templates: Path, to: Path) -> Path:
    """A folder with copies of the templates."""
    to.mkdir()
    for path in templates.glob("*.docx"):
        (to / path.name).write_bytes(path.read_bytes())
    return to
