"""Word documents as papers need them: A4, Japanese fonts, ruled tables, page numbers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from .archive import timeless
from .font import OFFICE

SHADE, LINE = "EDF1F5", "8A949E"
SIZES = {"Normal": 10.0, "Title": 16.0, "Heading 1": 12.0, "Heading 2": 10.5}


def new_document(title: str, day: date) -> Document:
    """An empty A4 document with the styles of our papers."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.bottom_margin = Mm(20)
    section.top_margin = Mm(18)
    section.header_distance = section.footer_distance = Mm(9)
    for name, size in SIZES.items():
        set_style(document, name, size)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "協議ナビ", ""
    properties.last_modified_by, properties.language = "協議ナビ", "ja-JP"
    properties.created = properties.modified = datetime(day.year, day.month, day.day)
    return document


def set_style(document: Document, name: str, size: float) -> None:
    """One font for Latin and Japanese letters, black, with Japanese spacing."""
    style: Any = document.styles[name]
    assert style.type == WD_STYLE_TYPE.PARAGRAPH
    style.font.size, style.font.color.rgb = Pt(size), RGBColor(0x1A, 0x1A, 0x1A)
    style.font.bold = name != "Normal"
    use_font(style.element.get_or_add_rPr())
    spacing = style.paragraph_format
    spacing.line_spacing = 1.15
    spacing.space_before = Pt({"Heading 1": 14, "Heading 2": 8}.get(name, 0))
    spacing.space_after = Pt({"Title": 10, "Normal": 0}.get(name, 4))
    if name == "Title":
        spacing.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for border in style.element.pPr.findall(qn("w:pBdr")):
            style.element.pPr.remove(border)


def use_font(properties: Any) -> None:
    """Name the font for every script: Word looks for Japanese letters under eastAsia alone."""
    for old in properties.findall(qn("w:rFonts")) + properties.findall(qn("w:lang")):
        properties.remove(old)
    names = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")
    properties.insert(0, element("w:rFonts", {name: OFFICE for name in names}))
    properties.append(element("w:lang", {"w:val": "ja-JP", "w:eastAsia": "ja-JP"}))


def element(name: str, attributes: dict[str, str]) -> Any:
    """An element of Word's XML."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made


def add_table(
    document: Document, rows: Sequence[Sequence[str]], widths: Sequence[int], *, head: bool = False
) -> Table:
    """A ruled table of fixed widths (millimetres) that shades its head, or else its first column."""
    table: Table = document.add_table(len(rows), len(widths), style="Table Grid")
    table.autofit = False
    fit(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for number, row in enumerate(rows):
        table.rows[number]._tr.get_or_add_trPr().append(element("w:cantSplit", {}))
        for place, text in enumerate(row):
            cell = table.cell(number, place)
            cell.width = Mm(widths[place])
            cell.paragraphs[0].add_run(text)
            if (number if head else place) == 0:
                shade(cell)
    if head:  # repeated where the table goes on to the next page
        table.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader", {}))
    return table


def fit(table: Table) -> None:
    """Grey lines, room above and below the text, and edges that meet the margins of the page."""
    borders, margins = element("w:tblBorders", {}), element("w:tblCellMar", {})
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": LINE}
        borders.append(element(f"w:{side}", line))
    for side, room in (("top", "50"), ("left", "108"), ("bottom", "50"), ("right", "108")):
        margins.append(element(f"w:{side}", {"w:w": room, "w:type": "dxa"}))
    layout: Any = table._tbl.tblPr.find(qn("w:tblLayout"))  # the schema fixes the order
    layout.addprevious(element("w:tblInd", {"w:w": "108", "w:type": "dxa"}))
    layout.addprevious(borders)
    layout.addnext(margins)


def shade(cell: _Cell, colour: str = SHADE) -> None:
    """Give a cell a background."""
    shading = {"w:val": "clear", "w:color": "auto", "w:fill": colour}
    cell._tc.get_or_add_tcPr().append(element("w:shd", shading))


def add_foot(section: Section, text: str) -> None:
    """The foot of every page: text, then the page's number and how many there are."""
    paragraph = section.footer.paragraphs[0]
    paragraph.style = "Normal"  # the style "Footer" has tab stops of its own
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.RIGHT)
    small(paragraph, f"{text}\t")
    add_field(paragraph, "PAGE")
    small(paragraph, " / ")
    add_field(paragraph, "NUMPAGES")
    small(paragraph, " ページ")


def add_field(paragraph: Paragraph, code: str) -> None:
    """Add a number that Word works out."""
    field = element("w:fldSimple", {"w:instr": code})
    field.append(small(paragraph, "1")._r)
    paragraph._p.append(field)


def small(paragraph: Paragraph, text: str) -> Run:
    """Add text in the size of a foot."""
    run = paragraph.add_run(text)
    run.font.size = Pt(8)
    return run


def saved(document: Document) -> bytes:
    """The document's bytes, the same for the same content."""
    made = io.BytesIO()
    document.save(made)
    return timeless(made.getvalue())
