"""経費の見込額一覧 as a workbook: amounts to fill in by kind and fiscal year, sums by formulas."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from .archive import timeless
from .cells import YEN, bold, entry, formula, framed, put
from .filed import Filed, day_text
from .font import OFFICE

TITLE = "経費の見込額一覧"
NOTES = (
    "協議ナビが作った下書きです。大阪市の正式な様式は公開されていません。市の様式があるときは、そちらに書き写してください。",
    "色のついた欄に書き込みます。ほかの欄は計算されます。経費の種類は例なので、合わないときは書きかえてください。",
    "消費税率には、標準の税率を入れてあります。違うときは直してください。",
)
KINDS = {
    "初期経費": ("開発・導入の委託", "機器（サーバ・端末など）", "ソフトウェア・ライセンス",
             "データ移行", "回線・ネットワークの工事", "研修・手引きの作成", ""),
    "運用経費": ("運用保守の委託", "SaaS・クラウドの利用料", "ソフトウェアの保守",
             "機器の借入・保守", "回線の利用料", "改修", ""),
}  # fmt: skip
YEARS = 5
FIRST, LAST = 4, 3 + YEARS
"""The columns of the first and the last year; the sum follows."""
TOTAL = LAST + 1
HEAD = 10
YEAR, RATE = "$C$7", "$C$8"
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
WIDTHS = (10, 26, 34, *[14] * YEARS, 16)


def costs(filed: Filed) -> bytes:
    """The workbook, the same bytes for the same consultation."""
    book = Workbook()
    sheet: Worksheet = book.active
    sheet.title = TITLE
    particulars(sheet, filed)
    head(sheet)
    sums, row = [], HEAD + 1
    for group, kinds in KINDS.items():
        row = lines(sheet, group, kinds, row)
        sums.append(row - 1)
    totals(sheet, sums, row)
    check_entries(sheet, row - 1)
    set_up(sheet, row + 3)
    return packed(book, filed)


def particulars(sheet: Worksheet, filed: Filed) -> None:
    """Title, notes, which consultation, and what the formulas need."""
    put(sheet, 1, 1, f"{TITLE}（下書き）").font = Font(name=OFFICE, size=16, bold=True)
    for row, note in enumerate(NOTES, 2):
        put(sheet, row, 1, note).font = Font(name=OFFICE, size=9)
    named = (("案件名", None), ("所属", filed.place), ("初年度（西暦）", None), ("消費税率", 0.1))
    for row, (name, value) in enumerate(named, 5):
        framed(sheet, row, 1, name, shaded=True)
        framed(sheet, row, 2, None, shaded=True)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
        entry(sheet, row, 3, value).alignment = LEFT
    sheet[YEAR].number_format, sheet[RATE].number_format = "0", "0%"
    for row, name, text in ((5, "相談番号", filed.number), (6, "相談日", day_text(filed.day))):
        framed(sheet, row, LAST, name, shaded=True)
        framed(sheet, row, TOTAL, text)
    put(sheet, HEAD - 1, TOTAL, "単位：円（税抜き）").alignment = Alignment(horizontal="right")


def head(sheet: Worksheet) -> None:
    """The names of the columns; the years follow from the first."""
    for column, name in enumerate(("区分", "経費の種類", "内容・積算の根拠"), 1):
        framed(sheet, HEAD, column, name, shaded=True)
    for number in range(YEARS):
        said = f'=IF({YEAR}="","{number + 1}年目",({YEAR}+{number})&"年度")'
        formula(sheet, HEAD, FIRST + number, said, shaded=True)
    framed(sheet, HEAD, TOTAL, "計", shaded=True)
    bold(sheet, HEAD, TOTAL)
    for column in range(1, TOTAL + 1):
        sheet.cell(HEAD, column).alignment = Alignment(horizontal="center", vertical="center")


def lines(sheet: Worksheet, group: str, kinds: tuple[str, ...], start: int) -> int:
    """The rows of a group and their sum; returns the row after it."""
    for row, kind in enumerate(kinds, start):
        framed(sheet, row, 1, group if row == start else None, shaded=True)
        entry(sheet, row, 2, kind or None)
        for column in range(3, TOTAL):
            entry(sheet, row, column).number_format = "@" if column == 3 else YEN
        formula(sheet, row, TOTAL, f"=SUM({span(row, row, FIRST, LAST)})")
    end = start + len(kinds)
    sheet.merge_cells(start_row=start, end_row=end - 1, start_column=1, end_column=1)
    sums = {c: f"=SUM({span(start, end - 1, c, c)})" for c in range(FIRST, TOTAL + 1)}
    sum_row(sheet, end, f"{group}の小計", sums)
    return end + 1


def totals(sheet: Worksheet, sums: list[int], row: int) -> None:
    """All expenses, the tax on them, and both; then whether the two ways to add agree."""
    columns = {column: get_column_letter(column) for column in range(FIRST, TOTAL + 1)}
    before = {c: "=" + "+".join(f"{x}{line}" for line in sums) for c, x in columns.items()}
    tax = {c: f"=ROUNDDOWN({x}{row}*{RATE},0)" for c, x in columns.items()}
    tax[TOTAL] = f"=SUM({span(row + 1, row + 1, FIRST, LAST)})"  # of amounts already rounded
    sum_row(sheet, row, "合計（税抜き）", before)
    sum_row(sheet, row + 1, "消費税", tax)
    sum_row(
        sheet, row + 2, "合計（税込み）", {c: f"={x}{row}+{x}{row + 1}" for c, x in columns.items()}
    )
    across = f"SUM({span(row + 2, row + 2, FIRST, LAST)})"
    put(sheet, row + 3, 1, "年度ごとの合計と、計の欄の合計：").alignment = Alignment(
        vertical="center"
    )
    said = f'=IF({across}={columns[TOTAL]}{row + 2},"合っています","合っていません")'
    formula(sheet, row + 3, 3, said)


def sum_row(sheet: Worksheet, row: int, name: str, formulas: dict[int, str]) -> None:
    """A row of sums that stands out."""
    for column in range(1, FIRST):
        framed(sheet, row, column, name if column == 1 else None, shaded=True)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=FIRST - 1)
    for column, text in formulas.items():
        formula(sheet, row, column, text, shaded=True)
    bold(sheet, row, TOTAL)


def span(top: int, bottom: int, left: int, right: int) -> str:
    """A range as formulas name it."""
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"


def check_entries(sheet: Worksheet, last: int) -> None:
    """Amounts, the year and the rate take nothing but numbers."""
    amounts = span(HEAD + 1, last, FIRST, LAST)
    for cells, kind, low, high, error in (
        (amounts, "decimal", "0", "1000000000000", "0以上の金額を、数字だけで書いてください。"),
        (YEAR, "whole", "2000", "2100", "西暦の年度を、4けたの数字で書いてください。"),
        (RATE, "decimal", "0", "1", "0%から100%までの率を書いてください。"),
    ):
        check = DataValidation(kind, "between", low, high, errorTitle="書き方", error=error)
        check.showErrorMessage = True
        check.add(cells.replace("$", ""))
        sheet.add_data_validation(check)


def set_up(sheet: Worksheet, last: int) -> None:
    """Widths, protection (no password: it only guards against slips), and how it is printed."""
    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in range(1, last + 1):
        sheet.row_dimensions[row].height = 28 if row == 1 else 15 if row <= 4 else 21
    sheet.freeze_panes = sheet.cell(HEAD + 1, FIRST)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # these stay allowed
    sheet.print_area = span(1, last, 1, TOTAL)
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.oddHeader.right.text = "【下書き】協議ナビが作った下書きです"
    sheet.oddFooter.center.text = "&P / &N ページ"


def packed(book: Workbook, filed: Filed) -> bytes:
    """The workbook's bytes. `Workbook.save` would write the present time into them."""
    made, day = io.BytesIO(), datetime(filed.day.year, filed.day.month, filed.day.day)
    properties = book.properties
    properties.creator, properties.title = "協議ナビ", f"{TITLE}（下書き）"
    properties.created = properties.modified = day
    book.calculation.fullCalcOnLoad = True  # nothing has worked the formulas out yet
    with zipfile.ZipFile(made, "w") as archive:
        ExcelWriter(book, archive).write_data()
    return timeless(made.getvalue())
