"""A message understood: its act, the facts it states, the term it asks about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..core.model import UNKNOWN, Edition
from ..text import LONGEST, normalise
from . import cues, provisions, rules, short, tokens
from .claims import Reading, fitting, read, settle
from .classifier import ActClassifier
from .cues import Stance
from .features import Seen
from .letters import plain
from .lexicon import Lexicon
from .signs import of as signs_of
from .terms import Terms

WORDS = re.compile(r"\w")


@dataclass(frozen=True)
class Understood:
    """What a message does (`act`, with calibrated `confidence` 0-1), states and asks about."""

    act: str
    facts: dict[str, str]
    term: str | None
    confidence: float


class Preparer:
    """Prepares a message for the act classifier: facts masked, signs added."""

    def __init__(self, edition: Edition) -> None:
        self.lexicon = Lexicon(edition)
        self.provisions = frozenset(edition.provisions)

    def __call__(self, text: str) -> Seen:
        return self.seen(text[:LONGEST], read(self.lexicon, plain(text[:LONGEST]), ()))

    def seen(self, raw: str, reading: Reading) -> Seen:
        """The message as the classifier sees it, from what was found in it."""
        masked, last = "", 0
        for mention in reading.mentions:
            masked += reading.text[last : mention.start] + "〓"
            last = max(last, mention.end)
        return Seen(normalise(raw), masked + reading.text[last:], self._signs(raw, reading))

    def _signs(self, raw: str, reading: Reading) -> tuple[str, ...]:
        stances = {claim.stance.value for claim in reading.claims}
        provision = provisions.mentioned(raw, self.provisions)
        signs = [f"mentions{min(3, len(reading.mentions))}", *sorted(stances)]
        signs += ["question"] if cues.is_question(reading.text) else []
        signs += ["condition"] if cues.supposition(reading.text) else []
        signs += ["correction"] if cues.CORRECTION.search(reading.text) else []
        signs += ["provision"] if provision else []
        signs += signs_of(reading.text)
        return (*signs, f"length{min(6, len(reading.text) // 6)}")


class Understander:
    """Reads messages against one edition with one act model."""

    def __init__(self, edition: Edition, acts: ActClassifier) -> None:
        self.edition = edition
        self.acts = acts
        self.prepare = Preparer(edition)
        self.lexicon = self.prepare.lexicon
        self.terms = Terms(edition)

    def read(
        self, text: str, asked: str | None = None, choices: Sequence[str] | None = None
    ) -> Understood:
        """Understand one message. Never raises.

        asked: the open question's fact, if any. choices: the values shown, in order; default all of it.
        """
        text = text[:LONGEST].encode("utf-8", "replace").decode("utf-8")
        short_answer = self._short(text, asked, choices)
        if short_answer is None and not WORDS.search(text):
            return Understood("out_of_scope", {}, None, 1.0)
        return short_answer or self._long(text, asked)

    def _short(
        self, text: str, asked: str | None, choices: Sequence[str] | None
    ) -> Understood | None:
        fact = self.edition.facts.get(asked or "")
        if fact and (chosen := short.labelled(text, fact)):
            return Understood("inform", {fact.id: chosen}, None, 1.0)
        act = short.yes_no_unknown(text)
        value = short.named(self.lexicon, text, fact) if fact else None
        if fact and value is None and act is None:
            value = short.chosen_by_number(text, list(choices or fact.values))
        if fact and value and not (act and fact.choice("yes")):
            return Understood(
                "dont_know" if value == UNKNOWN else "inform", {fact.id: value}, None, 1.0
            )
        if act:
            return Understood(act, short.meaning(act, fact), None, 1.0)
        formula = short.formula(text)
        return Understood(formula, {}, None, 1.0) if formula else None

    def _long(self, text: str, asked: str | None) -> Understood:
        asked = asked if asked in self.edition.facts else None
        reading = self._reading(plain(text), asked)
        ranked = self.acts.predict(self.prepare.seen(text, reading))
        provision = provisions.mentioned(text, self.prepare.provisions)
        act, confidence = rules.act_of(ranked, reading, provision, asked)
        term = provision if act == "ask_provision" else None
        if act == "ask_definition":
            term = self.terms.asked(text)
        return Understood(act, self._facts(act, reading, asked), term, confidence)

    def _reading(self, said: str, asked: str | None) -> Reading:
        """The claims; a correction is read again knowing which facts it speaks of."""
        talked = (asked,) if asked else ()
        reading = read(self.lexicon, said, talked)
        if not cues.CORRECTION.search(said):
            return reading
        old = [claim.fact for claim in reading.of(Stance.OLD)]
        topics = [topic.signs[0].fact for topic in self.lexicon.topics(said)]
        return read(self.lexicon, said, dict.fromkeys((*talked, *old, *topics)))

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


__all__ = ["Preparer", "Stance", "Understander", "Understood", "tokens"]
