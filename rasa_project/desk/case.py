"""One case: what was asked, what others decided, what can be done, and what happened meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from ..store.audit import Entry, entries
from ..store.cases import DESKS, Case, case_of, comments_on
from ..store.similar import similar
from .auth import may
from .consultation import Shown, record_of, shown
from .labels import Labels, consultations_for
from .pages import Page, page
from .queue import about
from .visit import Form, Visit
from .wording import NOT_FOUND

SIMILAR = 5
HISTORY = 30
STEPS_TO = {
    "new": ("claim", "assign", "comment", "decide", "close"),
    "claimed": ("claim", "release", "assign", "comment", "decide", "close"),
    "decided": ("comment", "decide", "close"),
    "closed": ("comment",),
}
"""What can be done in which state."""
PROCEDURE = "procedure:"
"""Begins the names of the fields that decide one procedure."""
WITHOUT_VERSION = ("refused", "forged", "exported")
"""Entries of the audit log that changed nothing."""


def show(visit: Visit) -> Response:
    """The case as it stands."""
    return case_page(visit, present(visit))


def present(visit: Visit) -> Case:
    """The case that the address names. Raises 404, StoreError."""
    case = case_of(visit.services.engine, visit.case)
    if case is None:
        raise HTTPException(404, NOT_FOUND)
    return case


@dataclass(frozen=True)
class Outcome:
    """What became of a step, for the page that follows it."""

    typed: Form = field(default_factory=dict)
    """Stays in the fields."""
    problem: str = ""
    since: int | None = None
    """The version the user had seen before somebody else went on: what was done after it is told."""
    done: str = ""


def case_page(
    visit: Visit, case: Case, status: int = 200, outcome: Outcome | None = None
) -> Response:
    """The case with all that stands around it."""
    services = visit.services
    record = record_of(services, case.consultation)
    whole = shown(services, record)
    history = entries(services.engine, case=case.id, limit=HISTORY)
    done = Outcome(done=visit.request.query_params.get("done", ""))
    return page(
        visit,
        "case.html",
        status,
        case=case,
        shown=whole,
        labels=Labels(consultations_for(services, record).edition),
        about=about,
        comments=comments_on(services.engine, case.id),
        similar=similar(services.engine, case.consultation, SIMILAR),
        history=history,
        **actions(visit, case, whole),
        **told(outcome or done, case, history),
    )


def told(outcome: Outcome, case: Case, history: tuple[Entry, ...]) -> dict[str, Any]:
    """The outcome as the template wants it."""
    since, typed = outcome.since, outcome.typed
    return {
        "typed": {name: said[0] for name, said in typed.items()},
        "typed_procedures": any(typed[name][0] for name in typed if name.startswith(PROCEDURE)),
        "problem": outcome.problem,
        "happened": () if since is None else happened(history, case.version - since),
        "done": outcome.done,
    }


def actions(visit: Visit, case: Case, whole: Shown) -> dict[str, Any]:
    """What this user can do with the case."""
    allowed = STEPS_TO[case.state] if may(visit.person, "triager") else ()
    claimed = case.state == "claimed"
    others = claimed and case.claimed_by != visit.person.name
    not_now = {"decide" if others else "claim" if claimed else ""}
    return {
        "allowed": [step for step in allowed if step not in not_now],
        "others": others,
        "other_desk": next(desk for desk in DESKS if desk != case.desk),
        "procedures": [(one.procedure, one.name, one.label) for one in whole.verdicts],
    }


def happened(history: tuple[Entry, ...], steps: int) -> tuple[Entry, ...]:
    """The latest steps, the first of them first; each made the case's version one higher."""
    counted = [entry for entry in history if entry.action not in WITHOUT_VERSION]
    return tuple(reversed(counted[: max(steps, 0)]))


PAGES = (Page("GET", "/cases/{case}", "reader", show),)
