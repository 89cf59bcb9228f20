"""The pages and the text of a PDF that Chromium printed, read without a PDF library.

Only what Chromium writes: pages and fonts as plain objects, streams deflated, text as two-byte glyph
numbers, each font with a table back to Unicode.
"""

from __future__ import annotations

import re
import zlib

Objects = dict[int, bytes]
Glyphs = dict[int, str]

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|(?<!ActualText )<([0-9A-Fa-f]+)>")


def objects(pdf: bytes) -> Objects:
    """number -> object"""
    return {int(number): body for number, body in _OBJECT.findall(pdf)}


def pages(pdf: bytes) -> list[bytes]:
    """The page objects."""
    return [body for body in objects(pdf).values() if re.search(rb"/Type /Page\b", body)]


def size(page: bytes) -> tuple[int, int]:
    """Width and height in millimetres."""
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page)
    assert box
    return round(float(box[1]) / 72 * 25.4), round(float(box[2]) / 72 * 25.4)


def text(pdf: bytes) -> str:
    """Everything printed, in the order in which it was drawn."""
    found = objects(pdf)
    return "".join(page_text(found, page) for page in pages(pdf))


def page_text(found: Objects, page: bytes) -> str:
    """What one page says."""
    fonts = {name: glyphs(found, found[number]) for name, number in references(page, rb"F\d+")}
    (content,) = (number for _, number in references(page, rb"Contents"))
    said, font = [], Glyphs()
    for name, codes in _SHOWN.findall(stream(found[content])):
        font = fonts[name.decode()] if name else font
        numbers = (int(codes[at : at + 4], 16) for at in range(0, len(codes), 4))
        said += [font.get(number, "?") for number in numbers]
    return "".join(said)


def references(body: bytes, name: bytes) -> list[tuple[str, int]]:
    """The (name, object number) pairs for names of this form."""
    pairs = re.findall(rb"/(" + name + rb") (\d+) 0 R", body)
    return [(found.decode(), int(number)) for found, number in pairs]


def stream(body: bytes) -> bytes:
    """The data of an object."""
    data = _STREAM.search(body)
    assert data
    return zlib.decompress(data[1]) if b"/FlateDecode" in body else data[1]


def glyphs(found: Objects, font: bytes) -> Glyphs:
    """glyph number -> text, from a font's table back to Unicode."""
    ((_, number),) = references(font, rb"ToUnicode")
    table = stream(found[number]).decode("ascii")
    known: Glyphs = {}
    for block in re.findall(r"beginbfchar\n(.*?)endbfchar", table, re.DOTALL):
        for code, value in re.findall(r"<(\w+)> <(\w+)>", block):
            known[int(code, 16)] = bytes.fromhex(value).decode("utf-16-be")
    for block in re.findall(r"beginbfrange\n(.*?)endbfrange", table, re.DOTALL):
        for first, last, value in re.findall(r"<(\w+)> <(\w+)> <(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                known[int(first, 16) + step] = chr(int(value, 16) + step)
    return known
