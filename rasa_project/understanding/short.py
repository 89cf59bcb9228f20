"""Short messages by exact phrase: yes, no, don't know, a number, a value's name, a set phrase.

Every statistical model tried flips some yes and no, so these are looked up (phrases.yml) before a model is
asked. A message counts only if it consists of nothing but phrases of one kind; "いや、そうです" is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from ..core.model import UNKNOWN, Fact
from ..edition.source import Entry, read
from ..text import fold, normalise, place_named, plainer
from . import letters
from .letters import plain
from .lexicon import Lexicon

PHRASES = Path(__file__).with_name("phrases.yml")
ANSWERS = ("affirm", "deny", "dont_know")

_TAIL = (
    "(?:なのです|なんです|のです|んです|です|ですけど|でした|でございます|だと思います|やと思います|と思います|と思う|だ|やねん|やで|やわ|やな|やね|や|"
    "っす|けど|ので|よ|ね|な|なあ|なぁ|わ|で|ねん|とちゃう|かな)*"
)
_GAP = r"[\s、。，．,.!！?？~〜…・っー🙋😅🙏👌😊👋🙇✨🌙]*"
_ASKING_TAIL = (
    r"(?:です|ます|でした|ください|下さい|お願いします|おねがいします|ね|な|なぁ|や|やで|わ|よ|ん)*"
)


@lru_cache(maxsize=1)
def _sections() -> dict[str, Entry]:
    return read(PHRASES).mapping(*ANSWERS, "hesitation", "existence", "formulas")


@lru_cache(maxsize=1)
def _answers() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """Act -> (a message of its phrases, a message that only hesitates)."""
    hesitation = _sections()["hesitation"].mapping(*ANSWERS)
    return {
        act: (_of_phrases(_sections()[act].texts()), _of_phrases(hesitation[act].texts()))
        for act in ANSWERS
    }


@lru_cache(maxsize=1)
def _formulas() -> dict[str, re.Pattern[str]]:
    """Act -> a message that is one of its set phrases."""
    return {
        act: re.compile(f"{_GAP}(?:{_either(entry.texts())}){_GAP}{_ASKING_TAIL}{_GAP}")
        for act, entry in _sections()["formulas"].mapping().items()
    }


def _either(phrases: Iterable[str]) -> str:
    words = sorted({even(phrase).rstrip("ー?") for phrase in phrases}, key=len, reverse=True)
    return "|".join(map(re.escape, words))


def _of_phrases(phrases: Iterable[str]) -> re.Pattern[str]:
    """A message that consists of these phrases, with polite endings and punctuation between them."""
    words = sorted({even(phrase) for phrase in phrases}, key=len, reverse=True)
    return re.compile(rf"{_GAP}(?:(?:{'|'.join(map(re.escape, words))})\s*{_TAIL}{_GAP})+")


def even(text: str) -> str:
    """Comparable letters: one width, small Latin letters, katakana as hiragana."""
    return letters.hiragana(unicodedata.normalize("NFKC", text).casefold())


def yes_no_unknown(text: str) -> str | None:
    """`affirm`, `deny` or `dont_know` if the whole message says just that, else None."""
    said = even(normalise(text)).replace(" ", "")
    for act, (phrases, hesitation) in _answers().items():
        if phrases.fullmatch(said) and not hesitation.fullmatch(said):
            return act
    return None


@lru_cache(maxsize=1)
def _existence() -> re.Pattern[str]:
    return _of_phrases(_sections()["existence"].texts())


def repeats_verb(text: str) -> bool:
    """Whether the whole message says no more than that there is, or is not, such a thing."""
    return bool(_existence().fullmatch(even(normalise(text))))


def formula(text: str) -> str | None:
    """The act whose set phrase the whole message is, politeness aside, if any."""
    said = even(normalise(text)).replace(" ", "")
    return next((act for act, pattern in _formulas().items() if pattern.fullmatch(said)), None)


def chosen_by_number(text: str, values: Sequence[str]) -> str | None:
    """The value whose place among the shown choices the message names; one past the last is unknown."""
    shown = [*values, UNKNOWN]
    place = place_named(text, len(values))
    return shown[place] if values and place is not None and place < len(shown) else None


def labelled(text: str, fact: Fact) -> str | None:
    """The value whose whole label, as it stands on the button, is the message."""
    said = fold(text)
    return next((choice.value for choice in fact.choices if fold(choice.label) == said), None)


def named(lexicon: Lexicon, text: str, fact: Fact) -> tuple[str, bool] | None:
    """The value of the fact that the whole message names by label or alias, politeness aside.

    With it, whether a letter of the name is wrong.
    """
    for form in plainer(plain(text)):
        if found := lexicon.named(form, fact.id):
            return found
    return None


def meaning(act: str, fact: Fact | None) -> dict[str, str]:
    """What a bare yes, no or don't-know says about the open question."""
    if fact is None:
        return {}
    if act == "dont_know":
        return {fact.id: UNKNOWN}
    if act == "deny" and fact.choice("none"):
        return {fact.id: "none"}
    value = {"affirm": "yes", "deny": "no"}[act]
    return {fact.id: value} if fact.choice(value) else {}


_LED = re.compile(
    r"^(?:うーん|えっと|ええと)*[、]?(はい|うん|ええ|せや|そう(?:です)?|そや|いいえ|いえ|いや|ちゃう|ううん|ちがう|違います)(?=[、。!])"
)
_RESTATED = re.compile(
    r"[「『\"]?(はい|いいえ|いえ|yes|no)[」』\"]?(?=に|の(?:方|間違)|へ|でした|やった|だった|を選|で)"
)


_WISH = re.compile(
    r"(?:(?:さっき|先ほど|先程|前|いま|今)の)?(?:[「『][^」』]{1,30}[」』]の)?(?:答え|回答|選択)(?:を|は|の|、)?"
    r"(?:変え|変更|訂正|修正|直し?|なおし)[^にへ。、]{0,10}。?"
)


def wishes_to_change(said: str, headings: Iterable[str] = ()) -> bool:
    """Whether a plain message only asks to change an answer, without saying to what.

    headings: plain names of questions, which the message may name without quotes.
    """
    named = next((name for name in headings if said.startswith(f"{name}の")), None)
    return bool(_WISH.fullmatch(said[len(named) + 1 :] if named else said))


def led(said: str, fact: Fact) -> dict[str, str]:
    """What a yes or no at the head of a longer plain message says about the open question."""
    found = _LED.match(said)
    act = yes_no_unknown(found[1]) if found and fact.choice("yes") else None
    return meaning(act, fact) if act else {}


def restated(said: str, facts: Iterable[Fact]) -> dict[str, str]:
    """「製品指定はいいえに直して」: the yes or no, last said, for the first of the facts that has them."""
    found = _RESTATED.findall(said)
    act = yes_no_unknown(found[-1]) if found else None
    fact = next((fact for fact in facts if fact.choice("yes")), None)
    return meaning(act, fact) if act else {}
