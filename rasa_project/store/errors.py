"""What can go wrong with what is kept, in sentences for staff, whatever database stands behind it."""

from __future__ import annotations

from ..core.errors import KyogiError

NOT_SAVED = "今の内容は、保存できていません。"
BUSY = "記録のデータベースが混み合っています。少し待って、もう一度試してください。"
FULL = "記録を置く場所に空きがありません。設置の担当者に知らせてください。"
READ_ONLY = "記録のデータベースに書き込めません。設置の担当者に知らせてください。"
GONE = "記録のデータベースにつながりません。少し待って、もう一度試してください。"
OTHER = "記録のデータベースで問題が起きました。設置の担当者に知らせてください。"

# SQLite has words only (Python 3.10 hands out no codes); they are never translated.
SQLITE = (
    ("locked", BUSY),
    ("queuepool limit", BUSY),
    ("is full", FULL),
    ("readonly", READ_ONLY),
    ("unable to open", GONE),
)
# PostgreSQL has codes; its words depend on its settings. A class (two letters) stands for its codes.
POSTGRESQL = {
    "55P03": BUSY, "57014": BUSY, "40P01": BUSY, "40001": BUSY, "53300": BUSY,
    "53100": FULL, "25006": READ_ONLY, "42501": READ_ONLY, "08": GONE, "57": GONE,
}  # fmt: skip


class StoreError(KyogiError):
    """The database failed: locked, full, gone, too slow. Nothing of the transaction was kept."""


class NotPossible(KyogiError):  # noqa: N818  (a refusal, not a failure)
    """What was asked does not fit what is on record; nothing was changed."""


def store_error(error: Exception, *, writing: bool) -> StoreError:
    """The error to raise for a database's own; the original's words never reach staff."""
    return StoreError(sentence(error) + (NOT_SAVED if writing else ""))


def sentence(error: Exception) -> str:
    """What went wrong."""
    original = getattr(error, "orig", None) or error
    if type(original).__module__.startswith("psycopg2"):
        code = getattr(original, "pgcode", None) or "08"  # without a code, no server was reached
        return POSTGRESQL.get(code, POSTGRESQL.get(code[:2], OTHER))
    said = str(original).casefold()
    return next((found for words, found in SQLITE if words in said), OTHER)
