"""The figures count what is on record; what was not understood becomes something to label."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

from sqlalchemy.engine import Engine
from store_samples import SAAS, Calendar, consultation, result

from rasa_project.store.figures import Period, figures
from rasa_project.store.records import Records
from rasa_project.store.unread import Unread, candidates, keep_unread, unread_page


def test_consultations_are_counted_by_verdict_subject_and_month(
    records: Records, engine: Engine, calendar: Calendar
) -> None:
    calendar.now = datetime(2026, 3, 31, 14, 59, tzinfo=timezone.utc)
    records.save(consultation(result=result(art7="required", ict_cost="exempt"), state="finished"))
    calendar.go(minutes=2)  # now it is April in Japan
    records.save(consultation(result=result(art7="required"), state="finished"))
    records.save(
        consultation(answers={"subject": "cms"}, result=result(art7="exempt"), state="finished")
    )
    found = figures(engine, calendar.now)
    assert found.total == 3
    assert found.by_month == {"2026-03": 1, "2026-04": 2}
    assert found.by_subject == {"saas": 2, "cms": 1}
    assert next(iter(found.by_verdict.items())) == (("art7", "required"), 2)
    assert found.by_verdict[("ict_cost", "exempt")] == found.by_verdict[("art7", "exempt")] == 1
    april = figures(engine, calendar.now, Period("2026-04", "2026-04"))
    assert (april.total, april.by_verdict) == (2, {("art7", "required"): 1, ("art7", "exempt"): 1})


def test_unknown_answers_and_where_people_give_up(
    records: Records, engine: Engine, calendar: Calendar
) -> None:
    first = consultation(
        answers={"network": "unknown", "contract": "unknown"}, open_question="stage"
    )
    records.save(first)
    records.save(consultation(answers={"network": "unknown"}, state="finished"))
    records.save(
        consultation(id=first.id, answers={**SAAS, "network": "use"}, open_question="contract")
    )
    dropped = consultation(open_question="stage")
    records.save(dropped)
    records.drop(dropped.id)
    calendar.go(days=3)
    records.save(consultation(open_question="subject"))
    found = figures(engine, stale=calendar.now - timedelta(days=1))
    assert found.unknown == {"network": 2, "contract": 1}
    assert found.given_up == {"contract": 1, "stage": 1}


MISREAD = {"asked": "network", "act": "out_of_scope"}
MASKED = "折り返しは ［電話番号］ へ"


def test_sentences_not_understood_are_masked_paged_and_made_candidates(
    records: Records, engine: Engine, calendar: Calendar
) -> None:
    kept = consultation()
    records.save(kept)
    for said in ("折り返しは 090-1234-5678 へ", "それで", "それで"):
        keep_unread(engine, said, **MISREAD, consultation=kept.id, clock=calendar)
    newest = unread_page(engine, limit=2)
    (oldest,) = unread_page(engine, before=newest[-1].id)
    assert [one.text for one in newest] == ["それで"] * 2
    assert oldest == Unread(oldest.id, calendar.now, kept.id, MASKED, "network", "out_of_scope")
    lines = [json.loads(line) for line in candidates(engine, [one.id for one in (*newest, oldest)])]
    empty: dict[str, object] = {"asked": "network", "act": "", "facts": {}, "term": None}
    assert sorted(lines, key=str) == [{"text": "それで", **empty}, {"text": MASKED, **empty}]
