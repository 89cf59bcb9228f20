"""Where the words are certain, rules decide over the linear model; and which claims count for which act."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..core.model import UNKNOWN
from . import cues, signs
from .claims import DECIDING, Claim, Reading
from .cues import Stance
from .scores import NOT_STATED, Scores

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
OUT = "out_of_scope"
SURE = 0.9
HEARD = 0.5
"""With fewer letters in words that it has met, the model guesses; chosen on `dev` and on letters drawn at random."""
STATING = frozenset(["inform", "change_answer", "affirm", "deny", "dont_know"])
DOUBTED_OUT = 0.7
"""Below this probability of being out of scope, a subject or an activity alone counts. Chosen on messages of both
held-out sets, whose false alarms are a little too few since."""
MORE_OUT = 2.0
"""How many times more frequent out of scope is; chosen on `dev` so that false alarms stay under 2 %."""
FREE = 0.5
"""How much an act is believed whatever the message says about the open question."""
ASIDE = ("ask_", "handoff")
"""Acts that state facts at most beside what they ask."""
MISTAKEN = frozenset(
    ("inform", "ask_definition", "ask_why", "ask_roles", "ask_forms", OUT, "what_if")
)
NEEDED = re.compile(
    r"(?<!なんで)(?<!なぜ)(?:協議|手続き?|申請|届)(?:が|は|って|とか)?(?:い(?:る|り)|要(?:る|り|否)|必要)[^。なぜ]{0,10}$"
)
NO_SUCH_NOTE = re.compile(r"※\d{1,2}(?:は|って|とは|を|の)?[^。、]{0,4}[?？]?")
READABLE = re.compile("[ぁ-ゖァ-ヶ一-龠々a-z0-9]")
REPEATED = re.compile(r"(.{2,12}?)\1{4,}.{0,12}", re.DOTALL)
GIBBERISH = re.compile(r"(.{1,2}?)\1+.?|[a-z]{2,12}|[!-/:-@]+")
ONLY_PROVISION = re.compile(
    r"(?:規程|要領)?の?[^ぁ-んァ-ヶ]{1,8}(?:の?[^ぁ-んァ-ヶ]{1,5})?(?:項|ただし書き)?(?:は|って|とは|を|の)?[?？]?"
)


def act_of(
    scores: Scores, reading: Reading, provision: str | None, asked: str | None
) -> tuple[str, float]:
    """The act and its probability."""
    acts = weighed(together(scores, asked) if asked else scores.acts)
    act = max(acts, key=lambda name: acts[name])
    if NO_SUCH_NOTE.fullmatch(reading.text) or (
        provision and ONLY_PROVISION.fullmatch(reading.text)
    ):
        return "ask_provision", max(acts[act], SURE)
    unheard = act in STATING and scores.heard < HEARD
    noise = (unheard or GIBBERISH.fullmatch(reading.text)) and not (
        reading.mentions or signs.of(reading.text)
    )
    if noise or REPEATED.fullmatch(reading.text) or not READABLE.search(reading.text):
        return OUT, max(acts[act], SURE)
    if act == OUT and acts[OUT] < _out_despite(reading):
        return "inform", 1 - acts[OUT]
    # "SaaSの契約更新って協議いりますか" describes a case and asks what the bot is for.
    if act in MISTAKEN and NEEDED.search(reading.text) and reading.claims:
        return "inform", max(acts[act], SURE)
    return act, acts[act]


def _out_despite(reading: Reading) -> float:
    """The probability of being out of scope that outweighs the lexicon: who says what for and what to do plans a case."""
    stated = {claim.fact for claim in reading.of(Stance.CLAIMED)}.intersection(DECIDING)
    return (0.0, DOUBTED_OUT, SURE)[len(stated)]


def weighed(acts: Mapping[str, float]) -> dict[str, float]:
    """The probabilities with out of scope as frequent as it is among people, not as in the training material."""
    likely = {**acts, OUT: acts.get(OUT, 0.0) * MORE_OUT}
    total = sum(likely.values())
    return {act: share / total for act, share in likely.items()}


def together(scores: Scores, asked: str) -> dict[str, float]:
    """The acts' probabilities given what the message says about the open question.

    Who does not know states no value, and who states one knows.
    """
    shares = scores.facts.get(asked)
    if not shares:
        return scores.acts
    unknown = shares.get(UNKNOWN, 0.0)
    stated = 1 - unknown - shares.get(NOT_STATED, 0.0)
    likely = dict(scores.acts)
    for act, share in (("dont_know", unknown), ("inform", stated)):
        likely[act] = likely.get(act, 0.0) * (FREE + share)
    total = sum(likely.values())
    return {act: share / total for act, share in likely.items()}


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
    if act.startswith(ASIDE):
        return _in_preface(act, reading)
    described = act == "inform" and not cues.SUPPOSING.search(reading.text)
    asked = act == "inform" and NEEDED.search(reading.text)
    also = (*((Stance.SUPPOSED,) if described else ()), *((Stance.ASKED,) if asked else ()))
    return reading.of(Stance.CLAIMED, Stance.UNDECIDED, *also)


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
