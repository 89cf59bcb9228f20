"""The plain form of a text, in which phrases are looked for, and phrases as patterns on it.

Plain: one width, small Latin letters, no spaces, small kana vowels written big (ネィティブ = ネイティブ).
"""

from __future__ import annotations

import re

from ..text import clean, normalise

_SPACE = re.compile(r"\s+")
_SLASH = re.compile(r"(?<=[^0-9A-Za-z<])[/／]|[/／](?=[^0-9A-Za-z>])")
_BIG = str.maketrans("ァィゥェォぁぃぅぇぉ", "アイウエオあいうえお")
_KATAKANA = "ァ-ヴー"
KANA = re.compile(r"[ぁ-んァ-ヴー]+")


def plain(text: str) -> str:
    """The plain form of a message; a new line ends a sentence, a slash between words a clause."""
    lines = _SLASH.sub("、", clean(text).replace("\n", "。"))
    return _SPACE.sub("", normalise(lines)).casefold().translate(_BIG)


def pattern_letters(pattern: str) -> str:
    """A pattern of the lexicon in the plain form's letters."""
    return pattern.translate(_BIG)


def hiragana(text: str) -> str:
    """Katakana as hiragana; other letters stay."""
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヴ" else c for c in text)


def phrase_pattern(phrase: str) -> str:
    """A phrase (in plain form) as a pattern: long vowels optional, either kana, words not cut short."""
    either = len(phrase) >= 4
    body = "".join(_letter(c, either) for c in phrase.rstrip("ー"))
    before, after = _edges(phrase)
    return f"{before}{body}{'ー?' if KANA.search(phrase[-1:]) else ''}{after}"


def _letter(letter: str, either: bool) -> str:
    if letter == "ー":
        return "ー?" if either else "ー"
    if either and "ァ" <= letter <= "ヴ":
        return f"[{letter}{hiragana(letter)}]"
    return re.escape(letter)


def _edges(phrase: str) -> tuple[str, str]:
    """Latin words must not go on, nor short katakana words (リース in リリース)."""
    before = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", phrase) else ""
    after = r"(?![a-z0-9])" if re.search(r"[a-z0-9]$", phrase) else ""
    if len(phrase) <= 3 and re.fullmatch(f"[{_KATAKANA}]+", phrase):
        return f"(?<![{_KATAKANA}])", f"(?![{_KATAKANA}])"
    return before, after
