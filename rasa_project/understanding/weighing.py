"""What the lexicon found and what the model thinks of it, weighed into one value a fact.

The lexicon knows every choice of the edition and how a mention is meant; the model knows ways of speaking that name
no choice. Thresholds were chosen on a fifth of the training messages, held out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..core.model import UNKNOWN, Edition
from .scores import NOT_STATED, Scores

ADDED = 0.3
"""A value that the lexicon did not find counts from this probability on."""
REPLACED, OWN_REPLACED = 0.45, 0.8
"""A value other than the lexicon's; and other than one said in the edition's own words."""
DROPPED, OWN_DROPPED = 0.9, 0.95
"""That a fact is not stated at all, against the lexicon; likewise."""
CLEAR = 0.9
"""Below this probability a yes against the lexicon's no, or the other way round, is to be confirmed."""
SURE = 0.55
"""Below this probability a value that only the model sees is to be confirmed."""


def weigh(
    found: Mapping[str, str],
    own: Collection[str],
    excluded: Collection[tuple[str, str]],
    scores: Scores,
    edition: Edition,
) -> tuple[dict[str, str], tuple[str, ...]]:
    """(facts, those of them that are doubtful).

    found: the lexicon's facts; own: those of them that are said in the edition's own words;
    excluded: (fact, value) of what the message denies or says of others, which the model cannot tell from a claim.
    """
    facts, doubtful = dict(found), []
    for name, shares in scores.facts.items():
        fact = edition.facts.get(name)
        if fact is None or (name in found and found[name] not in shares):
            continue  # the model was not trained for this fact, or never saw this choice
        value = max(shares, key=lambda value: shares[value])
        if value == NOT_STATED:
            if name in found and shares[value] >= (OWN_DROPPED if name in own else DROPPED):
                facts.pop(name)
            continue
        if (name, value) in excluded or value not in (*fact.values, UNKNOWN):
            continue
        # "入れへんわけやない": the model is right more often than the lexicon, but not often enough.
        opposed = {value, found.get(name)} == {"yes", "no"} and shares[value] < CLEAR
        if shares[value] >= _least(name, found, own):
            facts[name] = value
        if opposed or (value == facts.get(name) != found.get(name) and shares[value] < SURE):
            doubtful.append(name)
    return facts, tuple(doubtful)


def _least(name: str, found: Mapping[str, str], own: Collection[str]) -> float:
    """The probability from which a value of the model counts."""
    if name in found:
        return OWN_REPLACED if name in own else REPLACED
    return ADDED
