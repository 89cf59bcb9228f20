"""Which papers belong to a result, and what their files are called."""

from __future__ import annotations

from dataclasses import replace

import pytest
from papers.samples import ANSWERS, CONSULTATIONS, filed

from rasa_project.core.errors import KyogiError
from rasa_project.papers import Kind, papers_of
from rasa_project.papers.filed import FORMS, file_name
from rasa_project.papers.make import make

SHEETS = {Kind.SHEET_PDF, Kind.SHEET_DOCX}


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("both consultations", {Kind.REQUEST, Kind.COSTS, Kind.NETWORK, Kind.CALENDAR}),
        ("a plan", {Kind.REQUEST, Kind.COSTS, Kind.CALENDAR}),
        ("unclear", {Kind.CASE, Kind.CALENDAR}),
        ("exempt", set()),
        ("bureau network only", {Kind.CALENDAR}),
        ("other department", {Kind.NETWORK, Kind.CALENDAR}),
        ("procured", {Kind.PROCURED, Kind.CALENDAR}),
        ("procured unapproved", set()),
        ("abolish both", {Kind.ABOLISH_SYSTEM, Kind.ABOLISH_NETWORK, Kind.CALENDAR}),
        ("abolish something", {Kind.CALENDAR}),
    ],
)  # fmt: skip
def test_papers_follow_from_the_result(name: str, kinds: set[Kind]) -> None:
    assert set(papers_of(filed(name))) == SHEETS | kinds


def test_every_form_of_the_guideline_has_a_draft() -> None:
    procedures = CONSULTATIONS.edition.procedures.values()
    named = {form for p in procedures for papers in p.papers.values() for form in papers.forms}
    # Which forms these are, the guideline does not say (4(4)).
    assert named - set(FORMS) == {"協議条項に応じた様式"}
    assert set(FORMS) <= named


def test_every_kind_of_paper_is_called_for_by_some_result() -> None:
    assert {kind for name in ANSWERS for kind in papers_of(filed(name))} == set(Kind)


def test_a_paper_that_the_result_does_not_call_for_is_refused() -> None:
    with pytest.raises(KyogiError, match="「協議依頼書」は作れません"):
        make(Kind.REQUEST, filed("exempt"))


def test_a_file_is_called_what_it_is() -> None:
    one = filed("a plan")
    assert file_name(Kind.REQUEST, one) == "協議依頼書（下書き）_K7-3F2A.docx"
    assert file_name(Kind.SHEET_PDF, one) == "相談結果シート_K7-3F2A.pdf"
    assert file_name(Kind.COSTS, replace(one, reference="../x y")).endswith("_.._x_y.xlsx")
    assert file_name(Kind.CALENDAR, replace(one, reference=None)) == "次にすること_2026-07-01.ics"
