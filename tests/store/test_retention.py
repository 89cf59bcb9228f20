"""What is older than the setting says is gone, with everything that hung on it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.engine import Engine
from store_samples import (
    SOMEBODY,
    SOMEBODY_ELSE,
    Calendar,
    consultation,
    decided_case,
    new_case,
    result,
)

from rasa_project.store.audit import entries
from rasa_project.store.cases import Case
from rasa_project.store.desk import Desk
from rasa_project.store.engine import reading
from rasa_project.store.learners import Learners
from rasa_project.store.records import Records
from rasa_project.store.retention import expire
from rasa_project.store.tables import metadata
from rasa_project.store.unread import keep_unread

DAYS = 365


def rows(engine: Engine) -> dict[str, int]:
    """table -> rows, for those that have any."""
    with reading(engine) as connection:
        found = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar()
            for table in metadata.sorted_tables
        }
    return {name: number for name, number in found.items() if number}


@pytest.fixture
def whole(records: Records, desk: Desk, engine: Engine, calendar: Calendar) -> Case:
    """A case with everything that can hang on it, and beside it what hangs on none."""
    case = decided_case(records, desk, state="finished", result=result(art7="required"))
    for consultation_id in (case.consultation, None):
        keep_unread(
            engine, "はい？", asked=None, act="deny", consultation=consultation_id, clock=calendar
        )
    Learners(engine, calendar).share(SOMEBODY, "新任")
    return desk.comment(case.id, "sato", case.version, "秘密の話")


def test_expiry_leaves_nothing_but_the_log(whole: Case, engine: Engine, calendar: Calendar) -> None:
    calendar.go(days=DAYS)
    assert expire(engine, calendar.now, DAYS) == 0
    calendar.go(days=1)
    assert expire(engine, calendar.now, DAYS) == 1
    assert rows(engine) == {"audit": 4}
    assert entries(engine)[0].detail == {"consultations": 1}
    with reading(engine) as connection:
        if engine.dialect.name == "sqlite":
            hits = text("SELECT count(*) FROM case_search WHERE case_search MATCH '秘密'")
            assert connection.execute(hits).scalar() == 0


def test_what_staff_or_desk_touched_since_stays(
    records: Records, desk: Desk, engine: Engine, calendar: Calendar
) -> None:
    old, at_work = consultation(), new_case(records, desk)
    records.save(old)
    calendar.go(days=DAYS)
    young = consultation(conversation=SOMEBODY_ELSE)
    records.save(young)
    desk.claim(at_work.id, "sato", at_work.version)
    calendar.go(days=1)
    assert expire(engine, calendar.now, DAYS) == 1
    assert {one.id for one in records.stream()} == {young.id, at_work.consultation}


def test_many_are_deleted_in_several_goes(
    records: Records, engine: Engine, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rasa_project.store.retention.CHUNK", 3)
    for _ in range(7):
        records.save(consultation())
    calendar.go(days=2)
    assert expire(engine, calendar.now, 1) == 7
    assert [one.detail["consultations"] for one in entries(engine)] == [1, 3, 3]
