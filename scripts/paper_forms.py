"""What the templates of the drafts ask for: our proposals, since the city's layouts are not published."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """One form: to whom, what is to be filled in, and which lists it shows."""

    name: str
    purpose: str
    blanks: tuple[tuple[str, int], ...]
    """(what to fill in, lines to leave for it)"""
    blanks_title: str
    provisions: str | None = None
    checklist: bool = True
    open_questions: bool = False


FORMS = (
    Form(
        "案件整理・相談票",
        "協議が必要かどうかがはっきりしないので、次のとおり相談します。",
        (("案件名", 1), ("目的・背景", 3), ("内容", 4), ("予定している時期", 1),
         ("経費のおおよその額", 1), ("似た案件（前例）を知っているか", 2), ("特に聞きたいこと", 3)),
        "案件の説明",
        checklist=False,
        open_questions=True,
    ),
    Form(
        "協議依頼書",
        "次のとおり協議を依頼します。",
        (("案件名", 1), ("目的・必要性", 3), ("内容", 4), ("いまの状況と課題", 3), ("期待する効果", 2),
         ("開発・導入の予定", 2), ("調達の予定（時期・方法）", 2), ("運用を始める予定", 1),
         ("経費の見込額", 1)),
        "協議の内容",
        provisions="協議する条項",
    ),
    Form(
        "協議・申出書",
        "大阪市情報通信ネットワークについて、次のとおり協議・申出をします。",
        (("件名", 1), ("目的・必要性", 3), ("利用・接続するもの", 3), ("場所", 2), ("接続の方法・構成", 3),
         ("利用・接続を始める予定", 1), ("利用・接続の期間", 1), ("安全のための対策", 3)),
        "協議・申出の内容",
        provisions="協議・申出の条項",
    ),
    Form(
        "調達結果報告書",
        "承認を受けた調達が終わったので、次のとおり報告します。",
        (("案件名", 1), ("承認書の日付・番号", 1), ("調達した内容", 3), ("契約の方法", 1),
         ("契約の相手方", 1), ("契約の日", 1), ("契約の期間", 1), ("契約の金額", 1),
         ("承認を受けた内容から変わったこと", 3)),
        "調達の結果",
    ),
    Form(
        "情報システム廃止報告書",
        "情報システムを廃止するので、次のとおり報告します。",
        (("情報システムの名前", 1), ("廃止の日", 1), ("廃止の理由", 3), ("廃止の後の業務の進め方", 2),
         ("データの扱い（移行・消去）", 2), ("機器・契約の扱い", 2)),
        "廃止の内容",
    ),
    Form(
        "廃止報告書",
        "大阪市情報通信ネットワークの利用・接続を廃止するので、次のとおり報告します。",
        (("廃止する利用・接続", 2), ("場所", 1), ("廃止の日", 1), ("廃止の理由", 3),
         ("機器・回線の扱い", 2)),
        "廃止の内容",
    ),
)  # fmt: skip
