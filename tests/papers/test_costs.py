"""経費の見込額一覧: formulas, cells to fill in, and text that stays text."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from papers.samples import filed

from rasa_project.papers import Filed, Kind
from rasa_project.papers.make import make


def sheet_of(one: Filed) -> Worksheet:
    """The workbook's only sheet."""
    book = load_workbook(io.BytesIO(make(Kind.COSTS, one).content))
    assert len(book.worksheets) == 1
    return book.worksheets[0]


def row_of(sheet: Worksheet, name: str) -> int:
    """The row that begins with this name."""
    return next(int(row[0].row) for row in sheet.iter_rows(max_col=1) if row[0].value == name)


def test_every_sum_is_a_formula() -> None:
    sheet = sheet_of(filed("a plan"))
    sums = ("初期経費の小計", "運用経費の小計", "合計（税抜き）", "消費税", "合計（税込み）")
    for name in sums:
        for column in "DEFGHI":
            assert str(sheet[f"{column}{row_of(sheet, name)}"].value).startswith("="), name
    first = row_of(sheet, "初期経費")
    assert sheet[f"I{first}"].value == f"=SUM(D{first}:H{first})"
    assert "$C$8" in sheet[f"D{row_of(sheet, '消費税')}"].value
    assert sheet["C8"].value == 0.1


def test_no_amount_is_filled_in() -> None:
    sheet = sheet_of(filed("a plan"))
    first, last = row_of(sheet, "初期経費"), row_of(sheet, "運用経費の小計")
    empty = [
        cell
        for row in sheet.iter_rows(first, last, 4, 8)
        for cell in row
        if not cell.protection.locked
    ]
    assert len(empty) == 14 * 5
    assert {cell.value for cell in empty} == {None}
    assert {cell.number_format for cell in empty} == {"#,##0;[Red]-#,##0"}
    assert sheet["C5"].value is None and sheet["C7"].value is None, "name and first year"


def test_only_cells_to_fill_in_are_open() -> None:
    sheet = sheet_of(filed("a plan"))
    assert sheet.protection.sheet and not sheet.protection.password
    for row in sheet.iter_rows():
        for cell in row:
            coloured = cell.fill.fgColor.rgb == "00FFF8DC"
            assert coloured != cell.protection.locked, cell.coordinate
            assert not (coloured and cell.data_type == "f"), cell.coordinate


def test_it_is_marked_as_a_draft_and_prints_on_a4() -> None:
    sheet = sheet_of(filed("a plan"))
    assert "下書き" in sheet["A1"].value
    assert "正式な様式は公開されていません" in sheet["A2"].value
    assert "【下書き】" in sheet.oddHeader.right.text
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_area and sheet.print_title_rows


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(1)", "\x00=1"])
def test_what_is_typed_stays_text(typed: str) -> None:
    sheet = sheet_of(replace(filed("a plan", typed), reference=typed))
    for cell in (sheet["C6"], sheet["I5"]):
        assert cell.value == typed.replace("\x00", "")
        assert cell.data_type == "s"
        assert cell.quotePrefix, "or editing the cell would make it a formula"


def test_the_same_consultation_gives_the_same_bytes() -> None:
    assert make(Kind.COSTS, filed("a plan")).content == make(Kind.COSTS, filed("a plan")).content
