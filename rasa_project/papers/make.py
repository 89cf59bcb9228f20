"""Any paper of a result. Loads the libraries for PDF, Word, Excel and calendars."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ..core.errors import KyogiError
from .costs import costs
from .drafts import TEMPLATES, draft
from .filed import MEDIA_TYPES, Filed, Kind, Paper, file_name, papers_of
from .sheet import sheet_of
from .sheet_docx import sheet_docx
from .sheet_pdf import sheet_pdf
from .todo import todo


def make(
    kind: Kind, filed: Filed, templates: Path = TEMPLATES, procurement_day: date | None = None
) -> Paper:
    """One of `papers_of(filed)`; `procurement_day`, where known, dates the calendar's entries.

    Raises KyogiError for a paper that the result does not call for, for a wrong template and for a
    missing font.
    """
    if kind not in papers_of(filed):
        raise KyogiError(f"この相談の結果では、「{kind.title}」は作れません。")
    content = content_of(kind, filed, templates, procurement_day)
    return Paper(file_name(kind, filed), MEDIA_TYPES[kind.suffix], content)


def content_of(kind: Kind, filed: Filed, templates: Path, procurement_day: date | None) -> bytes:
    """The file's bytes."""
    if kind is Kind.SHEET_PDF:
        return sheet_pdf(sheet_of(filed))
    if kind is Kind.SHEET_DOCX:
        return sheet_docx(sheet_of(filed), filed.day)
    if kind is Kind.COSTS:
        return costs(filed)
    if kind is Kind.CALENDAR:
        return todo(filed, procurement_day)
    return draft(kind, filed, templates)
