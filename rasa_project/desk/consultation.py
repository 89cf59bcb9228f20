"""A consultation as the desk reads it: everything asked, the result with reasons, what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from ..core.errors import FactError
from ..core.explain import Consultations
from ..render.result import ORDER, edition_line, place
from ..store.cases import cases_of
from ..store.kept import Change, Record
from .labels import Labels, consultations_for
from .pages import Page, page
from .services import DeskServices
from .visit import Visit
from .wording import NOT_FOUND


@dataclass(frozen=True)
class Verdict:
    """One procedure of the result."""

    procedure: str
    name: str
    status: str
    label: str
    reasons: tuple[Mapping[str, Any], ...]
    particulars: tuple[tuple[str, str], ...]
    """(name, value): forms, contact, time."""


@dataclass(frozen=True)
class Changed:
    """One answer that was changed or taken back."""

    at: datetime
    heading: str
    before: str
    after: str


@dataclass(frozen=True)
class Shown:
    """What the page shows of a consultation."""

    record: Record
    edition: str
    answers: tuple[tuple[str, str], ...]
    open_question: str
    given: bool
    """Whether the person has seen this result; otherwise it is what the answers so far lead to."""
    verdicts: tuple[Verdict, ...]
    changes: tuple[Changed, ...]


def shown(services: DeskServices, record: Record) -> Shown:
    """A record in words. Raises StoreError."""
    consultations = consultations_for(services, record)
    labels = Labels(consultations.edition)
    result = record.result or so_far(consultations, record)
    found = [verdict(labels, line) for line in result.get("procedures", ())]
    return Shown(
        record=record,
        edition=edition_line(consultations.edition),
        answers=tuple((labels.fact(n), labels.value(n, v)) for n, v in record.answers.items()),
        open_question=labels.fact(record.open_question),
        given=record.result is not None,
        verdicts=tuple(sorted(found, key=lambda one: rank(one.status))),
        changes=tuple(
            changed(labels, one)
            for one in services.records.changes(record.id)
            if one.before is not None
        ),
    )


def so_far(consultations: Consultations, record: Record) -> Mapping[str, Any]:
    """What the answers lead to without the rest; nothing where the edition does not know them."""
    try:
        return consultations.result(record.answers).as_dict()
    except FactError:
        return {}


def rank(status: str) -> int:
    """What has to be done comes first."""
    return ORDER.index(status) if status in ORDER else len(ORDER)


def verdict(labels: Labels, line: Mapping[str, Any]) -> Verdict:
    """A procedure from the object that `kyogi decide` prints."""
    procedure, status = line["id"], line["status"]
    rows = (
        ("様式", "、".join(line.get("forms", ()))),
        ("窓口", line.get("contact")),
        ("時期", line.get("timing")),
    )
    return Verdict(
        procedure,
        line.get("name") or labels.procedure(procedure),
        status,
        labels.status(procedure, status),
        tuple(reason(labels, one) for one in line.get("reasons", ())),
        tuple((name, value) for name, value in rows if value),
    )


def reason(labels: Labels, said: Mapping[str, Any]) -> dict[str, Any]:
    """A reason with the places it rests on; a reading of ours is marked as one."""
    reading = labels.edition.readings.get(said.get("reading") or "")
    return {
        "text": said["text"],
        "cited": "、".join([place(said["provision"]), *said.get("notes", ())]),
        "reading": f"{reading.id}：{reading.text}{reading.reason}" if reading else "",
    }


def changed(labels: Labels, one: Change) -> Changed:
    """A change in words."""
    before, after = (labels.value(one.fact, value) for value in (one.before, one.after))
    return Changed(one.at, labels.fact(one.fact), before, after or "（取り消し）")


def by_reference(visit: Visit) -> Response:
    """The consultation with a 相談番号, with its cases at the desk."""
    typed = visit.said("reference")
    record = visit.services.records.by_reference(typed) if typed else None
    if record is None:
        return page(visit, "reference.html", 404 if typed else 200, typed=typed)
    cases = cases_of(visit.services.engine, record.id)
    return page(
        visit, "consultation.html", shown=shown(visit.services, record), cases=cases, typed=typed
    )


def record_of(services: DeskServices, consultation: str) -> Record:
    """A record that a case belongs to. Raises 404 where it has expired, StoreError."""
    record = services.records.by_id(consultation)
    if record is None:
        raise HTTPException(404, NOT_FOUND)
    return record


PAGES = (Page("GET", "/consultation", "reader", by_reference),)
