"""What the model sees of a message: words, letters, readings, claims of facts, signs, and the open question."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..core.model import Edition
from . import cues, provisions, tokens
from .claims import fitting, settle
from .cues import Stance
from .draft import Draft
from .lexicon import Lexicon
from .signs import of as signs_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

READ = 300
"""Letters of a message that the model looks at; what facts are mentioned is looked for in all of it."""
VECTOR_WEIGHT = 0.8
CLAIM_WEIGHT = 0.6
SETTLED_WEIGHT = 1.0
ASKED_WEIGHT = 0.6
POLAR_WEIGHT = 0.7
ENDING = 16
"""Letters at the end of a clause in which its predicate is denied or not."""
CONTENT = ("名詞", "動詞", "形容詞", "形状詞")
WEIGHTLESS = re.compile(r"[ぁ-ゖ]|[ァ-ヶー]+|\W+")
"""Words that say nothing about whether a message is one: single kana, which noise falls apart into, and names."""


@dataclass(frozen=True)
class Features:
    """named: feature -> weight, each name led by its block; vector: shape (DIMENSIONS,), length <= VECTOR_WEIGHT."""

    named: dict[str, float]
    vector: NDArray[np.float32]
    asked: str | None
    """The open question, if its fact is known."""
    content: Mapping[str, int] = field(default_factory=dict)
    """The features of words that carry a meaning by themselves, with the letters that they take."""


class Extractor:
    """Makes features of drafts that have been normalised, cut into words and searched for facts."""

    def __init__(self, edition: Edition, lexicon: Lexicon) -> None:
        self.edition = edition
        self.precedence = lexicon.file.precedence
        self.provisions = frozenset(edition.provisions)

    def __call__(self, draft: Draft) -> Features:
        """The features of one message. Within a block of words or letters the squares sum up to 1 (or 0)."""
        text = draft.normal[:READ]
        masked = tokens.words(_masked(draft)[:READ])
        named = {
            **_block("word", [*_pairs(draft.words, ""), *_pairs(masked, "m:")]),
            **_block("letter", _grams(text, 1, 3)),
            **_block("reading", _grams(tokens.spoken(draft.words), 2, 3)),
            **_block("sign", self._signs(draft)),
            **_block("polar", _with_polarity(draft), POLAR_WEIGHT),
            **dict(self._facts(draft)),
        }
        asked = draft.asked if draft.asked in self.edition.facts else None
        named.update(self._question(draft, asked))
        vector = VECTOR_WEIGHT * tokens.vector(draft.words)
        return Features(named, vector, asked, _content(draft.words))

    def _signs(self, draft: Draft) -> list[str]:
        reading = draft.reading
        signs = [f"mentions{min(3, len(reading.mentions))}"]
        signs += sorted({claim.stance.value for claim in reading.claims})
        signs += ["question"] if cues.is_question(reading.text) else []
        signs += ["condition"] if cues.supposition(reading.text) else []
        signs += ["correction"] if cues.CORRECTION.search(reading.text) else []
        signs += ["provision"] if provisions.mentioned(draft.text, self.provisions) else []
        signs += signs_of(reading.text)
        return [*signs, f"length{min(6, len(reading.text) // 6)}"]

    def _facts(self, draft: Draft) -> Iterator[tuple[str, float]]:
        """What the lexicon found, claim by claim and settled to one value a fact."""
        for claim in draft.reading.claims:
            yield f"claim:{claim.fact}={claim.value}:{claim.stance.value}", CLAIM_WEIGHT
            yield f"claim:{claim.fact}", CLAIM_WEIGHT
        spans = cues.clauses(draft.reading.text)
        for mention in draft.reading.mentions:
            end = cues.clause_of(spans, mention.end - 1)[1]
            polarity = _polarity(draft.reading.text[mention.end : end])
            for sign in mention.signs:
                yield f"mention:{sign.fact}={sign.value}:{polarity}", CLAIM_WEIGHT
        claimed = draft.reading.of(Stance.CLAIMED, Stance.UNDECIDED)
        corrected = bool(cues.CORRECTION.search(draft.plain))
        facts = settle(claimed, self.precedence, last=corrected)
        for fact, value in fitting(self.edition, facts, draft.asked).items():
            yield f"settled:{fact}={value}", SETTLED_WEIGHT
        for fact, value in settle(draft.reading.of(Stance.SUPPOSED), self.precedence).items():
            yield f"supposed:{fact}={value}", SETTLED_WEIGHT

    def _question(self, draft: Draft, asked: str | None) -> Iterator[tuple[str, float]]:
        """The open question, and what the message seems to say about it."""
        if asked is None:
            yield "asked:nothing", ASKED_WEIGHT
            return
        yield f"asked:{asked}", ASKED_WEIGHT
        yield (
            f"asked:{'yes_no' if self.edition.facts[asked].choice('yes') else 'which'}",
            ASKED_WEIGHT,
        )
        for stance in sorted({c.stance.value for c in draft.reading.claims if c.fact == asked}):
            yield f"answer:{stance}", ASKED_WEIGHT


def _masked(draft: Draft) -> str:
    """The plain text with its facts masked."""
    masked, last = "", 0
    for mention in draft.reading.mentions:
        masked += draft.reading.text[last : mention.start] + "〓"
        last = max(last, mention.end)
    return masked + draft.reading.text[last:]


def _polarity(ending: str) -> str:
    return "no" if cues.denied(ending[-ENDING:]) else "yes"


def _with_polarity(draft: Draft) -> Iterator[str]:
    """The content words, each with whether its clause ends in a denial: a linear model cannot join the two."""
    clause: list[tokens.Word] = []
    for word in (*draft.words, None):
        if word is not None:
            clause.append(word)
        if word is None or word.pos == "補助記号":
            polarity = _polarity("".join(one.surface for one in clause))
            yield from (f"{polarity}:{one.norm}" for one in clause if one.pos in CONTENT)
            clause = []


def _content(words: Iterable[tokens.Word]) -> dict[str, int]:
    letters: Counter[str] = Counter()
    for word in words:
        if not WEIGHTLESS.fullmatch(word.surface):
            letters[f"word:{word.norm}"] += len(word.surface)
    return dict(letters)


def _pairs(words: Iterable[tokens.Word], mark: str) -> Iterator[str]:
    norms = ["^", *(word.norm for word in words), "$"]
    yield from (mark + norm for norm in norms[1:-1])
    yield from (f"{mark}{one} {two}" for one, two in itertools.pairwise(norms))


def _grams(text: str, shortest: int, longest: int) -> Iterator[str]:
    bounded = f"^{text}$"
    for size in range(shortest, longest + 1):
        yield from (bounded[at : at + size] for at in range(len(bounded) - size + 1))


def _block(name: str, found: Iterable[str], weight: float = 1.0) -> dict[str, float]:
    unique = dict.fromkeys(found)
    each = weight / max(1.0, len(unique) ** 0.5)
    return {f"{name}:{one}": each for one in unique}
