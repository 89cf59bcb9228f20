"""Japanese words: GiNZA's tokenizer and static vectors, loaded once when first needed.

GiNZA's own pipeline (parser, named entities) costs some 45 ms a sentence and calls SaaS an organization;
its tokenizer (Sudachi) costs 0.1 ms, so nothing else of it is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIMENSIONS = 300
_UNUSED = ["tok2vec", "parser", "ner", "morphologizer", "attribute_ruler"]
_UNUSED += ["compound_splitter", "bunsetu_recognizer"]


@dataclass(frozen=True)
class Word:
    """One word: as written, its normalised form, its reading in katakana, its part of speech."""

    surface: str
    norm: str
    reading: str
    pos: str


@lru_cache(maxsize=1)
def _ginza() -> Any:
    import spacy

    return spacy.load("ja_ginza", exclude=_UNUSED)


@lru_cache(maxsize=2048)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text, shortest units (Sudachi mode A)."""
    from sudachipy import SplitMode

    found = _ginza().tokenizer.tokenizer.tokenize(text, SplitMode.A)
    return tuple(
        Word(m.surface(), m.normalized_form(), m.reading_form(), m.part_of_speech()[0])
        for m in found
    )


def spoken(words: Iterable[Word]) -> str:
    """How words are read, in katakana; what is not a word reads as it is written."""
    return "".join(word.reading or word.surface for word in words)


def reading(text: str) -> str:
    """How a text is read, in katakana."""
    return spoken(words(text))


def vector(words: Iterable[Word]) -> NDArray[np.float32]:
    """The mean static vector of the content words, length 1 (or 0): shape (DIMENSIONS,)."""
    vocab = _ginza().vocab
    found = [vocab[word.norm].vector for word in words if word.pos not in ("助詞", "補助記号")]
    if not found:
        return np.zeros(DIMENSIONS, np.float32)
    mean = np.mean(found, axis=0)
    length = float(np.linalg.norm(mean))
    return np.asarray(mean / length if length else mean, np.float32)
