"""Words for codes, and fixed sentences. Plain Japanese; nothing here decides anything."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone

JAPAN = timezone(timedelta(hours=9))

DESKS = {"dx": "DX推進担当", "kiban": "基盤担当"}
KINDS = {"handed_over": "引き継ぎ", "unclear": "要否が不明確"}
STATES = {"new": "未着手", "claimed": "対応中", "decided": "回答済み", "closed": "終了"}
DECISIONS = {"required": "要", "not_required": "不要", "conditional": "条件つき"}
ROLES = {"reader": "閲覧", "triager": "対応", "administrator": "管理"}
RECORD_STATES = {"open": "途中", "finished": "完了", "dropped": "やめた"}
STATUSES = {
    "required": "必要",
    "conditional": "場合による",
    "unclear": "要確認",
    "exempt": "不要（対象外）",
    "not_applicable": "不要（当たらない）",
}
ACTORS = {"bot": "協議ナビ", "staff": "相談した人", "system": "システム", "unknown": "不明な利用者"}
ACTIONS = {
    "opened": "受付",
    "handed_over": "担当への引き継ぎ",
    "claimed": "引き取り",
    "released": "引き取りの取り消し",
    "assigned": "別の担当へ回付",
    "commented": "コメント",
    "decided": "判断",
    "closed": "終了",
    "answers_changed": "答えの変更",
    "signed_in": "サインイン",
    "signed_out": "サインアウト",
    "signed_out_everywhere": "すべての画面からサインアウト",
    "sign_in_refused": "サインインの失敗",
    "locked_out": "サインインの停止",
    "user_created": "利用者の登録",
    "user_changed": "利用者の変更",
    "password_set": "パスワードの設定",
    "password_changed": "本人によるパスワードの変更",
    "password_refused": "本人によるパスワードの変更の失敗",
    "expired": "保存期間を過ぎた記録の削除",
    "refused": "権限のない操作",
    "forged": "確認できない操作",
    "header_ignored": "信頼できないシングルサインオン情報",
    "exported": "書き出し",
    "candidates": "学習候補の書き出し",
}
DETAILS = {
    "desk": "担当", "kind": "種類", "decision": "判断", "procedures": "手続ごとの判断", "user": "利用者",
    "role": "役割", "active": "有効", "way": "方法", "consultations": "件数", "page": "画面",
    "what": "対象", "format": "形式", "peer": "接続元", "sentences": "文の数",
}  # fmt: skip
VALUES = {
    **DESKS, **KINDS, **DECISIONS, **ROLES,
    "password": "パスワード", "single_sign_on": "シングルサインオン", "True": "はい", "False": "いいえ",
}  # fmt: skip

DONE = {
    "claim": "引き取りました。",
    "release": "引き取りを取り消しました。",
    "assign": "別の担当へ回しました。",
    "comment": "コメントを保存しました。",
    "decide": "判断を保存しました。回答は、相談した人の会話に表示されます。",
    "close": "終了にしました。",
    "user": "保存しました。",
    "password": "パスワードを設定しました。",
    "own_password": "パスワードを変えました。ほかの画面からは、サインアウトしました。",
}
"""What was done, by the step's name in the address."""

FORBIDDEN = "この操作をする権限がありません。必要なときは、管理の役割の人に頼んでください。"
FORGED = "安全のための確認ができなかったため、受け付けませんでした。画面を開き直して、もう一度操作してください。"
EXPIRED = "サインインの期限が切れました。もう一度サインインしてください。"
EXPIRED_UNSAVED = (
    "サインインの期限が切れたため、今の内容は保存できていません。"
    "サインインすると、入力した内容から続けられます。"
)
NOT_FOUND = "このページは見つかりません。番号やアドレスを確かめてください。"
TOO_LARGE = "送られた内容が大きすぎるため、受け付けませんでした。保存できていません。"
BROKEN = "問題が起きたため、処理できませんでした。保存できていないことがあります。設置の担当者に知らせてください。"
TOO_LONG = "文章は2,000文字までにしてください。保存できていません。"
ONE_IS_WRONG = "選べない値が送られました。画面を開き直してください。"


def when(moment: datetime) -> str:
    """A time in Japan, to the minute."""
    return moment.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M")


def minutes(wait: timedelta) -> str:
    """How long to wait, in words."""
    seconds = math.ceil(wait.total_seconds())
    return f"{seconds}秒" if seconds < 60 else f"{-(-seconds // 60)}分"
