"""The stages of understanding, in their order. Each is one Rasa component (`components`) and none knows Rasa.

A stage is called with the draft of a message that no earlier stage has settled, and writes what it finds there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from threadpoolctl import threadpool_limits

from ..core.model import UNKNOWN, Edition
from ..text import LONGEST, normalise
from . import cues, doubts, provisions, rules, short, tokens
from .claims import Claim, Reading, fitting, read, settle
from .cues import Stance
from .draft import Draft, Understood
from .features import READ, Extractor
from .letters import plain
from .lexicon import Lexicon
from .scores import LinearModel
from .terms import Terms
from .weighing import weigh

WORDS = re.compile(r"\w")
SPACED = re.compile(r"(?<=[ぁ-んァ-ヴー一-龥])[ 　]+(?=[ぁ-んァ-ヴー一-龥])")
"""Where Japanese is written with spaces between words, as in half-width katakana."""

NEGATIVE = ("no", "none", "not_yet")
"""Values that a bare denial may mean."""


class Stage(Protocol):
    """One step of the understanding."""

    def __call__(self, draft: Draft) -> None: ...


class Normaliser:
    """Valid Unicode of bounded length, one width, typos of spelling undone: `normal` and `plain`.

    A message without a letter or digit (emoji, punctuation) may still be an answer (○, ×), so it goes on.
    """

    def __call__(self, draft: Draft) -> None:
        draft.text = draft.text[:LONGEST].encode("utf-8", "replace").decode("utf-8")
        draft.normal = SPACED.sub("", normalise(draft.text))
        draft.plain = plain(draft.text)


class ShortAnswers:
    """Settles messages that are nothing but an answer or a set phrase, by exact lookup."""

    def __init__(self, edition: Edition, lexicon: Lexicon) -> None:
        self.edition = edition
        self.lexicon = lexicon
        self.headings = tuple(plain(fact.heading) for fact in edition.facts.values())

    def __call__(self, draft: Draft) -> None:
        draft.understood = self._settled(draft)
        if draft.understood is None and not WORDS.search(draft.text):
            draft.understood = Understood("out_of_scope", {}, None, 1.0)

    def _settled(self, draft: Draft) -> Understood | None:
        text, fact = draft.text, self.edition.facts.get(draft.asked or "")
        if fact and (chosen := short.labelled(text, fact)):
            return Understood("inform", {fact.id: chosen}, None, 1.0)
        act = short.yes_no_unknown(text)
        value, slip = (short.named(self.lexicon, text, fact) if fact else None) or (None, False)
        if fact and value is None and act is None:
            value = short.chosen_by_number(
                text, fact.values if draft.choices is None else draft.choices
            )
        if fact and value and not (act and fact.choice("yes")):
            kind = "dont_know" if value == UNKNOWN else "inform"
            return Understood(kind, {fact.id: value}, None, 1.0, (fact.id,) if slip else ())
        if act:
            facts = short.meaning(act, fact)
            unsure = tuple(facts) if fact and doubts.turned_around(text, fact) else ()
            return Understood(act, facts, None, 1.0, unsure)
        if short.wishes_to_change(draft.plain, self.headings):
            return Understood("change_answer", {}, None, 1.0)
        formula = short.formula(text)
        return Understood(formula, {}, None, 1.0) if formula else None


class Words:
    """The words of the normalised text, with normalised and reading forms (SudachiPy as GiNZA sets it up)."""

    def __call__(self, draft: Draft) -> None:
        draft.words = tokens.words(draft.normal[:READ])


class FactFinder:
    """The mentions of facts and how each is meant: `reading`.

    A correction is read a second time, knowing which facts it speaks of.
    """

    def __init__(self, lexicon: Lexicon, facts: frozenset[str]) -> None:
        self.lexicon = lexicon
        self.facts = facts

    def __call__(self, draft: Draft) -> None:
        talked = (draft.asked,) if draft.asked in self.facts and draft.asked else ()
        draft.reading = read(self.lexicon, draft.plain, talked)
        if cues.CORRECTION.search(draft.plain):
            old = [claim.fact for claim in draft.reading.of(Stance.OLD)]
            topics = [topic.signs[0].fact for topic in self.lexicon.topics(draft.plain)]
            again = dict.fromkeys((*talked, *old, *topics))
            draft.reading = read(self.lexicon, draft.plain, again)


class Scorer:
    """The acts and the facts' values with calibrated probabilities: `scores`."""

    def __init__(self, model: LinearModel, edition: Edition, lexicon: Lexicon) -> None:
        self.model = model
        self.extract = Extractor(edition, lexicon)
        # For this process and for good: a message is too little work for threads, which wait for each other.
        threadpool_limits(1, user_api="blas")

    def __call__(self, draft: Draft) -> None:
        draft.scores = self.model.scores(self.extract(draft))


class Decision:
    """The act, in or out of scope, from scores, words and the open question; the facts that count under it."""

    def __init__(self, edition: Edition, lexicon: Lexicon) -> None:
        self.edition = edition
        self.lexicon = lexicon
        self.terms = Terms(edition)
        self.known = frozenset(edition.provisions)

    def __call__(self, draft: Draft) -> None:
        assert draft.scores is not None  # the stage before this one has run
        asked = draft.asked if draft.asked in self.edition.facts else None
        provision = provisions.mentioned(draft.text, self.known)
        act, confidence = rules.act_of(draft.scores, draft.reading, provision, asked)
        found = self._found(act, draft.reading)
        doubtful: tuple[str, ...] = ()
        # Whoever asks or supposes something says little else: what the words say stays as it is.
        aside = act.startswith(rules.ASIDE) or (act == "what_if" and found)
        if act not in rules.WITHOUT_FACTS and not aside:
            own = own_words(found, draft.reading)
            excluded = not_meant(draft.reading, asked)
            found, doubtful = weigh(found, own, excluded, draft.scores, self.edition)
        facts = self._completed(act, fitting(self.edition, found, asked), draft.reading, asked)
        term = provision if act == "ask_provision" else None
        if act == "ask_definition":
            term = self.terms.asked(draft.text)
        unsure = doubts.of(act, confidence, facts, draft.reading)
        unsure = tuple(name for name in facts if name in unsure or name in doubtful)
        draft.understood = Understood(act, facts, term, confidence, unsure)

    def _found(self, act: str, reading: Reading) -> dict[str, str]:
        """The lexicon's facts that count under the act."""
        claims = rules.counting(act, reading)
        return settle(claims, self.lexicon.file.precedence, last=act == "change_answer")

    def _completed(
        self, act: str, facts: dict[str, str], reading: Reading, asked: str | None
    ) -> dict[str, str]:
        """The facts with what a yes or no among longer words says."""
        fact = self.edition.facts.get(asked or "")
        if act == "change_answer":
            named = (self.edition.facts[name] for name in reading.talked if name != asked)
            return facts | short.restated(reading.text, named)
        if fact and not facts and act in ("affirm", "deny", "dont_know"):
            return short.meaning(act, fact)
        if fact and act == "dont_know" and fact.id in facts:
            return {**facts, fact.id: UNKNOWN}
        if fact and fact.id not in facts and act == "inform":
            return facts | short.led(reading.text, fact)
        return facts


def own_words(found: Mapping[str, str], reading: Reading) -> frozenset[str]:
    """The facts whose value is said in the edition's own words."""
    starts = {mention.start for mention in reading.mentions if mention.own}
    return frozenset(
        claim.fact
        for claim in reading.claims
        if claim.start in starts and found.get(claim.fact) == claim.value
    )


def not_meant(reading: Reading, asked: str | None) -> frozenset[tuple[str, str]]:
    """(fact, value) of what is denied or said of others, and nowhere claimed.

    What denies or leaves open something else only is no denial of the open question (SaaSではない).
    """
    claimed = {(claim.fact, claim.value) for claim in reading.of(Stance.CLAIMED)}
    aside = reading.of(Stance.DENIED, Stance.OTHERS, Stance.OLD)
    not_own = {(claim.fact, claim.value) for claim in aside}
    if asked and any(map(negative, reading.claims)):
        not_own |= {(asked, value) for value in NEGATIVE}
    return frozenset(not_own) - claimed


def negative(claim: Claim) -> bool:
    """Whether the claim denies something or leaves it open."""
    return claim.stance in (Stance.DENIED, Stance.UNDECIDED) or claim.value in NEGATIVE
