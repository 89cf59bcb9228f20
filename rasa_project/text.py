"""Japanese text made comparable. The one place that says which differences do not matter, and how choices are numbered."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 2_000
"""Characters of a message that are read; the page accepts no more."""

_DASHES = re.compile(r"(?<=[ァ-ヴ])[-‐‑–—―−ｰ~〜]+")  # dashes typed for a long vowel
_REPEATED = re.compile(r"(.)\1{3,}", re.DOTALL)
_SPACE = re.compile(r"\s+")
_ITERATION = re.compile(r"(.)[ゝヽ]")
_TYPOS = {
    "ヴァージョン": "バージョン",
    "シュミレーション": "シミュレーション",
    "コミニュケーション": "コミュニケーション",
}


def clean(text: str) -> str:
    """The text fit to be stored and shown: valid Unicode, no control characters, of bounded length."""
    valid = text[: LONGEST * 2].encode("utf-8", "replace").decode("utf-8")
    kept = (c if c.isprintable() or c in "\n\u3000" else " " for c in valid)
    return "".join(kept).strip()[:LONGEST]


@lru_cache(maxsize=256)
def normalise(text: str) -> str:
    """One width, one long-vowel sign, iteration marks written out, runs of one sign cut to three."""
    flat = unicodedata.normalize("NFKC", clean(text))
    flat = _DASHES.sub("ー", flat)
    flat = _ITERATION.sub(r"\1\1", flat)
    flat = _REPEATED.sub(r"\1\1\1", flat)
    for wrong, right in _TYPOS.items():
        flat = flat.replace(wrong, right)
    return _SPACE.sub(" ", flat).strip()


def fold(text: str) -> str:
    """For comparing words: also case, spaces and long vowels make no difference."""
    return _SPACE.sub("", normalise(text)).casefold().replace("ー", "")


_NUMBER = re.compile(
    r"(?:上から|うえから|選択肢の?|回答は?)?(\d{1,2})(?:つ目|つめ|番目|個目|番|ばんめ|ばん)?"
    r"(?:のやつ|のん|の方|のほう|で(?!き)|を選択|を選びます|を選ぶ|をお願いします|お願いします|です|にします|にする|かな|"
    r"や(?:な|ね|で|わ)?|やつ|[\s。.!、])*"
)
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_COUNTED = {
    "ひとつ": "1つ",
    "ふたつ": "2つ",
    "みっつ": "3つ",
    "よっつ": "4つ",
    "いつつ": "5つ",
    "最初": "1番目",
}


def place_named(text: str, count: int) -> int | None:
    """Which of `count` choices, from 0, the whole message names by its place; it may name one that is not there."""
    said = normalise(text).translate(_DIGITS).replace("最後", f"{count}番目")
    for word, digit in _COUNTED.items():
        said = said.replace(word, digit)
    found = _NUMBER.fullmatch(said)
    return int(found[1]) - 1 if found and int(found[1]) else None


_POLITE = re.compile(
    r"(?:(?:の(?:ほう|方|やつ|こと|ん|段階|話|案件|とこ|ところ)|だけ|のみ)*(?:です|でお願いします|でおねがいします|にします|になります|になる|なんです|なん|"
    r"となります|でございます|だと思います|やと思います|だと思う|やと思う|だ|や|やで|やな|やね|やわ|やねん|ねん|ですね|ですわ|ですねん|かな|かと|で|っす|"
    r"を選びます|を選択|を希望|ですが|ですけど|やけど|よ|ね|な|わ|please)*)[。.!、〜ー]*$"
)
_LEAD = re.compile(
    r"^(?:えっと|ええと|えーと|うーんと|あの|たぶん|多分|おそらく|一応|いちおう|それは|今は|これは|うちは|対象は|契約は|ほな|じゃあ|では|あ、?)+、?"
)


def plainer(said: str) -> tuple[str, ...]:
    """An answer without spaces as it stands, without polite endings, and without hesitation before it."""
    return tuple(dict.fromkeys((said, _POLITE.sub("", said), _POLITE.sub("", _LEAD.sub("", said)))))
