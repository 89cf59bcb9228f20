"""How a thing is mentioned: claimed, denied, supposed, asked about, undecided, or somebody else's.

Works on the plain text, by the endings and particles around a mention; dialect of Osaka included.
"""

from __future__ import annotations

import re
from enum import Enum


class Stance(Enum):
    """What the writer does with a mention."""

    CLAIMED = "claimed"
    DENIED = "denied"
    SUPPOSED = "supposed"
    ASKED = "asked"
    UNDECIDED = "undecided"
    OTHERS = "others"
    OLD = "old"
    """An answer quoted in order to correct it."""


CLAUSE_END = re.compile(
    r"[。.!！？?]+|(?<!か)[、,]+|(?:けれども|けれど|けども|けど|ねんけど|んですが|ますが|ですが|たが(?=[^っる])|のですが|んやが)、?"
    r"|(?<=[たるいうだんや])(?:のに対して|に対し|ので|から(?![のまで]))、?|(?<=や|だ)し、?"
    r"|(?<=で)(?=うち|こっち|当課|当局|本課|今回)|のに(?=協議|申請|手続)"
)
PREFACE_END = re.compile(r"(?:けれども?|けど|が|ので|から|し)、?$|[。.!]$")
CONDITION = re.compile(
    r"(?<![ぁ-んァ-ヶ一-龥a-z])もしも?(?!もし|ー|し|て|た|ま|な|と?く)|仮に|仮の話|かりに|たとえば|例えば|万が一|(?:した|する|しない|せん|だった|やった|の|な|い|う|る|た|だ|ん|へん|で|ー)場合"
    r"|としたら|とすれば|とすると|(?<!か)(?:た|だ)ら(?!し[いく]|いい|ええ|よい|よろし|いける|け|め)"
    r"|(?<!さよう)(?<!な)なら(?!な|ん|び|ず|す|べ|い)|(?:るん|いん|うん)?(?:やったら|だったら)|にすると(?!き)|にすれば|とな(?:ると|れば|ったら)|ってなったら"
    r"|変え(?:ると|れば)|変わ(?:ると|れば)|(?:れ|け|せ|え|め|べ|ね|げ)ば(?!い|え|よ)(?=[^っか])|と答えた場合|選んでたら|に変えたら|抜きにし|替えると"
)
SUPPOSING = re.compile(
    r"もし|仮に|仮の話|かりに|たとえば|例えば|万が一|場合|としたら|とすれば|とすると"
)
"""Conditions that no description of a thing contains (…を打ったら計算する画面)."""
HARMLESS = re.compile(
    r"(?:何|なに|どう|どこ|誰|いつ|どれ|どないし)[^。、]{0,10}(?:たら|れば|ば)(?:いい|ええ|よい|よろし|わか)?"
    r"|(?:聞い|確認し|調べ|見|考え)たら|なければ(?:なら|いけ)|さようなら|もしもし|もしかし|もしよろし|例えば何|たとえばどん|そういえば|ついでに言"
)
OTHERS = re.compile(
    r"(?:(?<![当本])局|区|区役所|さん|病院|学校|他所|よそ)(?:さん)?は(?=[^。]{0,24}(?:らしい|はる|はった|そうや|そうです|みたい|と聞))"
    r"|隣の|となりの|よその(?!所属)|よそは|他課|他局|他の(?:課|局|区|部署|市)|ほかの(?:課|局|区|部署|市)|別の(?:課|局|区|部署)|前任|(?:他市|他都市)(?!や|の?(?:事例|動向|状況|導入|調査))"
    r"|○○課|知り合い|友達|以前は|昔は|昔の|前は|前回は|去年は|これまでは|今までは|いままでは|従来は|もともとは|元々は|当初は|前の担当|のほうはスクラッチ|今のは|現行は|今のやつは"
)
OURS = re.compile(
    r"うち|ウチ|こちら|こっち|今回|当課|当局|本課|自分|私|わたし|本件|この案件|これから|次は|今度|その後"
)
_FILL = r"(?:という|って|する|した|の|いう|とか|など|なんか|で|システム|方式|製品|形|契約|利用|だけ|も|や|ん|わけ|こと|方|ほう)*"
DENIED_AFTER = re.compile(
    rf"^{_FILL}(?:は|も|が|を|と|に|で|では)?(?:一切|全然|特に|まったく|全く)?(?:"
    r"じゃな|じゃあ?り?ま|ではな|でな(?!ん)|やな(?!あ|ん|$|[。、])|やの(?:う|お)て|やのー|とちゃ(?!う[?？か])|ちゃう(?!か(?!った)|[?？])|ちゃい|ちゃくて|と違|違い|違う(?!ん?(?:か|[?？]))|違て|ではあり|じゃあり|以外|でもな"
    r"|せず|しない|しません|せん(?!と?[ああ]か)|せえ?へん|せーへん|しまへん|しいひん|はない|がない|なし(?!で(?:も)?いける)|無し|ありません|ない(?!か)|ぬ|不要(?!って)|使わ(?:な|ん|へ|ず)|使いませ|やめ|無く|なく|はなし|とは違|要らん|いらん|いらない)"
)
REPLACED = re.compile(r"^から(?=[^。、]{0,16}に(?:変|かえ|切り?替|乗り?換|移|する|した|して))")
"""スクラッチからSaaSに変える: not the first of the two."""
NEGATIVE = re.compile(
    r"ない(?!と(?:いけ|あか|だめ|なら|困))|ません|まへん|へん|ひん|せん|さん(?=$|[。、で])|らん(?=$|[。、でしのわ])|(?<=[わかがさざまばらせけえれめべげ])ん(?=$|[。、])|んと(?!か)|ず(?=に|、|$|。)|なし|無し|無理|困難|難し|むずかし|むずい|不可|でけ|できん|できひん|はな(?:い|く)|なくて|なかった|でなく|やめ|まい$|らんで|れん(?=$|[。、])|めん(?=$|[。、])"
)
OBLIGATION = re.compile(
    r"(?:な|ん)(?:いと|くては|ければ|あ|きゃ|いとい)?(?:いけ|あか|なら|だめ)[んなまへり][いせん]?[んい]?|ないと困|へんか(?=$|[。?？])|ませんか(?=$|[。?？])|ないか(?=$|[。?？])|間違いな|問題な|ほかならな|かもしれ(?:ない|ません|へん)|かもしらん|だけでな|しかない|しかあり|しかな"
)
_AS_WHAT = r"(?:という|って|の|こと|もの|扱い|システム|方|ん|も)*"
ASKED_AFTER = re.compile(
    rf"^{_AS_WHAT}(?:です|でしょう|なん|になり|に入り|に入る|になる|になん|に当た|に該当|扱いにな|とは|って|やろ|や|に含|含|いうのは|は何|ちゃう|とちゃ|た|して|ますか|るか)"
    r"[^。、]{0,12}[?？]+$"
    rf"|^{_AS_WHAT}(?:です|でしょう|になります|に当たります|に入ります|やろ|なんです|なんでしょう|なんやろ|とは何です|って何です)か[なね]?。?$"
    r"|^の?(?:回答|答え|質問|設問|項目|とこ(?!ろ|や|で)|ところ(?!です|や))"
    rf"|^{_AS_WHAT}(?:って何|とは何|は何)。?$"
)
UNDECIDED = re.compile(
    r"未定|決ま(?:ら(?:ない|ん|へん)|って(?:い|お)?(?:な|ませ|りませ|らん|へん)|りませ)|決めて(?:い)?(?:な|ませ|へ)|決めかね"
    r"|わから(?!し)|わかって(?:い|お)?(?:な|ませ|へ|りませ)|わかりま(?!し)|分から|分かりま(?!し)|分かって(?:い|お)?(?:な|ませ|へ|りませ)|判らな|不明|検討"
    r"|迷(?:っ|い)|悩ん|判断(?:でき|つか|が)|これから(?:考|決|詰)|調査してな|次第|聞かんと|聞かない|問い合わせ中|確認中|白紙|知らん|知りま"
    r"|詰めて(?:い)?(?:な|ま|へ)|調べて(?:い)?な|はっきりせ|はっきりし|残ってな|さっぱり|見当(?:が|も)?つか|詳しくな"
)
WHETHER = re.compile(
    r"^[^。、]{0,14}?(?<!もら)(?:(?:る|い|た|ん|のん|の|なの|へん|ます|です|や|だ|システム|)か(?:どうか)?)(?:は|が|も|、|を|って)?(?!ら)[^。]{0,20}"
)
POLAR_OPEN = re.compile(
    r"^(?:は|も|が|の(?:有無|こと|件)(?:は|が|も)?|について(?:は)?)[^。、]{0,8}(?:未定|わか|分か|不明|決ま|決め|検討中|白紙|さっぱり|知ら)"
)
OLD_AFTER = re.compile(
    r"^[^。、]{0,12}?(?:と|って|に|で|を|」)*(?:言(?:い|う|っ)|いう|言|ゆう|答え|回答し|お答え|選(?:ん|び|択し)|入力し|し|しとっ|書い|押し)(?:ま?し)?(?:た|てまし|てしまいまし|てもう?た|てた)?(?:ん(?:です|や)?)?(?:けど|が|のを|の?は|、|とこ|の間違)"
    r"|^(?:だった|やった)?のを|^で?承認を受けて"
)
CORRECTION = re.compile(
    r"やっぱ(?!り(?:わから|よう|ええ$))|訂正|修正(?:し|希望|を|お願|させ|$)|間違[えっいう]|まちが|まちご|ﾏﾁｶﾞ|さっきの?(?:答え|回答|の|言うた|言った|いうた|選ん|はい|いいえ|「)|先ほど.{0,20}(?:答え|回答|言い)|に直し|(?<!作り)(?<!見)(?<!やり)(?<!選び)直し(?:て|たい|とい|ます)|答え.{0,6}(?:直|変え|変更|取り?消)|回答.{0,8}(?:直|変え|変更|取り?消|訂正|修正)|"
    r"に変え(?:て|と|たい)|に変更(?:お願い|して|し(?:ます|たい)|$|で|、|。|希望)|(?:って|と)(?:言(?:い|っ|うた|う)|答え|いうた|選ん)[^。]{0,20}(?:けど|が|の間違|訂正|でした|やった)|言(?:うた|った)けど|勘違い|打ち間違|押し間違|入力ミス|誤り|誤入力|前言撤回|取り?消し|撤回|言い直|正しくは|うそうそ|聞き間違|逆でした|逆に答え|(?:^|[。、])(?:待った|ちょっと待っ|いや待っ|あ、?ごめん|すまん、)|今のちゃう|(?:ではなくて?|じゃなくて?|やなくて?|ちゃうくて|やのうて)[^。、]{1,16}(?:でした|やった(?!ら))"
)


def clauses(text: str) -> list[tuple[int, int]]:
    """The clauses of a plain text as (start, end), in order."""
    found, start = [], 0
    for match in CLAUSE_END.finditer(text):
        if match.end() > start:
            found.append((start, match.end()))
            start = match.end()
    if start < len(text):
        found.append((start, len(text)))
    return found


def clause_of(spans: list[tuple[int, int]], place: int) -> tuple[int, int]:
    """The clause a place stands in."""
    return next(((s, e) for s, e in spans if s <= place < e), (0, 0))


_QUESTION = re.compile(
    r"[?？][^ぁ-ん]*$|(?:です|ます|でしょう|ません|やろ|のん|なん|っけ|たい|られる|いる|いらん)(?:か|かな|かね)。*$"
    r"|[うくすつぬむるい](?:の|ん|んかな|かな|のかな|んやろ)$"
    r"|(?:誰|どこ|なんで|なぜ|どれ|いくつ|何(?!か|も)|(?<!か)どう|いつ)[^。、]{0,16}$"
)


def is_question(text: str) -> bool:
    """Whether the text asks something."""
    return bool(_QUESTION.search(text))


def supposition(text: str) -> tuple[int, int] | None:
    """The stretch that is only supposed: from the clause of もし up to the last condition."""
    found = [m for m in CONDITION.finditer(text) if not _harmless(text, m)]
    if not found:
        return None
    spans = clauses(text)
    start = clause_of(spans, found[0].start())[0]
    for s, e in reversed([span for span in spans if span[1] <= start]):
        if PREFACE_END.search(text[s:e]):
            break
        start = s
    return start, max(m.end() for m in found)


def _harmless(text: str, match: re.Match[str]) -> bool:
    return any(m.start() <= match.start() < m.end() for m in HARMLESS.finditer(text))


def others(text: str) -> list[tuple[int, int]]:
    """The stretches that speak of somebody else, or of the past: up to where the clause ends or we begin."""
    found = []
    for match in OTHERS.finditer(text):
        end = clause_of(clauses(text), match.start())[1]
        ours = OURS.search(text, match.end(), end)
        found.append((match.start(), ours.start() if ours else end))
    return found


def denied(tail: str) -> bool:
    """Whether what follows a predicate denies it (入れ + ません), double negation aside."""
    return bool(NEGATIVE.search(OBLIGATION.sub("", tail)))


def undecided(rest: str, polar: bool) -> bool:
    """Whether the rest of a mention's clause leaves it open (…かどうかは未定; 製品指定は未定)."""
    if not UNDECIDED.search(rest):
        return False
    return bool(WHETHER.match(rest) or (polar and POLAR_OPEN.match(rest)))
