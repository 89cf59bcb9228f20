"""Which item of the text a message names: ※8, 第7条, 5(2), from all the ways people type them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_KANJI = str.maketrans("一二三四五六七八九〇", "1234567890")
_NOTE = re.compile(
    r"(?:※|\*|(?:こめ|コメ|米)(?:じるし|ジルシ|印)?|注釈?(?:の|※)?の?)([1-9])(?:番|つ目)?"
)
_ARTICLE = re.compile(r"(?:第|だい)?(\d{1,2})(?:・\d{1,2})?(?:条|じょう)(?!件)")
_ITEM = re.compile(
    r"(?<![\d/:月年第])(\d{1,2})(?:の)?\(([1-9])\)|(?<![\d/:月年第])(\d{1,2})-([1-9])(?![\d-])"
    r"|(?<![\d/:月年第])(\d{1,2})の([1-9])(?![\d台個本つ])"
)
_SECTION = re.compile(
    r"(?:要領の?)?(?<![\d第])(\d{1,2})(?:番(?!目|号)|(?=って|とは|は何|の条|には何))"
)
_SUPPLEMENT = re.compile(r"附則|付則")


def mentioned(text: str, known: Collection[str]) -> str | None:
    """The first provision a message names, in its short form; items must be `known` (ids of provisions)."""
    flat = _ten(unicodedata.normalize("NFKC", text)).replace(" ", "")
    found = [
        *((m.start(), f"※{m[1]}") for m in _NOTE.finditer(flat) if f"※{m[1]}" in known),
        *((m.start(), f"第{int(m[1])}条") for m in _ARTICLE.finditer(flat)),
        *((m.start(), item) for m in _ITEM.finditer(flat) if (item := _item(m)) in known),
    ]
    if found:
        return min(found)[1]
    if _SUPPLEMENT.search(flat):
        return "附則" if "附則" in known else None
    return next((m[1] for m in _SECTION.finditer(flat) if m[1] in known), None)


def _item(match: re.Match[str]) -> str:
    outer, inner = [group for group in match.groups() if group]
    return f"{int(outer)}({inner})"


def _ten(text: str) -> str:
    """Kanji numbers up to 99 before 条 as digits."""

    def digits(match: re.Match[str]) -> str:
        tens, ones = match[1].translate(_KANJI), match[2].translate(_KANJI)
        return f"{tens or '1'}{ones or '0'}条"

    text = re.sub(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)条", digits, text)
    return re.sub(r"([一二三四五六七八九])条", lambda m: f"{m[1].translate(_KANJI)}条", text)
