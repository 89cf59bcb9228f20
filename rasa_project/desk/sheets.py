"""Rows into a CSV or XLSX file, a row at a time; what looks like a formula stays text."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import WriteOnlyCell as Cell

from .wording import when

Value = str | int | datetime | None
Row = Sequence[Value]
Writer = Callable[[Path, Iterable[Row]], None]
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet program take a cell for a formula; the wide ones do in Japanese settings."""
MOST_ROWS = 1_000_000
"""Of one sheet; Excel reads 1,048,576."""


def plain(value: Value) -> str | int | None:
    """A value that every program shows as it is: times in Japan, no control characters."""
    if isinstance(value, datetime):
        return when(value)
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def harmless(value: Value) -> str | int | None:
    """For CSV, which knows no types: an apostrophe keeps a cell from being computed."""
    said = plain(value)
    return f"'{said}" if isinstance(said, str) and said.startswith(STARTS) else said


def write_csv(path: Path, rows: Iterable[Row]) -> None:
    """UTF-8 with the mark by which Excel knows it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([harmless(value) for value in row] for row in rows)


def write_xlsx(path: Path, rows: Iterable[Row]) -> None:
    """A workbook; openpyxl keeps no row in memory. The first row is repeated on every sheet."""
    book = Workbook(write_only=True)
    sheet, head = None, None
    for number, row in enumerate(rows):
        if sheet is None or number % MOST_ROWS == 0:
            sheet = book.create_sheet()
            sheet.freeze_panes = "B2"
            if head is not None:
                sheet.append(head)
        cells = [cell(sheet, plain(value)) for value in row]
        head = head or cells
        sheet.append(cells)
    book.save(path)


def cell(sheet: Any, value: str | int | None) -> object:
    """A value that openpyxl writes as it is; it would take a text that begins with = for a formula."""
    if not (isinstance(value, str) and value.startswith("=")):
        return value
    made = Cell(sheet, value)
    made.data_type = "s"
    return made


WRITERS: dict[str, Writer] = {"csv": write_csv, "xlsx": write_xlsx}
