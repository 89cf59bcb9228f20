"""What every step of the desk shares: the version that was seen, the version after, the audit entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection, Engine

from .audit import note
from .cases import WHOLE, Case, cases_by_id
from .engine import writing
from .errors import NotPossible
from .tables_desk import cases

STATE_NAMES = {"new": "未着手", "claimed": "対応中", "decided": "回答済み", "closed": "終了"}


class Changed(NotPossible):
    """Somebody else did something to the case in between."""

    def __init__(self, present: Case) -> None:
        self.present = present
        super().__init__("この案件は、ほかの人が先に変えました。今の内容を確かめてください。")


@contextmanager
def seen(engine: Engine, case: int, version: int) -> Iterator[tuple[Connection, Case]]:
    """A transaction on a case that nobody else can change meanwhile.

    Raises Changed if it is not at this version any more, NotPossible if it is gone.
    """
    with writing(engine) as connection:
        connection.execute(select(cases.c.id).where(cases.c.id == case).with_for_update())
        present = cases_by_id(connection, [case]).get(case)
        if present is None:
            raise NotPossible("この案件は、もうありません。")
        if present.version != version:
            raise Changed(present)
        yield connection, present


def allow(case: Case, *states: str) -> None:
    """Raise NotPossible unless the case is in one of the states."""
    if case.state not in states:
        raise NotPossible(f"この案件は「{STATE_NAMES[case.state]}」なので、この操作はできません。")


def change(
    connection: Connection,
    case: Case,
    now: datetime,
    actor: str,
    action: str,
    values: Mapping[str, Any],
    **detail: object,
) -> Case:
    """The case after the change, its version one higher, with the audit entry."""
    changed = update(cases).where(cases.c.id == case.id)
    connection.execute(changed.values(**values, version=case.version + 1, updated=now))
    note(connection, now, actor, action, case.id, detail)
    return cases_by_id(connection, [case.id])[case.id]


def at_work(connection: Connection, consultation: str, desk: str) -> Case | None:
    """The consultation's case at this desk that is not closed; there is one at most."""
    wanted = WHOLE.where(cases.c.consultation == consultation, cases.c.desk == desk)
    row = connection.execute(wanted.where(cases.c.state != "closed")).mappings().first()
    return Case(**row) if row else None
