"""What the tests of the store put on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from rasa_project.store.cases import Case
from rasa_project.store.desk import Desk
from rasa_project.store.kept import Kept, new_id
from rasa_project.store.outbox import Decision
from rasa_project.store.records import Records

SOMEBODY, SOMEBODY_ELSE = "a" * 64, "b" * 64
SAAS = {"stage": "plan", "subject": "saas", "activity": "introduce", "saas_city_data": "yes"}
NOT_REQUIRED = Decision("not_required", "昨年の例と同じで、市の情報を入れないため")


@dataclass
class Calendar:
    """A clock that stands still until told otherwise."""

    now: datetime = datetime(2026, 4, 1, 0, 30, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def go(self, **later: float) -> None:
        """Go on by days, minutes …"""
        self.now += timedelta(**later)


def consultation(**values: Any) -> Kept:
    """A consultation, all of it as usual except for what is said."""
    usual: dict[str, Any] = {
        "id": new_id(),
        "conversation": SOMEBODY,
        "channel": "web",
        "edition": date(2024, 4, 1),
        "rules": "0123456789abcdef",
        "answers": SAAS,
        "text": "対象：クラウドサービス\n内容：開発・導入",
    }
    return Kept(**{**usual, **values})


def result(**statuses: str) -> dict[str, Any]:
    """A result as far as the store looks at it."""
    return {"procedures": [{"id": name, "status": one} for name, one in statuses.items()]}


def new_case(records: Records, desk: Desk, **values: Any) -> Case:
    """A consultation that was handed over to DX推進担当."""
    kept = consultation(**values)
    records.save(kept)
    return desk.open_case(kept.id, "dx", "handed_over")


def decided_case(records: Records, desk: Desk, **values: Any) -> Case:
    """One that DX推進担当 has decided."""
    case = new_case(records, desk, **values)
    return desk.decide(case.id, "sato", case.version, NOT_REQUIRED, lambda *_: "回答です。")
