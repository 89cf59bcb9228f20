"""Where a text mentions values of facts: by the edition's own words and by the reviewed lexicon.

A new choice in facts.yml is understood at once; nothing has to be trained.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from ..core.model import Edition
from . import cues
from .letters import KANA, hiragana, phrase_pattern, plain
from .lexicon_file import LEXICON, LexiconFile, Patterns, Sign, read_lexicon
from .near import Near


@dataclass(frozen=True)
class Mention:
    """A stretch of the plain text and all it may stand for. covered: its letters, gaps left out."""

    start: int
    end: int
    signs: tuple[Sign, ...]
    covered: frozenset[int]
    guessed: bool = False
    """Whether the word was recognised although a letter of it is wrong."""
    own: bool = False
    """Whether it is one of the edition's own words and not a pattern of the lexicon."""

    @classmethod
    def of(cls, match: re.Match[str], *signs: Sign) -> Mention:
        """The mention that a pattern found; a gap at its end is not part of it."""
        gaps = sorted(match.span(name) for name in match.re.groupindex)
        end = match.end()
        for gap_start, gap_end in reversed(gaps):
            end = gap_start if gap_start < gap_end == end else end
        covered = set(range(match.start(), end))
        for gap_start, gap_end in gaps:
            covered -= set(range(gap_start, gap_end))
        return cls(match.start(), end, signs, frozenset(covered))

    @classmethod
    def at(cls, start: int, end: int, signs: tuple[Sign, ...], guessed: bool) -> Mention:
        """A mention without gaps."""
        return cls(start, end, signs, frozenset(range(start, end)), guessed)


AMID = re.compile("[a-z]{2}")
SHORT = 14
"""Letters of a message that most likely answers the open question and nothing else."""

PARTICLES = re.compile("[でとにも]?[はがもを]?(?:まだ)?")


class Lexicon:
    """Finds what a text mentions."""

    def __init__(self, edition: Edition, path: Path = LEXICON) -> None:
        self.edition = edition
        self.file: LexiconFile = read_lexicon(edition, path)
        self.phrases = _phrases(edition)
        self._weak = {
            (plain(said), fact) for fact, words in self.file.weak.items() for said in words
        } | set(_yes_no_labels(edition))
        self._by_letter: dict[str, list[tuple[re.Pattern[str], str]]] = defaultdict(list)
        for phrase in sorted(self.phrases, key=lambda p: (-len(p), p)):
            pair = (re.compile(phrase_pattern(phrase)), phrase)
            for letter in {phrase[0], hiragana(phrase[0])}:
                self._by_letter[letter].append(pair)
        self._verbs = lru_cache(maxsize=256)(self.file.verbs.about)
        self._answers = lru_cache(maxsize=256)(self.file.answers.about)
        self._near = Near(self.phrases)
        self._kana = {hiragana(phrase): phrase for phrase in self.phrases if KANA.fullmatch(phrase)}

    def mentions(self, text: str, asked: Iterable[str] = ()) -> list[Mention]:
        """The mentions of a plain text in order; of two that share words the longer stays.

        asked: facts that are being talked about; their weak words and their verbs count.
        """
        about = frozenset(asked)
        found = [
            *self._exact(text, about),
            *_all(self.file.values, text),
            *_all(self.file.polar, text),
        ]
        others = [
            mention
            for mention in (*found, *self.topics(text))
            if about.isdisjoint(sign.fact for sign in mention.signs)
        ]
        kept = self._longest(m for m in found if m.signs[0].fact in about)
        answers = self._answers(about)
        if not kept and len(text) <= SHORT:
            kept = self._longest(m for m in _all(answers, text) if not _said_of(others, m, text))
        kept = self._longest(found, kept)
        kept = self._longest(self._misspelt(text, about), kept)
        taken = _taken(text, kept, about)
        for patterns in (self._verbs(about), answers):
            free = (
                m
                for m in _all(patterns, text)
                if not any(s <= m.start < e for s, e in taken) and not _said_of(others, m, text)
            )
            kept = self._longest(free, kept)
        return sorted(kept, key=lambda mention: (mention.start, mention.end))

    def topics(self, text: str) -> list[Mention]:
        """The facts that a plain text names without naming a value."""
        return sorted(_all(self.file.topics, text), key=lambda mention: mention.start)

    def _exact(self, text: str, about: frozenset[str]) -> Iterator[Mention]:
        for place, letter in enumerate(text):
            for pattern, phrase in self._by_letter.get(letter, ()):
                match = pattern.match(text, place)
                signs = self._strong(phrase, about) if match else ()
                if match and signs and _whole(text, match.start(), match.end()):
                    yield replace(Mention.of(match, *signs), own=True)
                    break

    def _strong(self, phrase: str, about: frozenset[str]) -> tuple[Sign, ...]:
        return tuple(
            sign
            for sign in self.phrases[phrase]
            if sign.fact in about or (phrase, sign.fact) not in self._weak
        )

    def _misspelt(self, text: str, about: frozenset[str]) -> Iterator[Mention]:
        for start, end, phrase, slip in self._near.find(text):
            if signs := self._strong(phrase, about):
                yield Mention.at(start, end, signs, slip)

    def _longest(self, found: Iterable[Mention], before: Iterable[Mention] = ()) -> list[Mention]:
        """Longest first where two share words, after those that stay in any case."""
        kept = list(before)
        for mention in sorted(found, key=lambda m: (-len(m.covered), m.start)):
            clash = [
                m for m in kept if m.covered & mention.covered and not self._beside(m, mention)
            ]
            if not clash:
                kept.append(mention)
            elif len(clash) == 1 and clash[0].covered == mention.covered and clash[0] not in before:
                signs = dict.fromkeys(clash[0].signs + mention.signs)
                kept[kept.index(clash[0])] = replace(clash[0], signs=tuple(signs))
        return kept

    def _beside(self, one: Mention, other: Mention) -> bool:
        pairs = ({a.fact, b.fact} for a in one.signs for b in other.signs)
        return all(frozenset(pair) in self.file.beside for pair in pairs)

    def named(self, said: str, fact: str) -> tuple[str, bool] | None:
        """(value, whether a letter is wrong) of the fact whose label or alias the plain text is, if any."""
        for phrase, slip in (
            (said, False),
            (self._kana.get(hiragana(said)), False),
            (self._near.spoken(said), False),
            (self._near.slip(said), True),
        ):
            for sign in self.phrases.get(phrase or "", ()):
                if sign.fact == fact:
                    return sign.value, slip
        return None


def _phrases(edition: Edition) -> dict[str, tuple[Sign, ...]]:
    found: dict[str, list[Sign]] = defaultdict(list)
    for fact in edition.facts.values():
        for choice in fact.choices:
            for said in (short_label(choice.label), *choice.aliases):
                sign = Sign(fact.id, choice.value)
                if plain(said) and sign not in found[plain(said)]:
                    found[plain(said)].append(sign)
    return {phrase: tuple(signs) for phrase, signs in found.items() if signs}


def _yes_no_labels(edition: Edition) -> Iterator[tuple[str, str]]:
    """「はい、入力します」 without its yes says nothing by itself."""
    for fact in edition.facts.values():
        for choice in fact.choices:
            if choice.value in ("yes", "no"):
                yield plain(short_label(choice.label)), fact.id


def short_label(label: str) -> str:
    """A button's text without what stands in brackets and without a leading yes or no."""
    return re.sub(r"^(はい|いいえ)、", "", re.sub(r"（.*?）", "", label))


def _all(patterns: Patterns, text: str) -> Iterator[Mention]:
    found = (Mention.of(match, sign) for match, sign in patterns.found(text))
    return (mention for mention in found if _whole(text, mention.start, mention.end))


def _whole(text: str, *bounds: int) -> bool:
    """Whether none of the bounds lies amid Latin letters, as those of the pc in "oxpcr" do."""
    return not any(AMID.match(text, at - 1) for at in bounds if at)


def _said_of(others: Iterable[Mention], answer: Mention, text: str) -> bool:
    """Whether the answer is said of something else, right before it (SaaS + では + ない)."""
    return any(
        other.end <= answer.start and PARTICLES.fullmatch(text[other.end : answer.start])
        for other in others
    )


def _taken(text: str, mentions: Iterable[Mention], about: frozenset[str]) -> list[tuple[int, int]]:
    """The clauses that speak of other facts: their verbs do not answer the open question."""
    others = [m.start for m in mentions if about.isdisjoint(sign.fact for sign in m.signs)]
    return [(s, e) for s, e in cues.clauses(text) if any(s <= place < e for place in others)]
