"""Where the words are certain, rules decide over the act model; and which claims count for which act."""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import cues
from .claims import Claim, Reading
from .cues import Stance

Ranked = Sequence[tuple[str, float]]
WITHOUT_FACTS = frozenset(
    "affirm deny ask_why ask_progress go_back restart learn help greet thanks goodbye out_of_scope".split()
)
UNSURE = 0.5
ONLY_PROVISION = re.compile(
    r"(?:規程|要領)?の?[^ぁ-んァ-ヶ]{1,8}(?:の?[^ぁ-んァ-ヶ]{1,5})?(?:項|ただし書き)?(?:は|って|とは|を|の)?[?？]?"
)


def act_of(
    ranked: Ranked, reading: Reading, provision: str | None
) -> tuple[str, float]:
    """The act and its confidence."""
    act, confidence = ranked[0]
    certain = _certain(reading, provision, act)
    if certain:
        return certain, max(confidence, 0.9)
    if reading.of(Stance.CLAIMED) and _doubtful(act, confidence) and not cues.is_question(reading.text):
        return "inform", confidence
    return act, confidence


def _doubtful(act: str, confidence: float) -> bool:
    return confidence < (0.6 if act == "out_of_scope" else UNSURE)


def _certain(reading: Reading, provision: str | None, act: str) -> str | None:
    text = reading.text
    claimed, undecided = reading.of(Stance.CLAIMED), reading.of(Stance.UNDECIDED)
    if provision and ONLY_PROVISION.fullmatch(text):
        return "ask_provision"
    if _supposes(text) and act in ("inform", "what_if", "ask_definition", "change_answer"):
        return "what_if"
    if act in ("inform", "out_of_scope") and cues.CORRECTION.search(text):
        if claimed or reading.of(Stance.OLD):
            return "change_answer"
    if undecided and not claimed and act in ("inform", "ask_roles") and not cues.is_question(text):
        return "dont_know"
    return None


def _supposes(text: str) -> bool:
    """Whether the text asks what follows under a condition."""
    stretch = cues.supposition(text)
    return stretch is not None and bool(cues.RESULT_ASKED.search(text[stretch[1] :]))


def counting(act: str, reading: Reading) -> list[Claim]:
    """The claims that make facts under an act."""
    if act in WITHOUT_FACTS:
        return []
    if act == "what_if":
        return reading.of(Stance.SUPPOSED) or reading.of(Stance.CLAIMED)
    if act == "dont_know":
        return reading.of(Stance.UNDECIDED)
    if act.startswith(("ask_", "handoff")):
        return _in_preface(act, reading)
    return reading.of(Stance.CLAIMED, Stance.UNDECIDED)


def _in_preface(act: str, reading: Reading) -> list[Claim]:
    """Of a question's words only the preface states facts (SaaSを入れたいんやけど様式は？)."""
    text = reading.text
    prefaces = [
        (start, end)
        for start, end in cues.clauses(text)
        if end < len(text) and (act != "ask_definition" or cues.PREFACE_END.search(text[start:end]))
    ]
    claims = reading.of(Stance.CLAIMED)
    return [c for c in claims if any(start <= c.start < end for start, end in prefaces)]
