"""Where the words are certain, rules decide over the act model; and which claims count for which act."""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import cues, signs
from .claims import Claim, Reading
from .cues import Stance

Ranked = Sequence[tuple[str, float]]
WITHOUT_FACTS = frozenset(
    [
        "affirm",
        "deny",
        "ask_why",
        "ask_progress",
        "go_back",
        "restart",
        "learn",
        "help",
        "greet",
        "thanks",
        "goodbye",
        "out_of_scope",
    ]
)
SUPPOSABLE = frozenset(["inform", "what_if", "ask_definition", "change_answer", "dont_know"])
SOCIAL = frozenset(["greet", "thanks", "goodbye", "affirm", "deny"])
SURE = 0.9
OUT = "out_of_scope"
HALF_AGREED = 0.1
ASKED_PRIOR = {
    "inform": 2.0,
    "dont_know": 2.0,
    OUT: 0.4,
    "greet": 0.5,
    "learn": 0.5,
    "restart": 0.7,
}
DOUBTED = {"out_of_scope": 0.6}
"""Below this probability (else 0.5) stated facts count for more than the act model."""
UNLIKELY_OPENERS = frozenset((OUT, "ask_progress", "ask_why", "learn", "dont_know", "handoff"))
NEEDED = re.compile(
    r"要否|協議(?:が|は|って|とか)?(?:要|いる|必要)[^。]{0,8}(?:確認|判定|知りた|調べ|教え|見て)"
)
ANSWER = re.compile(r"答え|回答|訂正|間違|やっぱ|さっき|先ほど|でした")
ADVICE = re.compile(
    r"(?:何|どう|なに)(?:を)?(?:し|すれ)(?:たら|ば)(?:いい|ええ|よい|よろし)(?:です|でしょう)?(?:ん|の|か|やろ)*[?？。]*$"
)
GIBBERISH = re.compile(r"(.{1,2}?)\1+.?|[a-z]{2,12}|[!-/:-@]+")
ONLY_PROVISION = re.compile(
    r"(?:規程|要領)?の?[^ぁ-んァ-ヶ]{1,8}(?:の?[^ぁ-んァ-ヶ]{1,5})?(?:項|ただし書き)?(?:は|って|とは|を|の)?[?？]?"
)


def act_of(
    ranked: Ranked, reading: Reading, provision: str | None, asked: str | None
) -> tuple[str, float]:
    """The act and its confidence."""
    ranked = ranked if cues.is_question(reading.text) else weighed(ranked, asked)
    act, confidence = ranked[0]
    certain = (
        _certain(reading, provision, act)
        or _elsewhere(reading, act, dict(ranked)[OUT])
        or _of_facts(reading, act, confidence, asked)
    )
    return (certain, max(confidence, SURE)) if certain else (act, confidence)


def weighed(ranked: Ranked, asked: str | None) -> Ranked:
    """The acts' probabilities given that a question is open: most messages then answer it."""
    if asked is None:
        return ranked
    scaled = [(act, share * ASKED_PRIOR.get(act, 1.0)) for act, share in ranked]
    total = sum(share for _, share in scaled)
    return sorted(((act, share / total) for act, share in scaled), key=lambda pair: -pair[1])


def _certain(reading: Reading, provision: str | None, act: str) -> str | None:
    """The act that the words alone make certain."""
    if provision and ONLY_PROVISION.fullmatch(reading.text):
        return "ask_provision"
    families = set(signs.of(reading.text))
    if not families and not reading.mentions and GIBBERISH.fullmatch(reading.text):
        return OUT
    if act in SUPPOSABLE and _supposes(reading.text):
        return "what_if"
    if act in (OUT, "help") and reading.of(Stance.SUPPOSED) and _supposes(reading.text):
        return "what_if"
    if NEEDED.search(reading.text) and act in UNLIKELY_OPENERS and not families & signs.ASKING:
        return "inform"
    return None


def _elsewhere(reading: Reading, act: str, out: float) -> str | None:
    """Out of scope where the words are of another matter and the model half agrees (`out`)."""
    families = set(signs.of(reading.text))
    facts = {claim.fact for claim in reading.claims if claim.value != "introduce"}
    if (
        act in SOCIAL
        or families & signs.MANNERS
        or out < HALF_AGREED
        or "協議" in reading.text
        or facts - {"subject"}
    ):
        return None
    other = families & signs.ELSEWHERE and not facts and "own" not in families
    return OUT if other or (facts and "request" in families) else None


def _of_facts(reading: Reading, act: str, confidence: float, asked: str | None) -> str | None:
    """The act that stated facts make certain."""
    claimed, undecided = reading.of(Stance.CLAIMED), reading.of(Stance.UNDECIDED)
    corrected = cues.CORRECTION.search(reading.text) and (claimed or reading.of(Stance.OLD))
    if corrected and act in ("inform", OUT):
        return "change_answer"
    telling = [c for c in claimed if c.value != "introduce"]
    changed = any(c.value in ("change_plan", "change_procurement") for c in claimed)
    told = changed and act == "change_answer" and not ANSWER.search(reading.text)
    if told or (telling and ADVICE.search(reading.text)):
        return "inform"
    if cues.is_question(reading.text):
        return None
    plain_words = not set(signs.of(reading.text)) & signs.ASKING
    if any(c.fact == asked for c in claimed) and act.startswith("ask_") and plain_words:
        return "inform"
    if telling and (act == "dont_know" or confidence < DOUBTED.get(act, 0.5)):
        return "inform"
    open_here = undecided and (act in ("inform", "ask_roles") or undecided[0].fact == asked)
    return "dont_know" if open_here and not claimed else None


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
        return [
            c
            for c in reading.of(Stance.UNDECIDED)
            if c.fact != "stage" or "stage" in reading.talked
        ]
    if act.startswith(("ask_", "handoff")):
        return _in_preface(act, reading)
    described = act == "inform" and not cues.SUPPOSING.search(reading.text)
    return reading.of(Stance.CLAIMED, Stance.UNDECIDED, *((Stance.SUPPOSED,) if described else ()))


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
