"""Cells of a workbook: words that stay words, framed cells, and cells to write in."""

from __future__ import annotations

from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from .font import OFFICE

SHADE, INPUT = PatternFill("solid", "EDF1F5"), PatternFill("solid", "FFF8DC")
YEN = "#,##0;[Red]-#,##0"
_LINE = Side("thin", "8A949E")
_BOX = Border(_LINE, _LINE, _LINE, _LINE)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t")


def put(sheet: Worksheet, row: int, column: int, value: object) -> Any:
    """A cell with a value; what looks like a formula is text, and stays it when it is edited."""
    cell = sheet.cell(row, column, value)
    cell.font = Font(name=OFFICE, size=10)
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        cell.data_type, cell.quotePrefix = "s", True
    return cell


def framed(sheet: Worksheet, row: int, column: int, value: object, *, shaded: bool = False) -> Any:
    """A cell with a frame; shaded ones name what stands beside or below them."""
    cell = put(sheet, row, column, value)
    cell.border = _BOX
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    if shaded:
        cell.fill = SHADE
    return cell


def entry(sheet: Worksheet, row: int, column: int, value: object = None) -> Any:
    """A cell to write in: coloured, and open where the sheet is protected."""
    cell = framed(sheet, row, column, value)
    cell.fill, cell.protection = INPUT, Protection(locked=False)
    return cell


def formula(sheet: Worksheet, row: int, column: int, text: str, *, shaded: bool = False) -> Any:
    """A cell that works out an amount."""
    cell = framed(sheet, row, column, None, shaded=shaded)
    cell.value, cell.number_format = text, YEN
    return cell


def bold(sheet: Worksheet, row: int, last: int) -> None:
    """Make a row stand out."""
    for column in range(1, last + 1):
        sheet.cell(row, column).font = Font(name=OFFICE, size=10, bold=True)
