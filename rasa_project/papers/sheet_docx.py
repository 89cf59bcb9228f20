"""A sheet as a Word document."""

from __future__ import annotations

from datetime import date

from docx.document import Document
from docx.shared import Pt

from .sheet import Block, Heading, Sheet, Text
from .word import add_foot, add_table, new_document, saved


def sheet_docx(sheet: Sheet, day: date) -> bytes:
    """The sheet as DOCX."""
    document = new_document(sheet.title, day)
    document.add_paragraph(sheet.title, style="Title")
    for block in sheet.blocks:
        draw(document, block)
    add_foot(document.sections[0], sheet.foot)
    return saved(document)


def draw(document: Document, block: Block) -> None:
    """Add a block to the document."""
    if isinstance(block, Heading):
        document.add_heading(block.text, block.level)
    elif isinstance(block, Text):
        spacing = document.add_paragraph(block.text).paragraph_format
        spacing.space_before = spacing.space_after = Pt(5)
    else:
        rows = [block.head, *block.rows] if block.head else block.rows
        add_table(document, rows, block.widths, head=bool(block.head))
