"""The 相談結果シート as PDF and as Word: everything of the result, the same in both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers.samples import ANSWERS, SET, bare, document_text, filed, heads, pdf, pdf_text

from rasa_project.contacts import UNSET
from rasa_project.core.errors import KyogiError
from rasa_project.core.explain import ProcedureResult
from rasa_project.core.model import Edition
from rasa_project.papers import Filed, Kind
from rasa_project.papers.font import find_font
from rasa_project.papers.line_breaks import broken
from rasa_project.papers.make import make
from rasa_project.papers.sheet import Table, sheet_of

ODD = "<b>太字</b>&amp; {{ 相談番号 }} {% if %} =1+1 \x00\x0b\ud800"


def words_of(one: Filed) -> Iterator[str]:
    """What a sheet has to say of a result, taken from the result itself."""
    for line in one.result.procedures:
        yield from words_of_line(one.edition, line)
        yield one.contacts.desk(line.desk).name
    yield from (one.edition.facts[name].heading for name in one.answers)
    yield from (step.text for step in one.steps)
    yield from (
        "K7-3F2A",
        "2026年7月1日",
        "2024年4月1日施行の版",
        "承認でも、市の決定でもありません",
    )


def words_of_line(edition: Edition, line: ProcedureResult) -> Iterator[str]:
    """What a sheet has to say of one procedure."""
    papers = line.papers
    yield from (line.procedure.name, line.procedure.labels[line.status])
    for reason in line.reasons:
        yield from (reason.text, reason.provision, *reason.notes)
        if reason.reading:
            yield f"協議ナビの読み方{reason.reading}"
            yield edition.readings[reason.reading].text
    yield from (*papers.forms, *papers.checked_by, *papers.returns, papers.timing or "")


@pytest.mark.parametrize("name", ANSWERS)
def test_a_sheet_holds_the_whole_result(name: str) -> None:
    one = filed(name)
    in_pdf = pdf_text(make(Kind.SHEET_PDF, one).content)
    in_word = document_text(make(Kind.SHEET_DOCX, one).content)
    for words in words_of(one):
        assert bare(words) in in_pdf, words
        assert bare(words) in in_word, words
    # Letter for letter, though a row that goes on to the next page changes their order in the PDF.
    assert sorted(in_pdf) == sorted(in_word)


def test_the_steps_stand_in_order() -> None:
    one = filed("both consultations")
    text = pdf_text(make(Kind.SHEET_PDF, one).content)
    places = [text.index(bare(f"{number}{step.text}")) for number, step in enumerate(one.steps, 1)]
    assert len(places) == 10
    assert places == sorted(places)


def test_an_unfinished_consultation_says_so() -> None:
    text = document_text(make(Kind.SHEET_DOCX, filed("unfinished")).content)
    assert "まだ答えていない質問があります（次は「すること」）" in text
    assert "まだ答えていない" not in document_text(make(Kind.SHEET_DOCX, filed("a plan")).content)


def test_contact_details_are_given_or_said_to_be_unset() -> None:
    assert bare(UNSET) in pdf_text(make(Kind.SHEET_PDF, filed("a plan")).content)
    text = pdf_text(make(Kind.SHEET_PDF, filed("a plan", contacts=SET)).content)
    assert "内線<0000>&1" in text
    assert bare(UNSET) not in text


def test_what_is_typed_stays_text() -> None:
    one = filed("a plan", ODD)
    for text in (
        pdf_text(make(Kind.SHEET_PDF, one).content),
        document_text(make(Kind.SHEET_DOCX, one).content),
    ):
        assert "<b>太字</b>&amp;{{相談番号}}{%if%}=1+1" in text


def test_what_is_not_known_is_said_to_be_missing() -> None:
    one = replace(filed("a plan", None), reference=None)
    text = document_text(make(Kind.SHEET_DOCX, one).content)
    assert "相談番号（記録されていません）" in text
    assert "所属（聞いていません）" in text


def test_pages_are_numbered_and_long_text_goes_on() -> None:
    content = make(Kind.SHEET_PDF, filed("both consultations", "長い名前の部署" * 285)).content
    pages = pdf(content).pages
    assert len(pages) >= 4
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)} ページ" in page.extract_text()
        assert "相談番号 K7-3F2A" in page.extract_text()
    assert pdf_text(content).count("長い名前の部署") == 285


def test_the_pages_of_the_word_sheet_are_numbered() -> None:
    content = make(Kind.SHEET_DOCX, filed("a plan")).content
    assert "相談番号K7-3F2A" in heads(content)
    assert "ページ" in heads(content)


def test_the_font_is_embedded_as_far_as_it_is_used() -> None:
    content = make(Kind.SHEET_PDF, filed("both consultations")).content
    assert len(content) < 300_000, "the whole font has 6 MB"
    pages: list[Any] = list(pdf(content).pages)
    fonts = {name: font for page in pages for name, font in page["/Resources"]["/Font"].items()}
    used = [font.get_object() for font in fonts.values()]
    ours = [font for font in used if "IPAexGothic" in font["/BaseFont"]]
    assert ours
    for font in ours:
        assert "+" in font["/BaseFont"], "a subset has a prefix"
        assert "/FontFile2" in font["/FontDescriptor"]
    # reportlab names Helvetica in every file; nothing is written in it.
    assert {font["/BaseFont"] for font in used if font not in ours} <= {"/Helvetica"}


def test_a_missing_font_is_named_with_its_package(tmp_path: Path) -> None:
    with pytest.raises(KyogiError, match="fonts-ipaexfont-gothic"):
        find_font({"XDG_DATA_DIRS": str(tmp_path)})


def test_the_same_consultation_gives_the_same_bytes() -> None:
    for kind in (Kind.SHEET_PDF, Kind.SHEET_DOCX):
        assert make(kind, filed("a plan")).content == make(kind, filed("a plan")).content


def test_tables_are_as_wide_as_the_page_allows() -> None:
    for name in ANSWERS:
        for block in sheet_of(filed(name)).blocks:
            if isinstance(block, Table):
                assert sum(block.widths) == 170
                assert {len(row) for row in block.rows} == {len(block.widths)}


@given(st.text(alphabet="あ漢「（）」、。aB1 ", max_size=80))
def test_lines_break_where_japanese_may(text: str) -> None:
    lines = broken(text, 20, len).split("\n")
    assert "".join(lines) == text
    assert not [line for line in lines[:-1] if line[-1] in "「（"]
    assert not [line for line in lines[1:] if line[0] in "）」、。"]


def test_no_bracket_is_opened_at_the_end_of_a_line() -> None:
    assert broken("要領によります（要領5(2)）。", 8, len) == "要領によります\n（要領\n5(2)）。"
    assert broken("見積書」、", 4, len) == "見積\n書」、"
