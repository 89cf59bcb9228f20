"""Which readings are too doubtful to be used unasked."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.model import Fact
from . import cues, short
from .claims import Reading
from .letters import plain
from .lexicon import short_label
from .rules import STATING

LEAST = 0.45
"""Below this probability of the act, what a message states is only a guess."""


def of(act: str, confidence: float, facts: Mapping[str, str], reading: Reading) -> tuple[str, ...]:
    """The facts to confirm: the act itself is in doubt, or the word was recognised by its sound only."""
    if act not in STATING:
        return ()
    if confidence < LEAST:
        return tuple(facts)
    spans = {(claim.fact, claim.value): claim.start for claim in reading.claims}
    guessed = {mention.start for mention in reading.mentions if mention.guessed}
    return tuple(name for name, value in facts.items() if spans.get((name, value)) in guessed)


def turned_around(text: str, fact: Fact) -> bool:
    """Whether a bare answer can be meant both ways.

    「ほかにないといえますか」 answered by 「ありません」: not so, or no other?
    """
    yes = fact.choice("yes")
    if yes is None or not short.repeats_verb(text):
        return False
    return cues.denied(plain(short_label(yes.label)))
