"""Near-misses of spelling: one wrong letter, or the sound written in kana or in the wrong kanji.

Careful by design: a kana word needs five letters, a word with kanji must also sound the same
(最構築 for 再構築, but not 公開 for 更改).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from . import tokens
from .letters import KANA, hiragana

SHORTEST = 3
LONGEST_PHRASE = 14
KANA_SHORTEST = 5
SPOKEN_SHORTEST = 4


@dataclass(frozen=True)
class _Halves:
    """Phrases of one length by their first and second halves; one wrong letter leaves a half right."""

    size: int
    firsts: dict[str, list[str]]
    seconds: dict[str, list[str]]

    @cached_property
    def _letters(self) -> tuple[frozenset[str], frozenset[str]]:
        """With what letters the halves begin."""
        return frozenset(half[0] for half in self.firsts), frozenset(
            half[0] for half in self.seconds
        )

    def starts(self, text: str) -> Iterator[int]:
        """Where a phrase may stand; nearly every stretch of a text fails this one look."""
        first, second = self._letters
        middle = self.size // 2
        for start in range(len(text) - self.size + 1):
            if text[start] in first or text[start + middle] in second:
                yield start


class Near:
    """Finds misspelt phrases in plain text."""

    def __init__(self, phrases: Iterable[str]) -> None:
        words = sorted(
            p for p in phrases if len(p) <= LONGEST_PHRASE and re.search("[一-龥ァ-ヴ]", p)
        )
        self._phrases = [p for p in words if len(p) >= SHORTEST]
        self._with_kanji = [p for p in words if re.search("[一-龥]", p)]

    @cached_property
    def _halves(self) -> list[_Halves]:
        """The phrases by length."""
        firsts: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        seconds: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for phrase in self._phrases:
            size = len(phrase)
            firsts[size][phrase[: size // 2]].append(phrase)
            seconds[size][phrase[size // 2 :]].append(phrase)
        return [_Halves(size, dict(firsts[size]), dict(seconds[size])) for size in sorted(firsts)]

    @cached_property
    def _spoken(self) -> dict[str, str]:
        """Hiragana reading -> phrase."""
        readings = ((hiragana(tokens.reading(phrase)), phrase) for phrase in self._with_kanji)
        return {said: p for said, p in readings if KANA.fullmatch(said)}

    @cached_property
    def _spoken_pattern(self) -> re.Pattern[str]:
        long = sorted((s for s in self._spoken if len(s) >= SPOKEN_SHORTEST), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, long)))

    def find(self, text: str) -> Iterator[tuple[int, int, str, bool]]:
        """(start, end, phrase meant, whether a letter is wrong) of what looks like a misspelt phrase."""
        for match in self._spoken_pattern.finditer(hiragana(text)):
            if KANA.fullmatch(text[match.start() : match.end()]):
                yield match.start(), match.end(), self._spoken[match.group()], False
        for halves in self._halves:
            for start in halves.starts(text):
                end, middle = start + halves.size, start + halves.size // 2
                near = (
                    *halves.firsts.get(text[start:middle], ()),
                    *halves.seconds.get(text[middle:end], ()),
                )
                if near and (meant := _meant(text[start:end], near)):
                    yield start, end, meant, True

    def spoken(self, said: str) -> str | None:
        """The phrase that a whole answer writes by its sound, if any."""
        return self._spoken.get(hiragana(said)) if said and KANA.fullmatch(said) else None

    def slip(self, said: str) -> str | None:
        """The phrase of which a whole answer has one letter wrong, if any."""
        size = len(said)
        same = [phrase for phrase in self._phrases if len(phrase) == size]
        return _meant(said, same) if size >= SHORTEST else None


def _meant(said: str, phrases: Iterable[str]) -> str | None:
    return next((phrase for phrase in phrases if _slip(said, phrase)), None)


def _slip(said: str, phrase: str) -> bool:
    """Whether exactly one letter is wrong: within a long kana word, or a kanji of the same sound."""
    wrong = [(a, b) for a, b in zip(said, phrase, strict=True) if a != b]
    if len(wrong) != 1:
        return False
    if KANA.fullmatch(said) and KANA.fullmatch(phrase):
        return len(phrase) >= KANA_SHORTEST
    if not re.fullmatch("[一-龥]{2}", "".join(wrong[0])):
        return False
    return tokens.reading(said) == tokens.reading(phrase)
