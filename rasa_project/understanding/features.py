"""What the act classifier sees of a text: words, letters, readings, and a few plain signs."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import tokens

WEIGHTS = {"word": 1.0, "letter": 1.0, "reading": 1.0, "sign": 1.0}
VECTOR_WEIGHT = 0.8
READ = 300
"""Letters of a message that the classifier looks at."""


@dataclass(frozen=True)
class Seen:
    """A message prepared for the classifier: the text, its words, the text with its facts masked, and signs."""

    text: str
    words: tuple[tokens.Word, ...]
    masked: str
    signs: tuple[str, ...] = ()


def of(seen: Seen) -> dict[str, dict[str, float]]:
    """The features by block, name -> weight; within a block the squares sum up to WEIGHTS² (or 0)."""
    blocks = {
        "word": [*_words(seen.words, ""), *_words(tokens.words(seen.masked[:READ]), "m:")],
        "letter": list(_grams(seen.text[:READ], 1, 3)),
        "reading": list(_grams(tokens.spoken(seen.words), 2, 3)),
        "sign": list(seen.signs),
    }
    return {name: _scaled(found, WEIGHTS[name]) for name, found in blocks.items()}


def _words(words: Iterable[tokens.Word], mark: str) -> Iterable[str]:
    norms = ["^", *(word.norm for word in words), "$"]
    yield from (mark + norm for norm in norms[1:-1])
    yield from (f"{mark}{one} {two}" for one, two in itertools.pairwise(norms))


def _grams(text: str, shortest: int, longest: int) -> Iterable[str]:
    bounded = f"^{text}$"
    for size in range(shortest, longest + 1):
        yield from (bounded[at : at + size] for at in range(len(bounded) - size + 1))


def _scaled(names: Sequence[str], weight: float) -> dict[str, float]:
    unique = set(names)
    each = weight / max(1.0, len(unique) ** 0.5)
    return dict.fromkeys(sorted(unique), each)
