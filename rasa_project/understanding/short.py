"""Short answers to an open question, by exact phrase: yes and no must never be confused.

Every statistical model tried flips some of them, so these are looked up before a model is asked. A
message counts only if it consists of nothing but phrases of one kind; "いや、そうです" is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ..core.model import UNKNOWN, Fact
from ..text import normalise
from .letters import plain
from .lexicon import Lexicon

YES = [
    "はい",
    "はーい",
    "はぃ",
    "はいい",
    "はい、はい",
    "hai",
    "うん",
    "うむ",
    "うんうん",
    "ええ",
    "ええよ",
    "おk",
    "ああ",
    "おう",
    "そう",
    "そ",
    "そうそう",
    "そのとおり",
    "その通り",
    "おっしゃる通り",
    "おっしゃるとおり",
    "せや",
    "せやせや",
    "せやな",
    "せやねん",
    "そや",
    "そやそや",
    "そうや",
    "ほうや",
    "ほんま",
    "いえす",
    "yes",
    "y",
    "ok",
    "おけ",
    "おーけー",
    "おっけー",
    "おっけ",
    "了解",
    "りょうかい",
    "もちろん",
    "当然",
    "当たり",
    "正解",
    "あってる",
    "合ってる",
    "あってます",
    "合ってます",
    "合うてます",
    "あっています",
    "合っています",
    "まちがいない",
    "間違いない",
    "間違いありません",
    "〇",
    "○",
    "◯",
    "⭕",
    "👍",
    "👌",
    "まる",
    "丸",
    "あり",
    "有り",
    "有",
    "ある",
    "あります",
    "ございます",
    "します",
    "する",
    "するする",
    "してます",
    "しています",
    "該当します",
    "該当する",
    "当たります",
    "当てはまります",
    "あてはまります",
    "たぶん",
    "多分",
    "おそらく",
    "きっと",
    "そうなります",
    "左様",
    "さよう",
    "いかにも",
    "それで",
    "お願いします",
    "いいです",
    "よろしい",
    "よろしいです",
    "合うてる",
    "そうっす",
]
NO = [
    "いいえ",
    "いえ",
    "いえいえ",
    "いや",
    "いやいや",
    "いいや",
    "いええ",
    "いいぇ",
    "いいえー",
    "いーえ",
    "いいや",
    "ううん",
    "うんにゃ",
    "iie",
    "のー",
    "no",
    "n",
    "ng",
    "ちがう",
    "違う",
    "ちがいます",
    "違います",
    "ちゃう",
    "ちゃうちゃう",
    "ちゃいます",
    "ちゃうねん",
    "×",
    "✕",
    "✖",
    "x",
    "❌",
    "ばつ",
    "なし",
    "無し",
    "無",
    "ない",
    "ないない",
    "ありません",
    "ございません",
    "ありまへん",
    "あらへん",
    "あれへん",
    "おまへん",
    "しない",
    "しません",
    "せえへん",
    "せーへん",
    "しまへん",
    "していません",
    "してません",
    "してない",
    "してへん",
    "該当しません",
    "該当しない",
    "該当なし",
    "当たりません",
    "当たらない",
    "当てはまらない",
    "当てはまらへん",
    "当てはまりません",
    "特になし",
    "とくになし",
    "特にない",
    "特にありません",
    "一切ありません",
    "一切ない",
    "全然",
    "ぜんぜん",
    "全く",
    "まったく",
    "あかん",
    "あきません",
    "だめ",
    "とんでもない",
    "否",
    "それはない",
    "そんなことはない",
    "そんなことない",
    "その予定はない",
    "予定はない",
    "予定なし",
    "予定はありません",
    "そうではない",
    "そうではありません",
    "そうじゃない",
    "そうやない",
    "そうとちゃう",
    "それは違う",
    "それはちょっと違う",
    "それはちょっと違います",
    "残念ながら",
    "たぶん",
    "多分",
    "おそらく",
    "うーん",
    "ええと",
]
ONLY_WITH_OTHERS = [
    "たぶん",
    "多分",
    "おそらく",
    "きっと",
    "うーん",
    "ええと",
    "残念ながら",
    "それで",
    "全然",
    "ぜんぜん",
    "全く",
    "まったく",
    "ええ",
]
"""Say nothing by themselves; "ええ" alone is a yes all the same."""
DONT_KNOW = [
    "わからない",
    "分からない",
    "判らない",
    "わかりません",
    "分かりません",
    "わからん",
    "分からん",
    "わかんない",
    "わかりまへん",
    "わからへん",
    "わかれへん",
    "ようわからん",
    "ようわからへん",
    "不明",
    "未定",
    "みてい",
    "知らない",
    "知りません",
    "知らん",
    "さあ",
    "さぁ",
    "どうだろう",
    "どうやろ",
    "なんとも言えない",
    "何とも言えない",
    "なんとも",
    "微妙",
    "決まっていない",
    "決まっていません",
    "決まってない",
    "決まってません",
    "決まってへん",
    "決めてない",
    "決めてません",
    "検討中",
    "ぱす",
    "すきっぷ",
    "飛ばして",
    "とばして",
    "自信がない",
    "自信ない",
    "覚えていない",
    "覚えてない",
    "確認中",
    "要確認",
    "まだ",
    "ちょっと",
    "よく",
    "よう",
    "うーん",
    "ええと",
    "いまは",
    "今は",
    "いまのところ",
    "今のところ",
    "現時点では",
    "どちらともいえない",
    "どちらとも言えない",
    "どっちともいえん",
    "はっきりしない",
    "はっきりせえへん",
    "はっきりしません",
    "白紙",
    "まだ白紙",
    "聞いてない",
    "さっぱり",
]
FILLERS = [
    "まだ",
    "ちょっと",
    "よく",
    "よう",
    "うーん",
    "ええと",
    "いまは",
    "今は",
    "いまのところ",
    "今のところ",
    "現時点では",
    "さあ",
    "さぁ",
]

TAIL = "(?:なのです|なんです|のです|んです|です|ですけど|でした|でございます|だと思います|やと思います|と思います|と思う|だ|やねん|やで|やわ|やな|やね|や|っす|けど|ので|よ|ね|な|なあ|なぁ|わ|で|ねん|とちゃう|かな)*"
GAP = r"[\s、。，．,.!！?？~〜…・っー🙋😅🙏👌]*"  # the signs people really type


def pattern(units: list[str]) -> re.Pattern[str]:
    """A message that consists of these phrases, with polite endings and punctuation between them."""
    words = "|".join(
        sorted(map(re.escape, (hiragana(unit) for unit in units)), key=len, reverse=True)
    )
    return re.compile(rf"{GAP}(?:(?:{words})\s*{TAIL}{GAP})+")


def hiragana(text: str) -> str:
    """Comparable letters: one width, small Latin letters, katakana as hiragana."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in flat)


KINDS = {"affirm": pattern(YES), "deny": pattern(NO), "dont_know": pattern(DONT_KNOW)}
MERE_FILLER = {
    "affirm": pattern([word for word in ONLY_WITH_OTHERS if word != "ええ"]),
    "deny": pattern(ONLY_WITH_OTHERS),
    "dont_know": pattern(FILLERS),
}


def yes_no_unknown(text: str) -> str | None:
    """`affirm`, `deny` or `dont_know` if the whole message says just that, else None."""
    said = hiragana(normalise(text))
    for act, kind in KINDS.items():
        if kind.fullmatch(said) and not MERE_FILLER[act].fullmatch(said):
            return act
    return None


_NUMBER = re.compile(
    r"(?:上から|うえから|選択肢の?|回答は?)?(\d{1,2})(?:つ目|つめ|番目|個目|番|ばんめ|ばん)?"
    r"(?:のやつ|のん|の方|のほう|で(?!き)|を選択|を選びます|を選ぶ|をお願いします|お願いします|です|にします|にする|かな|や(?:な|ね|で|わ)?|やつ|[\s。.!、])*"
)
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_WORDS = {
    "ひとつ": "1つ",
    "ふたつ": "2つ",
    "みっつ": "3つ",
    "よっつ": "4つ",
    "いつつ": "5つ",
    "最初": "1番目",
}


def chosen_by_number(text: str, values: list[str]) -> str | None:
    """The value whose place among the shown choices the message names; one past the last is unknown."""
    said = (
        normalise(text)
        .translate(_DIGITS)
        .replace("最後", f"{len(values)}番目")
        .replace("いちばん最", "最")
    )
    for word, digit in _WORDS.items():
        said = said.replace(word, digit)
    found = _NUMBER.fullmatch(said)
    if not found:
        return None
    shown = [*values, UNKNOWN]
    place = int(found[1]) - 1
    return shown[place] if 0 <= place < len(shown) else None


POLITE = re.compile(
    r"(?:(?:の(?:ほう|方|やつ|こと|ん|段階|話|案件|とこ|ところ)|だけ|のみ)*(?:です|でお願いします|でおねがいします|にします|になります|になる|なんです|なん|となります|でございます|だと思います|やと思います|だと思う|やと思う|"
    r"だ|や|やで|やな|やね|やわ|やねん|ねん|ですね|ですわ|ですねん|かな|かと|で|っす|を選びます|を選択|を希望|ですが|ですけど|やけど|よ|ね|な|わ)*)[。.!、〜ー]*$"
)
_LEAD = re.compile(
    r"^(?:えっと|ええと|えーと|うーんと|あの|たぶん|多分|おそらく|一応|いちおう|それは|今は|これは|うちは|対象は|契約は|ほな|じゃあ|では|あ、?)+、?"
)


def named(lexicon: Lexicon, text: str, fact: Fact) -> str | None:
    """The value of the fact that the whole message names by label or alias, politeness aside."""
    said = plain(text)
    for form in dict.fromkeys((said, POLITE.sub("", said), POLITE.sub("", _LEAD.sub("", said)))):
        value = lexicon.named(form, fact.id)
        if value:
            return value
    return None


def meaning(act: str, fact: Fact | None) -> dict[str, str]:
    """What a bare yes, no or don't-know says about the open question."""
    if fact is None:
        return {}
    if act == "dont_know":
        return {fact.id: UNKNOWN}
    value = {"affirm": "yes", "deny": "no"}[act]
    return {fact.id: value} if fact.choice(value) else {}


_LED = re.compile(
    r"^(?:うーん|えっと|ええと)*[、]?(はい|うん|ええ|せや|そう(?:です)?|そや|いいえ|いえ|いや|ちゃう|ううん|ちがう|違います)(?=[、。!])"
)


def led(said: str, fact: Fact) -> dict[str, str]:
    """What a yes or no at the head of a longer plain message says about the open question."""
    found = _LED.match(said)
    if not found or not fact.choice("yes"):
        return {}
    act = yes_no_unknown(found[1])
    return meaning(act, fact) if act else {}


_RESTATED = re.compile(
    r"[「『\"]?(はい|いいえ|いえ|yes|no)[」』\"]?(?=に|の(?:方|間違)|へ|でした|やった|だった|を選|で)"
)


def restated(said: str, facts: Iterable[Fact]) -> dict[str, str]:
    """「製品指定はいいえに直して」: the yes or no, last said, for the first of the facts that has them."""
    found = _RESTATED.findall(said)
    act = yes_no_unknown(found[-1]) if found else None
    fact = next((fact for fact in facts if fact.choice("yes")), None)
    return meaning(act, fact) if act else {}
