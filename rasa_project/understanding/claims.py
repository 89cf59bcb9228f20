"""From mentions to facts: each mention is weighed by how it is said, then one value a fact is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..core.conditions import Possible
from ..core.model import UNKNOWN, Edition
from . import cues
from .cues import Stance
from .lexicon import Lexicon, Mention
from .lexicon_file import Sign

PERSONAL = ("web_app_personal_input", "saas_city_data")
"""Both speak of personal data that is put in; only the subject or the question tells which, else the first."""
DECIDING = ("subject", "activity")
OPPOSITE = {"yes": "no", "no": "yes"}
ENDING = ("abolish_target",)
"""Here やめる is what is said, not a denial."""
NEAR = 16
"""Letters after a predicate within which its denial stands."""
CONTRACTING = re.compile(r"契約|発注|調達|委託契約|申込|申し込み|購入|入札")


@dataclass(frozen=True)
class Claim:
    """One value of a fact, how it is meant, and where it stands."""

    fact: str
    value: str
    stance: Stance
    start: int
    end: int


@dataclass
class Reading:
    """A plain text with everything found in it. talked: the facts that are being talked about."""

    text: str
    talked: tuple[str, ...] = ()
    mentions: list[Mention] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def of(self, *stances: Stance) -> list[Claim]:
        """The claims of these stances, in order."""
        return [claim for claim in self.claims if claim.stance in stances]


def read(lexicon: Lexicon, text: str, talked: Iterable[str] = ()) -> Reading:
    """All claims of a plain text, in order."""
    reading = Reading(text, tuple(talked))
    reading.mentions = lexicon.mentions(text, reading.talked)
    scene = _Scene.of(text)
    for at, mention in enumerate(reading.mentions):
        sign = _meant(mention.signs, reading)
        value, stance = _weighed(sign, mention, _tail(reading, at, scene), scene)
        reading.claims.append(Claim(sign.fact, value, stance, mention.start, mention.end))
    reading.claims += _undecided_topics(lexicon, reading, scene)
    return reading


@dataclass(frozen=True)
class _Scene:
    """The text's clauses, the stretch that is only supposed, the stretches about others."""

    text: str
    clauses: list[tuple[int, int]]
    supposed: tuple[int, int] | None
    others: list[tuple[int, int]]

    @classmethod
    def of(cls, text: str) -> _Scene:
        return cls(text, cues.clauses(text), cues.supposition(text), cues.others(text))

    def rest(self, place: int) -> str:
        """The clause from this place on."""
        return self.text[place : cues.clause_of(self.clauses, max(0, place - 1))[1]]


def _tail(reading: Reading, at: int, scene: _Scene) -> str:
    """What follows a mention, up to the next one or the end of its clause.

    A predicate's tail goes on over words about the same fact (切り分けは無理).
    """
    mention = reading.mentions[at]
    rest = scene.rest(mention.end)
    polar = {sign.fact for sign in mention.signs if sign.polar}
    later = [
        m
        for m in reading.mentions[at + 1 :]
        if m.start >= mention.end and not polar & {sign.fact for sign in m.signs}
    ]
    tail = rest[: later[0].start - mention.end] if later else rest
    if later and tail in ("も", "や", "と", "・"):
        return _tail(reading, reading.mentions.index(later[0]), scene)
    return tail


def _weighed(sign: Sign, mention: Mention, tail: str, scene: _Scene) -> tuple[str, Stance]:
    """The value meant and how: the first that fits."""
    rest = scene.rest(mention.end)
    if cues.undecided(rest, sign.polar):
        return UNKNOWN, Stance.UNDECIDED
    stance = _stance(mention, tail, scene)
    if sign.denied is not None:
        return (sign.denied if cues.denied(tail[:NEAR]) else sign.value), stance
    only = scene.text[: mention.end].endswith("しか")
    open_to = stance in (Stance.CLAIMED, Stance.SUPPOSED) and not only and sign.fact not in ENDING
    if not open_to or not (cues.DENIED_AFTER.search(tail) or cues.REPLACED.search(rest)):
        return sign.value, stance
    return (OPPOSITE[sign.value], stance) if sign.value in OPPOSITE else (sign.value, Stance.DENIED)


def _stance(mention: Mention, tail: str, scene: _Scene) -> Stance:
    if scene.supposed and scene.supposed[0] <= mention.start < scene.supposed[1]:
        return Stance.SUPPOSED
    if any(start <= mention.start < end for start, end in scene.others):
        return Stance.OTHERS
    if cues.CORRECTION.search(scene.text) and cues.OLD_AFTER.search(tail):
        return Stance.OLD
    return Stance.ASKED if cues.ASKED_AFTER.search(tail) else Stance.CLAIMED


def _meant(signs: tuple[Sign, ...], reading: Reading) -> Sign:
    """Which of several facts a word speaks of: the one talked about, else by context, else the more usual."""
    signs = tuple(sorted(signs, key=lambda sign: not sign.polar))
    for sign in signs:
        if sign.fact in reading.talked:
            return sign
    contract = next((sign for sign in signs if sign.fact == "contract"), signs[0])
    other = next((sign for sign in signs if sign.fact != "contract"), signs[0])
    return contract if CONTRACTING.search(reading.text) else other


def _undecided_topics(lexicon: Lexicon, reading: Reading, scene: _Scene) -> list[Claim]:
    """「契約の形は未定」: the fact is named, its value is open."""
    found = []
    known = {claim.fact for claim in reading.claims}
    for topic in lexicon.topics(reading.text):
        fact, rest = topic.signs[0].fact, scene.rest(topic.end)
        if fact not in known and len(rest) < 24 and cues.UNDECIDED.search(rest):
            found.append(Claim(fact, UNKNOWN, Stance.UNDECIDED, topic.start, topic.end))
    return found


def settle(
    claims: Iterable[Claim], precedence: dict[str, tuple[str, ...]], last: bool = False
) -> dict[str, str]:
    """One value a fact: the finer one where the file says so, else the first (or the last) said."""
    chosen: dict[str, Claim] = {}
    for claim in sorted(claims, key=lambda c: c.start):
        before = chosen.get(claim.fact)
        if before is None or last or _finer(claim, before, precedence.get(claim.fact, ())):
            chosen[claim.fact] = claim
    return {fact: claim.value for fact, claim in chosen.items()}


def _finer(claim: Claim, before: Claim, order: tuple[str, ...]) -> bool:
    if claim.value not in order or before.value not in order:
        return before.value == UNKNOWN
    return order.index(claim.value) < order.index(before.value)


def fitting(edition: Edition, facts: dict[str, str], asked: str | None) -> dict[str, str]:
    """The facts whose questions can arise beside the others (a package has no SaaS data).

    Only subject and activity rule out others here: the stage may have been said before.
    """
    kept = dict(facts)
    if kept.keys() >= set(PERSONAL) and "subject" not in kept:
        kept.pop(PERSONAL[0] if asked == PERSONAL[1] else PERSONAL[1])
    for name in facts:
        if name not in kept:
            continue
        others = {n: v for n, v in kept.items() if n in DECIDING and n != name and v != UNKNOWN}
        condition = edition.facts[name].applies_when
        if name != asked and condition.truth(others, _anything(edition)) is False:
            kept.pop(name)
    return kept


def _anything(edition: Edition) -> Possible:
    """A fact not stated may be anything that makes sense beside the stated ones."""

    def possible(fact: str, known: Mapping[str, str]) -> frozenset[str]:
        values = {*edition.facts[fact].values, UNKNOWN}
        for pair in edition.combinations:
            if pair.second == fact and known.get(pair.first) in pair.pairs:
                values &= pair.pairs[known[pair.first]] | {UNKNOWN}
            if pair.first == fact and pair.second in known:
                values = {v for v in values if known[pair.second] in pair.pairs.get(v, ())}
        return frozenset(values)

    return possible
