"""From verdicts to the result with its reasons: the object that `kyogi decide` prints."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

from .decide import Decider, Verdict
from .interview import Interview
from .model import UNKNOWN, Edition, Papers, Procedure, Rule
from .scope import View


@dataclass(frozen=True)
class Reason:
    """Why a status is what it is; `reading` names a reading (R1-R12) or is None."""

    provision: str
    notes: tuple[str, ...]
    reading: str | None
    text: str


@dataclass(frozen=True)
class ProcedureResult:
    """One procedure's status with its reasons and papers."""

    procedure: Procedure
    status: str
    reasons: tuple[Reason, ...]
    papers: Papers

    @property
    def desk(self) -> str:
        """Whom to ask."""
        return self.papers.desk or self.procedure.desk

    @cached_property
    def as_json(self) -> str:
        """The same as JSON text; thousands of results share few of these."""
        return json.dumps(self.as_dict, ensure_ascii=False)

    @cached_property
    def as_dict(self) -> dict[str, object]:
        """One element of `procedures` in the JSON object."""
        papers = self.papers
        return {
            "id": self.procedure.id,
            "name": self.procedure.name,
            "status": self.status,
            "reasons": [{**asdict(reason), "notes": list(reason.notes)} for reason in self.reasons],
            "forms": list(papers.forms),
            "contact": self.desk,
            "prepared_by": papers.prepared_by,
            "checked_by": list(papers.checked_by),
            "submitted_to": papers.submitted_to,
            "returns": list(papers.returns),
            "timing": papers.timing,
        }


@dataclass(frozen=True)
class Result:
    """The whole answer to a consultation as far as it goes."""

    complete: bool
    next_question: str | None
    procedures: tuple[ProcedureResult, ...]
    edition: Edition

    def as_json(self) -> str:
        """The JSON object as one line of text."""
        parts = {
            "complete": json.dumps(self.complete),
            "next_question": json.dumps(self.next_question),
            "procedures": f"[{', '.join(procedure.as_json for procedure in self.procedures)}]",
            "regulation": json.dumps(self.regulation, ensure_ascii=False),
        }
        return "{" + ", ".join(f'"{name}": {value}' for name, value in parts.items()) + "}"

    def as_dict(self) -> dict[str, object]:
        """The JSON object of contract section 5."""
        return {
            "complete": self.complete,
            "next_question": self.next_question,
            "procedures": [procedure.as_dict for procedure in self.procedures],
            "regulation": self.regulation,
        }

    @property
    def regulation(self) -> dict[str, str]:
        """Which edition the result rests on."""
        edition = self.edition
        return {"title": edition.title, "in_force_from": edition.in_force_from.isoformat()}


class Consultations:
    """Decides, explains and asks under one edition: the core's front door."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.decider = Decider(edition)
        self.interview = Interview(self.decider)
        self._lines: dict[object, ProcedureResult | None] = {}

    def result(self, answers: Mapping[str, str]) -> Result:
        """The result of these answers. Raises FactError for answers the edition does not know."""
        self.decider.check(answers)
        views = self.decider.views(answers)
        question = self.interview.first_of(views)
        lines = (self._line(view) for view in views)
        procedures = tuple(line for line in lines if line is not None)
        return Result(question is None, question, procedures, self.edition)

    def _line(self, view: View) -> ProcedureResult | None:
        if view.key not in self._lines:
            verdict = self.decider.verdict_of(view)
            self._lines[view.key] = self._explain(verdict, view.answers) if verdict.status else None
        return self._lines[view.key]

    def _explain(self, verdict: Verdict, answers: Mapping[str, str]) -> ProcedureResult:
        procedure = self.edition.procedures[verdict.table.procedure]
        status = str(verdict.status)
        reasons = (
            self._unclear(verdict, answers)
            if verdict.undecided
            else self._settled(verdict, answers)
        )
        return ProcedureResult(procedure, status, reasons, procedure.papers.get(status, Papers()))

    def _settled(self, verdict: Verdict, answers: Mapping[str, str]) -> tuple[Reason, ...]:
        """The rules' own reasons and, where "unknown" made no difference, reading R9."""
        reasons = tuple(dict.fromkeys(reason(rule) for rule in verdict.rules))
        if UNKNOWN not in answers.values():
            return reasons
        unknown = [f for f in self._open(verdict, answers) if answers.get(f) == UNKNOWN]
        if not unknown:
            return reasons
        said = f"{self._headings(unknown)}がわからなくても、この結論は変わりません。"
        return (*reasons, Reason(reasons[0].provision, (), "R9", said))

    def _unclear(self, verdict: Verdict, answers: Mapping[str, str]) -> tuple[Reason, ...]:
        unclear, facts = verdict.table.unclear, self._open(verdict, answers)
        because = f"{self._headings(facts)}が決まっていないため、" if facts else ""
        return (Reason(unclear.provision, (), "R9", because + unclear.text),)

    def _headings(self, facts: list[str]) -> str:
        return "".join(f"「{self.edition.facts[fact].heading}」" for fact in facts)

    def _open(self, verdict: Verdict, answers: Mapping[str, str]) -> list[str]:
        """The open facts of the table that apply: those answered with unknown or, failing that, missing."""
        scope = self.decider.scopes[verdict.table.procedure]
        facts = [f for f in scope.asked if f in scope.ruled or f in scope.switches]
        applying = [f for f in facts if self.interview.applies(f, answers)]
        unknown = [f for f in facts if answers.get(f) == UNKNOWN]
        # A fact with a default is never asked, yet somebody may state that it is unknown.
        unknown = [f for f in unknown if f in applying or self.edition.facts[f].default]
        return unknown or [f for f in applying if f not in answers]


def reason(rule: Rule) -> Reason:
    """The reason a rule gives."""
    return Reason(rule.provision, rule.notes, rule.reading, rule.text)
