"""The stages of understanding, in their order. Each is one Rasa component (`components`) and none knows Rasa.

A stage is called with the draft of a message that no earlier stage has settled, and writes what it finds there.
"""

from __future__ import annotations

import re
from typing import Protocol

from ..core.model import UNKNOWN, Edition
from ..text import LONGEST, normalise
from . import cues, doubts, provisions, rules, short, tokens
from .claims import Reading, fitting, read, settle
from .classifier import ActClassifier
from .cues import Stance
from .draft import Draft, Understood
from .features import READ, Seen
from .letters import plain
from .lexicon import Lexicon
from .signs import of as signs_of
from .terms import Terms

WORDS = re.compile(r"\w")


class Stage(Protocol):
    """One step of the understanding."""

    def __call__(self, draft: Draft) -> None: ...


class Normaliser:
    """Valid Unicode of bounded length, one width, typos of spelling undone: `normal` and `plain`.

    A message without a letter or digit (emoji, punctuation) may still be an answer (○, ×), so it goes on.
    """

    def __call__(self, draft: Draft) -> None:
        draft.text = draft.text[:LONGEST].encode("utf-8", "replace").decode("utf-8")
        draft.normal = normalise(draft.text)
        draft.plain = plain(draft.text)


class ShortAnswers:
    """Settles messages that are nothing but an answer or a set phrase, by exact lookup."""

    def __init__(self, edition: Edition, lexicon: Lexicon) -> None:
        self.edition = edition
        self.lexicon = lexicon

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


class ActScores:
    """The acts with their calibrated probabilities: `ranked`."""

    def __init__(self, acts: ActClassifier, known: frozenset[str]) -> None:
        self.acts = acts
        self.known = known

    def __call__(self, draft: Draft) -> None:
        draft.ranked = self.acts.predict(seen(draft, self.known))


class Decision:
    """The act, in or out of scope, from scores, words and the open question; the facts that count under it."""

    def __init__(self, edition: Edition, lexicon: Lexicon) -> None:
        self.edition = edition
        self.lexicon = lexicon
        self.terms = Terms(edition)
        self.known = frozenset(edition.provisions)

    def __call__(self, draft: Draft) -> None:
        asked = draft.asked if draft.asked in self.edition.facts else None
        provision = provisions.mentioned(draft.text, self.known)
        act, confidence = rules.act_of(draft.ranked, draft.reading, provision, asked)
        facts = self._facts(act, draft.reading, asked)
        term = provision if act == "ask_provision" else None
        if act == "ask_definition":
            term = self.terms.asked(draft.text)
        unsure = doubts.of(act, confidence, facts, draft.reading)
        draft.understood = Understood(act, facts, term, confidence, unsure)

    def _facts(self, act: str, reading: Reading, asked: str | None) -> dict[str, str]:
        claims = rules.counting(act, reading)
        facts = settle(claims, self.lexicon.file.precedence, last=act == "change_answer")
        facts = fitting(self.edition, facts, asked)
        fact = self.edition.facts.get(asked or "")
        if act == "change_answer":
            named = (self.edition.facts[name] for name in reading.talked if name != asked)
            return facts | short.restated(reading.text, named)
        if fact and not facts and act in ("affirm", "deny", "dont_know"):
            return short.meaning(act, fact)
        if fact and fact.id not in facts and act == "inform":
            facts |= short.led(reading.text, fact)
        return facts


def seen(draft: Draft, known: frozenset[str]) -> Seen:
    """The message as the act classifier sees it: words, the text with its facts masked, and signs.

    known: ids of the provisions that exist.
    """
    masked, last = "", 0
    for mention in draft.reading.mentions:
        masked += draft.reading.text[last : mention.start] + "〓"
        last = max(last, mention.end)
    masked += draft.reading.text[last:]
    return Seen(draft.normal, draft.words, masked, _signs(draft, known))


def _signs(draft: Draft, known: frozenset[str]) -> tuple[str, ...]:
    reading = draft.reading
    signs = [f"mentions{min(3, len(reading.mentions))}"]
    signs += sorted({claim.stance.value for claim in reading.claims})
    signs += ["question"] if cues.is_question(reading.text) else []
    signs += ["condition"] if cues.supposition(reading.text) else []
    signs += ["correction"] if cues.CORRECTION.search(reading.text) else []
    signs += ["provision"] if provisions.mentioned(draft.text, known) else []
    signs += signs_of(reading.text)
    return (*signs, f"length{min(6, len(reading.text) // 6)}")
