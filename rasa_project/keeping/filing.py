"""A consultation on record as papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from ..contacts import Contacts
from ..core.explain import Consultations
from ..papers import Filed, Kind, papers_of
from ..store.kept import Record
from . import wording

JAPAN = timezone(timedelta(hours=9))


def filed(record: Record, under: Callable[[date], Consultations], contacts: Contacts) -> Filed:
    """The record with its result, under the edition that it was asked under."""
    answers = dict(record.answers)
    return Filed(
        day_of(record.finished or record.updated),
        answers,
        under(record.edition).result(answers),
        contacts,
        record.reference,
        record.department,
    )


def papers_list(consultation: str, of: Filed) -> list[dict[str, object]]:
    """The papers as links for a page, relative to its own address; `day` is a date the page may ask for and add."""
    return [
        {"label": label(kind), "href": f"papers/{consultation}/{kind.value}", **asked(kind, of)}
        for kind in papers_of(of)
    ]


def asked(kind: Kind, of: Filed) -> dict[str, object]:
    """The day of the procurement, for a calendar in which something precedes it."""
    dated = kind is Kind.CALENDAR and of.steps_before_procurement
    return {"day": {"name": "procurement", "label": wording.PROCUREMENT}} if dated else {}


def label(kind: Kind) -> str:
    """What is downloaded, and as what."""
    draft = "（下書き）" if kind.draft else ""
    return f"{kind.title}{draft}（{kind.suffix.upper()}）"


def day_of(moment: datetime) -> date:
    """The day in Japan."""
    return moment.astimezone(JAPAN).date()
