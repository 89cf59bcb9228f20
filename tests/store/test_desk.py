"""The desk's steps: each is kept with who and when, and none overwrites another."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from sqlalchemy import delete, update
from sqlalchemy.engine import Engine
from store_samples import (
    NOT_REQUIRED,
    SAAS,
    SOMEBODY,
    Calendar,
    consultation,
    decided_case,
    new_case,
)

from rasa_project.store.audit import entries, record
from rasa_project.store.cases import Case, case_of, comments_on
from rasa_project.store.desk import Desk
from rasa_project.store.engine import writing
from rasa_project.store.errors import NotPossible, StoreError
from rasa_project.store.outbox import Decision, mark_delivered, pending_answers
from rasa_project.store.records import Records
from rasa_project.store.steps import Changed
from rasa_project.store.tables_desk import audit


def no_answer(*_: object) -> str:
    return ""


def test_a_consultation_comes_once_on_a_list_until_it_is_closed(
    records: Records, desk: Desk
) -> None:
    kept = consultation()
    records.save(kept)
    case = desk.open_case(kept.id, "dx", "unclear")
    assert desk.open_case(kept.id, "dx", "unclear") == case
    assert desk.open_case(kept.id, "kiban", "unclear").id != case.id
    handed_over = desk.open_case(kept.id, "dx", "handed_over")
    assert (handed_over.id, handed_over.kind, handed_over.version) == (case.id, "handed_over", 2)
    desk.close(case.id, "sato", 2)
    assert desk.open_case(kept.id, "dx", "unclear").id not in (case.id, None)


def test_a_case_goes_its_way_and_the_log_tells_it(
    records: Records, desk: Desk, engine: Engine, calendar: Calendar
) -> None:
    case = new_case(records, desk)
    case = desk.claim(case.id, "sato", case.version)
    assert (case.state, case.claimed_by) == ("claimed", "sato")
    case = desk.comment(case.id, "sato", case.version, "前例を見る")
    case = desk.release(case.id, "sato", case.version)
    case = desk.assign(case.id, "sato", case.version, "kiban")
    assert (case.desk, case.state, case.claimed_by) == ("kiban", "new", None)
    calendar.go(hours=1)
    case = desk.claim(case.id, "kato", case.version)
    case = desk.decide(case.id, "kato", case.version, NOT_REQUIRED, no_answer)
    assert (case.state, case.decision, case.decided) == ("decided", "not_required", calendar.now)
    case = desk.close(case.id, "kato", case.version)
    log = entries(engine, case=case.id)
    assert [(one.actor, one.action) for one in reversed(log)] == [
        ("bot", "opened"), ("sato", "claimed"), ("sato", "commented"), ("sato", "released"),
        ("sato", "assigned"), ("kato", "claimed"), ("kato", "decided"), ("kato", "closed"),
    ]  # fmt: skip
    assert log[0].at == calendar.now and log[3].detail == {"desk": "kiban"}
    assert len(comments_on(engine, case.id)) == 1
    assert "前例" not in str(log) and NOT_REQUIRED.reason not in str(log)


STEPS: dict[str, Callable[[Desk, Case], Case]] = {
    "claim": lambda desk, case: desk.claim(case.id, "kato", case.version),
    "release": lambda desk, case: desk.release(case.id, "kato", case.version),
    "assign": lambda desk, case: desk.assign(case.id, "kato", case.version, "kiban"),
    "comment": lambda desk, case: desk.comment(case.id, "kato", case.version, "見ました"),
    "decide": lambda desk, case: desk.decide(
        case.id, "kato", case.version, NOT_REQUIRED, no_answer
    ),
    "close": lambda desk, case: desk.close(case.id, "kato", case.version),
}


@pytest.mark.parametrize("step", STEPS)
def test_who_saw_an_older_case_changes_nothing(
    step: str, records: Records, desk: Desk, engine: Engine
) -> None:
    seen = new_case(records, desk)
    present = desk.claim(seen.id, "sato", seen.version)
    log = entries(engine)
    with pytest.raises(Changed) as caught:
        STEPS[step](desk, seen)
    assert caught.value.present == present == case_of(engine, seen.id)
    assert entries(engine) == log and not comments_on(engine, seen.id)
    assert not pending_answers(engine, SOMEBODY)


def test_changed_answers_make_what_the_desk_saw_old(
    records: Records, desk: Desk, engine: Engine
) -> None:
    kept = consultation()
    records.save(kept)
    seen = desk.open_case(kept.id, "dx", "unclear")
    records.save(dataclasses.replace(kept, answers={**SAAS, "subject": "cms"}))
    with pytest.raises(Changed) as caught:
        desk.decide(seen.id, "sato", seen.version, NOT_REQUIRED, no_answer)
    assert caught.value.present.subject == "cms"
    assert entries(engine, case=seen.id)[0].action == "answers_changed"


def test_what_does_not_fit_the_state_is_refused(records: Records, desk: Desk) -> None:
    case = new_case(records, desk)
    with pytest.raises(NotPossible, match="未着手"):
        desk.release(case.id, "sato", case.version)
    case = desk.claim(case.id, "sato", case.version)
    with pytest.raises(NotPossible, match="対応中"):
        desk.decide(case.id, "kato", case.version, NOT_REQUIRED, no_answer)
    desk.open_case(case.consultation, "kiban", "unclear")
    with pytest.raises(NotPossible, match="もうあります"):
        desk.assign(case.id, "sato", case.version, "kiban")
    with pytest.raises(NotPossible, match="理由"):
        desk.decide(case.id, "sato", case.version, Decision("required", " "), no_answer)
    with pytest.raises(NotPossible, match="maybe"):
        desk.decide(case.id, "sato", case.version, Decision("maybe", "理由"), no_answer)
    case = desk.close(case.id, "sato", case.version)
    with pytest.raises(NotPossible, match="終了"):
        desk.claim(case.id, "sato", case.version)
    with pytest.raises(NotPossible, match="記録にありません"):
        desk.open_case("0" * 32, "dx", "unclear")
    with pytest.raises(NotPossible, match="もうありません"):
        desk.claim(case.id + 1000, "sato", 1)


def test_the_answer_waits_until_the_conversation_has_shown_it(
    records: Records, desk: Desk, engine: Engine
) -> None:
    case = new_case(records, desk)
    decision = Decision("conditional", "電話 06-6208-1234 で確かめました", {"art7": "required"})
    decided = desk.decide(
        case.id,
        "sato",
        case.version,
        decision,
        lambda case, said: f"{case.reference} {said.reason}",
    )
    assert decided.procedures == {"art7": "required"}
    (waiting,) = pending_answers(engine, SOMEBODY)
    assert waiting.text == f"{case.reference} {decided.reason}" and "6208" not in waiting.text
    mark_delivered(engine, [waiting.id])
    assert pending_answers(engine, SOMEBODY) == ()
    desk.decide(case.id, "sato", decided.version, NOT_REQUIRED, lambda *_: "訂正です。")
    assert [one.text for one in pending_answers(engine, SOMEBODY)] == ["訂正です。"]


def test_an_answer_that_cannot_be_written_decides_nothing(
    records: Records, desk: Desk, engine: Engine
) -> None:
    def fails(*_: object) -> str:
        raise LookupError

    case = new_case(records, desk)
    with pytest.raises(LookupError):
        desk.decide(case.id, "sato", case.version, NOT_REQUIRED, fails)
    assert case_of(engine, case.id) == case and len(entries(engine)) == 1


def test_the_log_only_grows(records: Records, desk: Desk, engine: Engine) -> None:
    decided_case(records, desk)
    record(engine, "kato", "forbidden", {"path": "/desk/users"})
    before = entries(engine)
    assert before[0].detail == {"path": "/desk/users"}
    for statement in (update(audit).values(actor="nobody"), delete(audit)):
        with pytest.raises(StoreError), writing(engine) as connection:
            connection.execute(statement)
    assert entries(engine) == before
    assert entries(engine, before=before[0].id, limit=1) == before[1:2]
