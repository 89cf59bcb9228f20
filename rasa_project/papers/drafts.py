"""Drafts of the city's forms, filled into Word templates that the city can replace."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.section import _Header
from docx.shared import Pt, RGBColor
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import LxmlError

from ..core.errors import KyogiError
from .fields import fields_of
from .filed import Filed, Kind
from .word import saved, use_font

TEMPLATES = Path(__file__).parent / "templates"
FIELDS = TEMPLATES / "README.md"
MARK = "【下書き】"
MARK_TEXT = f"{MARK}協議ナビが作った下書きです。提出する前に、内容を確かめてください。"
BROKEN = (BadZipFile, PackageNotFoundError, LxmlError, KeyError, ValueError, OSError)
"""What reading a damaged, wrong or missing Word file raises."""
FAULTS = (TemplateError, LxmlError, TypeError, ValueError, ArithmeticError, AttributeError)
"""What a template that is wrong inside raises: its expressions are written by hand."""
_TAG = re.compile(r"\{[{%][^{}\n]{0,60}\}{0,2}")


class UnknownFieldError(Exception):
    """A template asks for a field that there is none of."""


class Unknown(StrictUndefined):
    """Refuses an unknown field where it is met, by its name."""

    def __init__(self, hint: str | None = None, obj: object = None, name: str | None = None,
                 exc: type[Exception] = UnknownFieldError) -> None:  # fmt: skip
        raise UnknownFieldError(name or hint)


def draft(kind: Kind, filed: Filed, templates: Path) -> bytes:
    """A form's draft. Raises KyogiError naming the template's file and what is wrong in it."""
    path = templates / f"{kind.title}.docx"
    template = read_template(path)
    # Sandboxed, since a template from elsewhere must not run code; escaped, since values are text.
    environment = SandboxedEnvironment(autoescape=True, undefined=Unknown)
    try:
        template.render(fields_of(filed, kind.title), environment, autoescape=True)
    except UnknownFieldError as error:
        raise wrong(path, f"「{error}」という欄はありません。使える名前は {FIELDS.name} に書いてあります") from error  # fmt: skip
    except FAULTS as error:
        raise wrong(path, f"差し込みの書き方が正しくありません{where(error)}") from error
    return marked(template)


def read_template(path: Path) -> DocxTemplate:
    """The template's file, read. Raises KyogiError."""
    try:
        template = DocxTemplate(io.BytesIO(path.read_bytes()))
        template.init_docx()
    except FileNotFoundError as error:
        raise wrong(path, "ファイルがありません") from error
    except BROKEN as error:
        raise wrong(path, "Wordのファイル（.docx）として読めません") from error
    return template


def wrong(path: Path, what: str) -> KyogiError:
    """An error about a template."""
    return KyogiError(f"ひな形 {path}: {what}。")


def where(error: Exception) -> str:
    """The tags near the fault, where the library says which lines it read."""
    near = " ".join(getattr(error, "docx_context", ()))
    tags = " ".join(_TAG.findall(near))
    return f"（次のあたり：{tags[:200]}）" if tags else f"（{error}）"


def marked(template: DocxTemplate) -> bytes:
    """The filled document, marked as a draft."""
    filled = io.BytesIO()
    template.docx.save(filled)
    # Read again: docxtpl puts new headers beside those that python-docx still knows.
    document = docx.Document(filled)
    mark(document)
    return saved(document)


def mark(document: Document) -> None:
    """Say 下書き on every page, whatever the template has at its head."""
    for header in headers(document):
        if any(MARK in paragraph.text for paragraph in header.paragraphs):
            continue  # one that goes on from the section before
        paragraph = header.add_paragraph(MARK_TEXT)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(9), RGBColor(0xB0, 0x1C, 0x1C)
            use_font(run._r.get_or_add_rPr())
        header._element.insert(0, paragraph._p)


def headers(document: Document) -> Iterator[_Header]:
    """All headers that can come to stand on a page."""
    for section in document.sections:
        yield section.header
        if section.different_first_page_header_footer:
            yield section.first_page_header
        if document.settings.odd_and_even_pages_header_footer:
            yield section.even_page_header
