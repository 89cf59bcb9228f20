"""The audit log, newest first."""

from __future__ import annotations

from starlette.responses import Response

from ..store.audit import entries
from .labels import Labels
from .pages import Page, page
from .visit import Visit

PER_PAGE = 100


def show(visit: Visit) -> Response:
    """One page of all entries, or of one case's."""
    case, before = visit.number("case") or None, visit.number("before") or None
    found = entries(visit.services.engine, case=case, before=before, limit=PER_PAGE + 1)
    shown = found[:PER_PAGE]
    return page(
        visit,
        "log.html",
        entries=shown,
        case=case,
        next=shown[-1].id if found[PER_PAGE:] else None,
        labels=Labels(visit.services.consultations.edition),
    )


PAGES = (Page("GET", "/audit", "administrator", show),)
