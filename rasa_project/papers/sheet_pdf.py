"""A sheet as PDF, with the font embedded as far as it is used."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import CondPageBreak, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from .font import embedded_font
from .line_breaks import broken
from .sheet import WIDTH, Block, Heading, Sheet, Table

FONT = "IPAexGothic"
INK, SHADE, LINE = HexColor("#1a1a1a"), HexColor("#edf1f5"), HexColor("#8a949e")
SIDE, TOP, BOTTOM = 20 * mm, 18 * mm, 20 * mm
FRAME = 6
"""Points that the page's frame keeps free on each side, by itself."""
BELOW_HEADING = 45 * mm
"""A heading with less room than this is moved to the next page."""
LONG = 120 * mm
PADDING = 5
"""Points between a cell's text and the lines beside it."""

RULED = (
    ("GRID", (0, 0), (-1, -1), 0.5, LINE),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
    ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
)


def sheet_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF. Raises KyogiError where the font is not installed."""
    use_font(str(embedded_font()))
    # The number of pages is known only when all have been laid out.
    _, pages = lay_out(sheet, 0)
    content, _ = lay_out(sheet, pages)
    return content


@lru_cache(maxsize=1)
def use_font(path: str) -> None:
    """Read the font, once a process."""
    registerFont(TTFont(FONT, path))


def lay_out(sheet: Sheet, pages: int) -> tuple[bytes, int]:
    """The PDF with `pages` as the number of its pages, and how many there are."""
    made = io.BytesIO()
    document = SimpleDocTemplate(
        made,
        pagesize=A4,
        leftMargin=SIDE - FRAME,
        rightMargin=SIDE - FRAME,
        topMargin=TOP,
        bottomMargin=BOTTOM,
        title=sheet.title,
        author="協議ナビ",
        lang="ja-JP",
        invariant=1,
    )
    foot = foot_of(sheet, pages)
    title = paragraph(sheet.title, WIDTH * mm, style(16, alignment=TA_CENTER, spaceAfter=4 * mm))
    story = [title, *(part for block in sheet.blocks for part in drawn(block))]
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return made.getvalue(), document.page


def foot_of(sheet: Sheet, pages: int) -> Callable[[Any, Any], None]:
    """Draws the foot of a page."""

    def draw(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(FONT, 8)
        canvas.setStrokeColor(LINE)
        canvas.line(SIDE, 15 * mm, A4[0] - SIDE, 15 * mm)
        canvas.drawString(SIDE, 11 * mm, shortened(sheet.foot))
        canvas.drawRightString(A4[0] - SIDE, 11 * mm, f"{document.page} / {pages} ページ")
        canvas.restoreState()

    return draw


def shortened(foot: str) -> str:
    """What fits on the line beside the page number."""
    return foot if len(foot) <= 50 else f"{foot[:49]}…"


def drawn(block: Block) -> Iterator[Any]:
    """What a block becomes on the page."""
    if isinstance(block, Heading):
        size, before = (12.5, 6 * mm) if block.level == 1 else (10.5, 3 * mm)
        yield CondPageBreak(BELOW_HEADING)
        heading = style(size, spaceBefore=before, spaceAfter=1.5 * mm)
        yield paragraph(block.text, WIDTH * mm, heading)
    elif isinstance(block, Table):
        yield grid(block)
        yield Spacer(1, 1 * mm)
    else:
        yield paragraph(block.text, WIDTH * mm, style(10, spaceBefore=6, spaceAfter=6))


def grid(table: Table) -> Any:
    """A table with lines."""
    rows = [table.head, *table.rows] if table.head else table.rows
    widths, cell = [width * mm for width in table.widths], style(9.5)
    cells = [
        [
            paragraph(text, width - 2 * PADDING, cell)
            for text, width in zip(row, widths, strict=True)
        ]
        for row in rows
    ]
    shaded = ((0, 0), (-1, 0)) if table.head else ((0, 0), (0, -1))
    return Grid(
        cells,
        colWidths=widths,
        repeatRows=1 if table.head else 0,
        splitInRow=tall(cells),
        style=[*RULED, ("BACKGROUND", *shaded, SHADE)],
    )


def tall(cells: list[list[Paragraph]]) -> bool:
    """Whether some row is so high that it has to go on to the next page."""
    return any(cell.wrap(WIDTH * mm, A4[1])[1] > LONG for row in cells for cell in row)


def paragraph(text: str, width: float, look: ParagraphStyle) -> Paragraph:
    """Text of that width; nothing in it is markup."""
    lines = broken(text, width, lambda line: stringWidth(line, FONT, look.fontSize))
    return Paragraph(escape(lines).replace("\n", "<br/>"), look)


def style(size: float, **more: Any) -> ParagraphStyle:
    """Japanese text; what the breaks in it left too long is broken anywhere."""
    look = {"fontName": FONT, "fontSize": size, "leading": size * 1.5, "textColor": INK}
    return ParagraphStyle(f"{size}", **look, wordWrap="CJK", **more)
