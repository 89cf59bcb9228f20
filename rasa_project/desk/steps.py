"""What a triager does with a case. A step on a case that changed meanwhile does nothing but tell so."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from starlette.responses import Response

from ..store.cases import DECISIONS, Case
from ..store.desk import Desk
from ..store.errors import NotPossible
from ..store.outbox import Decision
from ..store.steps import Changed
from . import wording
from .answer import compose
from .case import PROCEDURE, Outcome, case_page, present
from .consultation import record_of
from .labels import Labels, consultations_for
from .pages import Page, redirect
from .visit import Visit

CHANGED = (
    "ほかの人が先にこの案件を変えたため、まだ何も保存していません。"
    "変わったことを確かめて、よければもう一度押してください。"
)
CHOOSE = "判断（要・不要・条件つき）を選んでください。"
Step = Callable[[Visit, Desk, int, str, int], Case]
"""Visit, desk, case, who acts, the version that they saw."""


def claim(visit: Visit, desk: Desk, case: int, actor: str, version: int) -> Case:
    return desk.claim(case, actor, version)


def release(visit: Visit, desk: Desk, case: int, actor: str, version: int) -> Case:
    return desk.release(case, actor, version)


def close(visit: Visit, desk: Desk, case: int, actor: str, version: int) -> Case:
    return desk.close(case, actor, version)


def assign(visit: Visit, desk: Desk, case: int, actor: str, version: int) -> Case:
    return desk.assign(case, actor, version, visit.said("desk"))


def comment(visit: Visit, desk: Desk, case: int, actor: str, version: int) -> Case:
    return desk.comment(case, actor, version, visit.said("comment").strip())


def decide(visit: Visit, desk: Desk, case: int, actor: str, version: int) -> Case:
    """The decision, for all or for one procedure after the other, and the answer that says so."""
    if visit.said("decision") not in DECISIONS:
        raise NotPossible(CHOOSE)
    one_by_one = {
        name.removeprefix(PROCEDURE): said[0]
        for name, said in visit.form.items()
        if name.startswith(PROCEDURE) and said[0]
    }
    record = record_of(visit.services, present(visit).consultation)
    edition = consultations_for(visit.services, record).edition
    if not one_by_one.keys() <= edition.procedures.keys():
        raise NotPossible(wording.ONE_IS_WRONG)
    decision = Decision(visit.said("decision"), visit.said("reason").strip(), one_by_one)
    answer = partial(compose, Labels(edition), visit.services.contacts)
    decided = desk.decide(case, actor, version, decision, answer)
    visit.services.ring()
    return decided


STEPS: dict[str, tuple[Step, tuple[str, ...]]] = {
    "claim": (claim, ()),
    "release": (release, ()),
    "assign": (assign, ()),
    "comment": (comment, ("comment",)),
    "decide": (decide, ("decision", "reason", PROCEDURE)),
    "close": (close, ()),
}
"""The step, and the fields that it uses up."""


def act(name: str, visit: Visit) -> Response:
    """Do a step; what was typed for another one is not lost."""
    step, used = STEPS[name]
    version = visit.number("version")
    try:
        case = step(visit, visit.services.desk, visit.case, visit.person.name, version)
    except Changed as error:
        return case_page(visit, error.present, 409, Outcome(visit.kept, CHANGED, version))
    except NotPossible as error:
        return case_page(visit, present(visit), 422, Outcome(visit.kept, str(error)))
    rest = {field: said for field, said in visit.kept.items() if not field.startswith(used)}
    if any(rest.get(field, ("",))[0].strip() for field in ("comment", "reason")):
        return case_page(visit, case, outcome=Outcome(rest, done=name))
    return redirect(visit, f"/cases/{case.id}?done={name}")


PAGES = tuple(
    Page("POST", f"/cases/{{case}}/{name}", "triager", partial(act, name)) for name in STEPS
)
