"""Exports: asked for, watched while they are made, fetched. Each one stands in the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TypeVar

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from ..store import audit
from ..store.cases import STATES, counts
from ..store.errors import NotPossible
from .figures import month
from .jobs import Job
from .labels import Labels
from .pages import Page, page, redirect
from .queue import asked
from .sheets import WRITERS, Row
from .tables import Wanted, all_cases, case_rows, consultation_rows
from .visit import Visit
from .wording import NOT_FOUND, ONE_IS_WRONG, RECORD_STATES, when

T = TypeVar("T")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NAMES = {"consultations": "soudan", "cases": "anken"}


def show(visit: Visit) -> Response:
    """What to export: consultations of a period, or the cases under the filters of the list."""
    return exports_page(visit)


def exports_page(visit: Visit, status: int = 200, problem: str = "") -> Response:
    """The two forms with what was chosen."""
    return page(
        visit, "exports.html", status, asked=asked(visit), problem=problem,
        first=month(visit, "from"), last=month(visit, "until"), state=visit.said("record_state"),
    )  # fmt: skip


def start(visit: Visit) -> Response:
    """Begin to make a file."""
    what, format = visit.said("what"), visit.said("format")
    if what not in NAMES or format not in WRITERS:
        return exports_page(visit, 422, ONE_IS_WRONG)
    services, actor = visit.services, visit.person.name
    name = f"{NAMES[what]}-{when(services.clock())[:10]}.{format}"
    work = partial(SOURCES[what], visit)
    try:
        job = services.jobs.start(actor, name, partial(make, work, format))
    except NotPossible as error:
        return exports_page(visit, 422, str(error))
    detail = {"what": "相談" if what == "consultations" else "案件", "format": format}
    audit.record(services.engine, actor, "exported", detail, clock=services.clock)
    return redirect(visit, f"/exports/{job.id}")


def make(rows: partial[Iterable[Row]], format: str, job: Job) -> None:
    """Write the file."""
    WRITERS[format](job.path, rows(job))


def consultations(visit: Visit, job: Job) -> Iterable[Row]:
    """The rows of all consultations; every one that is looked at counts."""
    services = visit.services
    state = visit.said("record_state")
    wanted = Wanted(
        month(visit, "from"), month(visit, "until"), state if state in RECORD_STATES else ""
    )
    job.total = services.records.count()
    looked_at = counting(job, services.records.stream())
    fitting = filter(wanted.fits, looked_at)
    return consultation_rows(Labels(services.consultations.edition), fitting)


def cases(visit: Visit, job: Job) -> Iterable[Row]:
    """The rows of the cases under the filters."""
    services = visit.services
    filters = asked(visit).filters(visit.person.name)
    present = counts(services.engine, filters.desk)
    job.total = sum(present[state] for state in filters.states or STATES)
    names = {user.name: user.display_name for user in services.accounts.users()}
    found = counting(job, all_cases(services, filters))
    return case_rows(Labels(services.consultations.edition), found, names)


SOURCES = {"consultations": consultations, "cases": cases}


def counting(job: Job, found: Iterable[T]) -> Iterator[T]:
    """The same, while the job's progress grows."""
    for one in found:
        job.done += 1
        yield one


def watch(visit: Visit) -> Response:
    """How far the file is, and in the end where to fetch it."""
    return page(visit, "export.html", job=job_of(visit))


def fetch(visit: Visit) -> Response:
    """The file."""
    job = job_of(visit)
    if job.state != "ready":
        raise HTTPException(404, NOT_FOUND)
    return FileResponse(job.path, media_type=TYPES[job.name.rpartition(".")[2]], filename=job.name)


def job_of(visit: Visit) -> Job:
    """The user's own job. Raises 404."""
    job = visit.services.jobs.of(visit.person.name, visit.request.path_params["job"])
    if job is None:
        raise HTTPException(404, NOT_FOUND)
    return job


PAGES = (
    Page("GET", "/exports", "administrator", show),
    Page("POST", "/exports", "administrator", start),
    Page("GET", "/exports/{job}", "administrator", watch),
    Page("GET", "/exports/{job}/file", "administrator", fetch),
)
