"""Which word a question about meaning asks for, as the writer wrote it."""

from __future__ import annotations

import re
import unicodedata

from ..core.model import Edition
from . import tokens

CUE = re.compile(
    r"(?:っていうのは|っていうの|っていう言葉|いうのは|いうのが|いうのん|いうたら|って何|って|とは|て何|てなに|てなん|てどう|の意味|の定義|の説明|の範囲|の中身|は何|はなに|は、?何|という(?:のは|言葉)|が何|がわから|の違い|、?ｲﾐ|になるん|ですか|の意)"
)
GENERIC = frozenset(
    [
        "質問",
        "選択肢",
        "それ",
        "これ",
        "意味",
        "言葉",
        "用語",
        "単語",
        "何",
        "どれ",
        "あれ",
        "ここ",
        "そこ",
        "どういう",
        "どう",
        "こと",
        "もの",
        "の",
        "今",
        "いま",
        "さっき",
        "私",
        "僕",
        "例",
        "違い",
    ]
)
_WIDE = re.compile(r"[ﾞﾟ]")


class Terms:
    """Finds the term of a question about meaning."""

    def __init__(self, edition: Edition) -> None:
        words = {w for term in edition.terms for w in (term.term, *term.aliases)}
        words |= {c.label for f in edition.facts.values() for c in f.choices}
        self._known = sorted({flat(w)[0] for w in words if len(w) > 1}, key=lambda w: (-len(w), w))
        self._pattern = re.compile("|".join(map(re.escape, self._known)))

    def asked(self, text: str) -> str | None:
        """The word asked about as written: a word of the glossary before the question, else the noun there."""
        even, places = flat(text)
        cue = CUE.search(even)
        known = [m for m in self._pattern.finditer(even) if m.group() not in GENERIC]
        best = self._best(known, even)
        if best:
            return text[places[best[0]] : places[best[1]]]
        if cue:
            return self._noun(text, even, places, cue.start())
        return None

    def _best(self, known: list[re.Match[str]], even: str) -> tuple[int, int] | None:
        """The known word right before a cue, else the longest."""
        before = [m for m in known if CUE.match(even, _after(even, m.end()))]
        chosen = (
            before[-1:] if before else sorted(known, key=lambda m: (-len(m.group()), m.start()))[:1]
        )
        return (chosen[0].start(), chosen[0].end()) if chosen else None

    def _noun(self, text: str, even: str, places: list[int], end: int) -> str | None:
        """The run of nouns that ends before the cue."""
        start = end
        for word in reversed(tokens.words(even[:end])):
            if word.pos not in ("名詞", "接頭辞", "接尾辞", "記号") or word.surface in GENERIC:
                break
            start -= len(word.surface)
        start = self._longer(even, start, end) if start < end else end
        named = start < end and even[start:end] not in GENERIC
        return text[places[start] : places[end]] if named else None

    def _longer(self, even: str, start: int, end: int) -> int:
        """The start moved back while the words stay part of a known one (特有の情報)."""
        while start > 0 and any(even[start - 1 : end] in word for word in self._known):
            start -= 1
        return start


def _after(even: str, end: int) -> int:
    """Past closing quotes and the like."""
    match = re.compile(r"[」』\"”)）、\s]*(?:システム|等|方式)?[」』]?").match(even, end)
    return match.end() if match else end


def flat(text: str) -> tuple[str, list[int]]:
    """The text in one width and small letters, and for each letter (and the end) its place in the text."""
    letters: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(text):
        step = 2 if _WIDE.match(text, at + 1) else 1
        even = unicodedata.normalize("NFKC", text[at : at + step]).casefold()
        letters.append(even)
        places += [at] * len(even)
        at += step
    return "".join(letters), [*places, len(text)]
