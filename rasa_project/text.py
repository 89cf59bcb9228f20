"""Japanese text made comparable. The one place that says which differences do not matter."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 2_000
"""Characters of a message that are read; the page accepts no more."""

_DASHES = re.compile(r"(?<=[ァ-ヴ])[-‐‑–—―−ｰ~〜]+")  # dashes typed for a long vowel
_REPEATED = re.compile(r"(.)\1{3,}", re.DOTALL)
_SPACE = re.compile(r"\s+")
_ITERATION = re.compile(r"(.)[ゝヽ]")
_TYPOS = {
    "ヴァージョン": "バージョン",
    "シュミレーション": "シミュレーション",
    "コミニュケーション": "コミュニケーション",
}


def clean(text: str) -> str:
    """The text fit to be stored and shown: valid Unicode, no control characters, of bounded length."""
    valid = text[: LONGEST * 2].encode("utf-8", "replace").decode("utf-8")
    kept = (c if c.isprintable() or c in "\n\u3000" else " " for c in valid)
    return "".join(kept).strip()[:LONGEST]


@lru_cache(maxsize=256)
def normalise(text: str) -> str:
    """One width, one long-vowel sign, iteration marks written out, runs of one sign cut to three."""
    flat = unicodedata.normalize("NFKC", clean(text))
    flat = _DASHES.sub("ー", flat)
    flat = _ITERATION.sub(r"\1\1", flat)
    flat = _REPEATED.sub(r"\1\1\1", flat)
    for wrong, right in _TYPOS.items():
        flat = flat.replace(wrong, right)
    return _SPACE.sub(" ", flat).strip()


def fold(text: str) -> str:
    """For comparing words: also case, spaces and long vowels make no difference."""
    return _SPACE.sub("", normalise(text)).casefold().replace("ー", "")
