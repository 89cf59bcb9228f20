"""lexicon.yml, read and checked: patterns for what people say beside the edition's own words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from ..core.model import Edition
from ..edition.source import Entry, read
from .first_letters import first_letters
from .letters import pattern_letters

LEXICON = Path(__file__).with_name("lexicon.yml")
SECTIONS = (
    "words",
    "values",
    "polar",
    "verbs",
    "answers",
    "weak",
    "topics",
    "precedence",
    "beside",
)
_GAP = re.compile(r"\[\^[^\]]*\]\{0,\d+\}\??")


@dataclass(frozen=True)
class Sign:
    """What a pattern stands for. A polar one means `value` if affirmed and `denied` if denied."""

    fact: str
    value: str
    denied: str | None = None

    @property
    def polar(self) -> bool:
        return self.denied is not None


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern, what it stands for, and the letters a match can begin with (None: any)."""

    compiled: re.Pattern[str]
    sign: Sign
    first: frozenset[str] | None


class Patterns:
    """Patterns in the file's order, found by the letters that a match can begin with."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.patterns = tuple(patterns)
        self._anywhere: list[int] = []
        self._by_letter: dict[str, list[int]] = defaultdict(list)
        for number, pattern in enumerate(self.patterns):
            if pattern.first is None:
                self._anywhere.append(number)
            for letter in pattern.first or ():
                self._by_letter[letter].append(number)

    def about(self, facts: Collection[str]) -> Patterns:
        """Those that stand for one of these facts."""
        return Patterns(pattern for pattern in self.patterns if pattern.sign.fact in facts)

    def found(self, text: str) -> Iterator[tuple[re.Match[str], Sign]]:
        """Every match that is not empty, and what it stands for; in the patterns' order."""
        numbers = set(self._anywhere)
        for letter in set(text):
            numbers.update(self._by_letter.get(letter, ()))
        for number in sorted(numbers):
            pattern = self.patterns[number]
            for match in pattern.compiled.finditer(text):
                if match.end() > match.start():
                    yield match, pattern.sign


@dataclass(frozen=True)
class LexiconFile:
    """The file's sections with compiled patterns."""

    values: Patterns
    polar: Patterns
    verbs: Patterns
    answers: Patterns
    topics: Patterns
    weak: dict[str, tuple[str, ...]]
    precedence: dict[str, tuple[str, ...]]
    beside: frozenset[frozenset[str]]
    """Pairs of facts whose mentions may share words."""


def read_lexicon(edition: Edition, path: Path = LEXICON) -> LexiconFile:
    """The lexicon for an edition; facts and values it does not have are left out.

    Raises EditionError, with file and line, for a key that is not known or a pattern that is none.
    """
    file = read(path).mapping(*SECTIONS)
    words = {name: entry.text() for name, entry in file["words"].mapping().items()}
    reader = _Reader(edition, words)
    return LexiconFile(
        values=Patterns(reader.values(file["values"])),
        polar=Patterns(reader.polar(file["polar"])),
        verbs=Patterns(reader.polar(file["verbs"])),
        answers=Patterns(reader.values(file["answers"])),
        topics=Patterns(reader.topics(file["topics"])),
        weak={fact: entry.texts() for fact, entry in file["weak"].mapping().items()},
        precedence={fact: entry.texts() for fact, entry in file["precedence"].mapping().items()},
        beside=frozenset(frozenset(entry.texts()) for entry in file["beside"].items()),
    )


@dataclass(frozen=True)
class _Reader:
    edition: Edition
    words: dict[str, str]

    def facts(self, section: Entry) -> Iterator[tuple[str, Entry]]:
        return ((fact, e) for fact, e in section.mapping().items() if fact in self.edition.facts)

    def values(self, section: Entry) -> Iterator[Pattern]:
        for fact, entry in self.facts(section):
            for value, patterns in entry.mapping().items():
                if self.edition.facts[fact].choice(value):
                    for item in patterns.items():
                        yield self.pattern(item, Sign(fact, value))

    def polar(self, section: Entry) -> Iterator[Pattern]:
        for fact, entry in self.facts(section):
            for group in entry.items():
                parts = group.mapping("affirmed", "denied", "about")
                sign = Sign(fact, parts["affirmed"].text(), parts["denied"].text())
                yield from (self.pattern(item, sign) for item in parts["about"].items())

    def topics(self, section: Entry) -> Iterator[Pattern]:
        for fact, entry in self.facts(section):
            for item in entry.items():
                yield self.pattern(item, Sign(fact, ""))

    def pattern(self, entry: Entry, sign: Sign) -> Pattern:
        """The entry as a pattern for what it stands for."""
        compiled = self.compiled(entry)
        return Pattern(compiled, sign, first_letters(compiled))

    def compiled(self, entry: Entry) -> re.Pattern[str]:
        """The entry's pattern with <words> put in."""
        pattern = entry.text()
        while found := re.search(r"(?<!\(\?)(?<!\(\?P)<([^<>=!]+)>", pattern):
            if found[1] not in self.words:
                entry.fail(f"に出てくる <{found[1]}> が words にありません。")
            pattern = pattern.replace(found[0], self.words[found[1]])
        try:
            return re.compile(_marked(pattern_letters(pattern)))
        except re.error as error:
            entry.fail(f"は正規表現として読めません（{error}）。")


def _marked(pattern: str) -> str:
    """The pattern with its gaps ([^。]{0,24}) and 〔…〕 as groups: their letters are free for others."""
    number = count()
    open_gaps = _GAP.sub(lambda gap: f"〔{gap[0]}〕", pattern)
    return re.sub("〔", lambda _: f"(?P<gap{next(number)}>", open_gaps).replace("〕", ")")
