"""The queue: cases under filters, page by page, with the numbers in each state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from ..store.cases import DESKS, KINDS, STATES, Case, Filters, counts, queue
from .labels import Labels
from .pages import Page, page
from .visit import Visit

BOTH, ALL, AT_WORK = "both", "all", "work"
STATES_SHOWN = {AT_WORK: ("new", "claimed"), ALL: (), **{state: (state,) for state in STATES}}
PER_PAGE = 50
REFRESH = 20
"""Seconds between two looks at the list."""


@dataclass(frozen=True)
class Asked:
    """The filters as the form says them, every one with a value that the form has."""

    desk: str
    state: str
    kind: str
    mine: bool
    text: str
    oldest: bool
    still: bool
    """No refresh: whoever wants the list to stand still."""

    def filters(self, name: str) -> Filters:
        """For the store; `name` is whose cases are mine."""
        return Filters(
            desk=None if self.desk == BOTH else self.desk,
            states=STATES_SHOWN[self.state],
            claimed_by=name if self.mine else None,
            kind=None if self.kind == ALL else self.kind,
            text=self.text,
            oldest_first=self.oldest,
        )

    def address(self, **other: object) -> str:
        """The query for these filters, or with others."""
        values: dict[str, Any] = {"desk": self.desk, "state": self.state, "kind": self.kind}
        values |= {"q": self.text} if self.text else {}
        flags = {"mine": self.mine, "oldest": self.oldest, "still": self.still}
        values |= {name: 1 for name, on in flags.items() if on}
        return urlencode({**values, **other})


def asked(visit: Visit) -> Asked:
    """The filters of a request; at first the user's own desk and what is to be done there."""
    return Asked(
        desk=one_of(visit.said("desk"), (*DESKS, BOTH), visit.person.desk),
        state=one_of(visit.said("state"), tuple(STATES_SHOWN), AT_WORK),
        kind=one_of(visit.said("kind"), (*KINDS, ALL), ALL),
        mine=visit.said("mine") == "1",
        text=visit.said("q").strip()[:200],
        oldest=visit.said("oldest") == "1",
        still=visit.said("still") == "1",
    )


def one_of(said: str, allowed: tuple[str, ...], otherwise: str) -> str:
    """A value that is allowed."""
    return said if said in allowed else otherwise


def show(visit: Visit) -> Response:
    """One page of the queue."""
    wanted = asked(visit)
    after = visit.number("after") or None
    filters = wanted.filters(visit.person.name)
    found = queue(visit.services.engine, filters, after, PER_PAGE)
    return page(
        visit,
        "queue.html",
        asked=wanted,
        after=after,
        cases=found.cases,
        next=found.next,
        counts=counts(visit.services.engine, filters.desk),
        labels=Labels(visit.services.consultations.edition),
        refresh=REFRESH,
        about=about,
    )


def about(labels: Labels, case: Case) -> str:
    """What a case is about, in a few words."""
    facts = (("subject", case.subject), ("activity", case.activity))
    said = [labels.short(fact, value) for fact, value in facts if value]
    return "／".join(said) or labels.short("stage", case.stage) or "（まだ答えがありません）"


PAGES = (Page("GET", "/", "reader", show),)
