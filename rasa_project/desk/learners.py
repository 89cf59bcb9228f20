"""Learners who agreed that a mentor sees how far they are."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from ..course import restore, summary_lines
from ..store.learners import Learner
from .pages import Page, page
from .services import DeskServices
from .visit import Visit


def show(visit: Visit) -> Response:
    """Everybody who agreed, with the summary of their progress."""
    shared = visit.services.learners.shared()
    return page(visit, "learners.html", learners=[line(visit.services, one) for one in shared])


def line(services: DeskServices, learner: Learner) -> tuple[str, datetime, list[str]]:
    """Name, when last active, and the summary without its title."""
    restored = restore(services.course, learner.progress or None)
    said = summary_lines(services.course, restored.progress)[2:]
    return learner.display_name or "", learner.updated, [*restored.notices, *said]


PAGES = (Page("GET", "/learners", "reader", show),)
