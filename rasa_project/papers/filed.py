"""What is filed, as which papers, and which papers a result calls for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from ..contacts import Contacts
from ..core.explain import ProcedureResult, Result
from ..core.model import Edition, Step
from ..render.result import ORDER, next_steps
from ..text import clean

BEFORE = "調達の前"
"""How a step says that it, and what stands above it, comes before the procurement."""
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\s]+')


class Kind(Enum):
    """One kind of paper; the value names it in addresses."""

    SHEET_PDF = "sheet-pdf"
    SHEET_DOCX = "sheet-docx"
    CASE = "case"
    REQUEST = "request"
    COSTS = "costs"
    NETWORK = "network"
    PROCURED = "procured"
    ABOLISH_SYSTEM = "abolish-system"
    ABOLISH_NETWORK = "abolish-network"
    CALENDAR = "calendar"

    @property
    def title(self) -> str:
        """What staff call it; a form by the name that the guideline gives it."""
        return TITLES[self]

    @property
    def draft(self) -> bool:
        """Whether it stands for a form of the city."""
        return self in FORMS.values()

    @property
    def suffix(self) -> str:
        """What kind of file it is."""
        return SUFFIXES.get(self, "docx")


FORMS = {
    "案件整理・相談票": Kind.CASE,
    "協議依頼書": Kind.REQUEST,
    "経費の見込額一覧": Kind.COSTS,
    "協議・申出書": Kind.NETWORK,
    "調達結果報告書": Kind.PROCURED,
    "情報システム廃止報告書": Kind.ABOLISH_SYSTEM,
    "廃止報告書": Kind.ABOLISH_NETWORK,
}
"""The forms that a draft can be made of, as the edition's procedures name them."""
TITLES = {
    Kind.SHEET_PDF: "相談結果シート",
    Kind.SHEET_DOCX: "相談結果シート",
    Kind.CALENDAR: "次にすること",
    **{kind: form for form, kind in FORMS.items()},
}
SUFFIXES = {Kind.SHEET_PDF: "pdf", Kind.COSTS: "xlsx", Kind.CALENDAR: "ics"}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar; charset=utf-8",
}


@dataclass(frozen=True)
class Filed:
    """A consultation with its result, as it goes on file."""

    day: date
    answers: Mapping[str, str]
    """fact -> value, in the order in which they were given"""
    result: Result
    contacts: Contacts
    reference: str | None = None
    """The 相談番号, where the consultation is on record."""
    department: str | None = None

    @property
    def edition(self) -> Edition:
        """The edition that the result rests on."""
        return self.result.edition

    @property
    def number(self) -> str:
        """The 相談番号, fit to be printed; empty where there is none."""
        return one_line(self.reference)

    @property
    def place(self) -> str:
        """The department, fit to be printed; empty where nobody said it."""
        return one_line(self.department)

    @property
    def lines(self) -> list[ProcedureResult]:
        """The procedures in the order in which results are shown."""
        return sorted(self.result.procedures, key=lambda line: ORDER.index(line.status))

    @property
    def steps(self) -> list[Step]:
        """What to do next, in order."""
        return next_steps(self.result)

    @property
    def steps_before_procurement(self) -> int:
        """How many of the steps, which stand in order, the guideline puts before the procurement."""
        places = [number for number, step in enumerate(self.steps, 1) if BEFORE in step.text]
        return max(places, default=0)


@dataclass(frozen=True)
class Paper:
    """A file to download."""

    name: str
    media_type: str
    content: bytes


def papers_of(filed: Filed) -> list[Kind]:
    """The papers that this result calls for: always the sheet, and the forms its procedures name."""
    named = {form for line in filed.result.procedures for form in line.papers.forms}
    kinds = [Kind.SHEET_PDF, Kind.SHEET_DOCX]
    kinds += [kind for form, kind in FORMS.items() if form in named]
    return [*kinds, Kind.CALENDAR] if filed.steps else kinds


def file_name(kind: Kind, filed: Filed) -> str:
    """The name of the file: what it is, that it is a draft, and which consultation."""
    which = _NOT_IN_FILE_NAMES.sub("_", filed.number) or filed.day.isoformat()
    draft = "（下書き）" if kind.draft else ""
    return f"{kind.title}{draft}_{which}.{kind.suffix}"


def one_line(text: str | None) -> str:
    """What somebody typed, fit to be printed on a line; empty where there is nothing."""
    return " ".join(clean(text or "").split())


def day_text(day: date) -> str:
    """A date as staff write it."""
    return f"{day.year}年{day.month}月{day.day}日"
