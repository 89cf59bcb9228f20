"""Cases to be judged: facts and the procedure asked about. The core decides them; no answer is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.errors import FactError
from ..core.explain import Consultations, ProcedureResult
from ..core.model import LEFT_OUT, Edition
from ..render.result import ORDER

FEWEST_OPTIONS = 3


@dataclass(frozen=True)
class Case:
    """One question of the course: which status has the procedure, given the facts?"""

    facts: Mapping[str, str]
    """fact -> value, in the order of the edition's questions; `unknown` is an answer too"""
    procedure: str


def case(edition: Edition, facts: Mapping[str, str], procedure: str) -> Case:
    """A case with its facts in the order in which they are shown; foreign ones stand last."""
    ordered = {name: facts[name] for name in edition.facts if name in facts}
    return Case({**ordered, **facts}, procedure)


def fault(consultations: Consultations, asked: Case) -> str | None:
    """Why this is no legal, complete case whose result has the procedure, for an officer; or None."""
    try:
        result = consultations.result(asked.facts)
    except FactError as error:
        return str(error)
    headings = {name: fact.heading for name, fact in consultations.edition.facts.items()}
    if result.next_question:
        return f"「{headings[result.next_question]}」（{result.next_question}）が決まっていません。書き足してください。"
    if idle := next((name for name in asked.facts if _idle(consultations, asked, name)), None):
        return f"「{headings[idle]}」（{idle}）は、この案件では使いません。消してください。"
    named = [line.procedure.id for line in result.procedures]
    if asked.procedure not in named:
        seen = f"出てくるのは {'、'.join(named)} です。" if named else "ほかの事実にしてください。"
        return f"手続「{asked.procedure}」は、この案件の結果に出てきません。{seen}"
    return None


def _idle(consultations: Consultations, asked: Case, name: str) -> bool:
    """Whether a fact is neither asked for nor of any effect beside the others."""
    without = {other: value for other, value in asked.facts.items() if other != name}
    interview = consultations.interview
    return not interview.applies(name, without) and interview.same(asked.facts, without)


def solution(consultations: Consultations, asked: Case) -> ProcedureResult:
    """The right answer to a legal case, with its reasons."""
    lines = consultations.result(asked.facts).procedures
    return next(line for line in lines if line.procedure.id == asked.procedure)


def topic_of(line: ProcedureResult) -> str:
    """What a question is about: the procedure and the provision its status rests on, "art7 5(2)"."""
    return topic(line.procedure.id, line.reasons[0].provision)


def topic(procedure: str, provision: str) -> str:
    """The topic's name, which is also its key in a learner's progress."""
    return f"{procedure} {provision}"


def options(edition: Edition, procedure: str) -> list[str]:
    """The statuses to choose from: those the procedure's rules know, "unclear", and others up to three.

    In the order of a result, so that the place of an option says nothing.
    """
    table = next(table for table in edition.tables if table.procedure == procedure)
    known = {rule.status for rule in table.rules} - {LEFT_OUT} | {"unclear"}
    fillers = [s for s in ("required", "not_applicable", "conditional") if s not in known]
    offered = known | set(fillers[: max(0, FEWEST_OPTIONS - len(known))])
    return [status for status in ORDER if status in offered]
