"""A consultation is on record as it was, with every change, and is found again by its number."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from store_samples import SAAS, SOMEBODY, SOMEBODY_ELSE, Calendar, consultation, result

from rasa_project.store.engine import reading
from rasa_project.store.records import Records
from rasa_project.store.reference import LETTERS, check_letter, new_reference, read_reference
from rasa_project.store.tables import consultations, verdicts


def test_what_is_saved_comes_back_the_same(records: Records, calendar: Calendar) -> None:
    answers = {"subject": "saas", "stage": "plan", "activity": "introduce"}
    given_result = {**result(art7="required", ict_cost="unclear"), "complete": True, "注": "※8"}
    kept = consultation(answers=answers, department="総務局", state="finished", result=given_result)
    reference = records.save(kept)
    found = records.by_id(kept.id)
    assert found is not None and found == records.by_reference(reference)
    assert list(found.answers.items()) == list(answers.items())
    assert found.result == given_result
    assert found.statuses == {"art7": "required", "ict_cost": "unclear"}
    assert (found.started, found.finished) == (calendar.now, calendar.now)
    for name in ("conversation", "channel", "edition", "rules", "department", "state", "text"):
        assert getattr(found, name) == getattr(kept, name)


def test_every_change_of_a_fact_is_kept_in_order(records: Records, calendar: Calendar) -> None:
    kept = consultation(answers={"stage": "plan", "subject": "saas"})
    records.save(kept)
    calendar.go(minutes=1)
    records.save(
        dataclasses.replace(
            kept, answers={"stage": "plan", "subject": "cms", "activity": "rebuild"}
        )
    )
    records.save(dataclasses.replace(kept, answers={"stage": "plan"}))
    changes = records.changes(kept.id)
    assert [(one.number, one.fact, one.before, one.after) for one in changes] == [
        (1, "stage", None, "plan"),
        (2, "subject", None, "saas"),
        (3, "subject", "saas", "cms"),
        (4, "activity", None, "rebuild"),
        (5, "subject", "cms", None),
        (6, "activity", "rebuild", None),
    ]
    assert changes[2].at == calendar.now


def test_saving_twice_changes_nothing(records: Records, calendar: Calendar) -> None:
    kept = consultation(result=result(art7="required"), state="finished")
    reference = records.save(kept)
    before = records.by_id(kept.id)
    calendar.go(days=1)
    assert records.save(kept) == reference
    assert records.by_id(kept.id) == before
    assert len(records.changes(kept.id)) == len(SAAS)


def test_a_result_taken_back_takes_its_verdicts_along(records: Records, engine: Engine) -> None:
    kept = consultation(result=result(art7="required", art11="exempt"), state="finished")
    records.save(kept)
    records.save(dataclasses.replace(kept, result=None, state="open"))
    found = records.by_id(kept.id)
    assert found is not None and (found.result, found.finished, found.statuses) == (None, None, {})
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(verdicts)).scalar() == 0


def test_unfinished_is_the_open_one_worked_on_last(records: Records, calendar: Calendar) -> None:
    first, second, done = consultation(), consultation(), consultation(state="finished")
    others = consultation(conversation=SOMEBODY_ELSE)
    for kept in (first, second, done, others):
        records.save(kept)
        calendar.go(minutes=1)
    records.save(dataclasses.replace(first, open_question="network"))
    found = records.unfinished(SOMEBODY)
    assert found is not None and (found.id, found.open_question) == (first.id, "network")
    records.drop(first.id)
    found = records.unfinished(SOMEBODY)
    assert found is not None and found.id == second.id
    records.drop(done.id)
    finished = records.by_id(done.id)
    assert finished is not None and finished.state == "finished"


def test_a_reference_is_read_however_it_is_typed(records: Records) -> None:
    kept = consultation()
    reference = records.save(kept)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in reference)
    hyphens = (reference.replace("-", hyphen) for hyphen in ("", " ", "ー", "−", "－"))
    for typed in (*hyphens, reference.lower(), f" {wide}　"):
        found = records.by_reference(typed)
        assert found is not None and found.id == kept.id
    assert records.by_reference(new_reference()) is None


@given(st.text(LETTERS, min_size=6, max_size=6), st.integers(0, 6), st.sampled_from(LETTERS))
def test_a_slip_in_a_reference_is_noticed(data: str, place: int, wrong: str) -> None:
    letters = data + check_letter(data)
    assert read_reference(letters) == f"{letters[:4]}-{letters[4:]}"
    slipped = letters[:place] + wrong + letters[place + 1 :]
    assert slipped == letters or read_reference(slipped) is None
    swapped = letters[:place] + letters[place : place + 2][::-1] + letters[place + 2 :]
    assert swapped == letters or read_reference(swapped) is None


@pytest.mark.parametrize("typed", ["", "K7R2", "K7R2-8F3-9", "O0I1-LZS", "<b>", "相談番号"])
def test_what_cannot_be_a_reference_is_none(typed: str, records: Records) -> None:
    assert records.by_reference(typed) is None


def test_all_are_streamed_and_those_decided_otherwise_are_told(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rasa_project.store.records.BATCH", 3)
    saved = {}
    for number in range(7):
        status = "required" if number % 2 else "exempt"
        kept = consultation(
            answers={"stage": str(number)}, result=result(art7=status), state="finished"
        )
        saved[kept.id] = (records.save(kept), status)
    still_open = consultation()
    records.save(still_open)
    assert records.count() == 8
    assert {one.id for one in records.stream()} == {*saved, still_open.id}
    differences = list(records.reevaluate(lambda answers: {"art7": "required"}))
    assert {one.reference for one in differences} == {r for r, s in saved.values() if s == "exempt"}
    assert differences[0].before == {"art7": "exempt"} and differences[0].after == {
        "art7": "required"
    }


def test_what_is_typed_is_masked_before_it_is_stored(records: Records, engine: Engine) -> None:
    kept = consultation(department="総務局 06-6208-1234", text="連絡は taro@example.lg.jp へ")
    records.save(kept)
    with reading(engine) as connection:
        row = connection.execute(select(consultations)).mappings().one()
    assert "6208" not in str(dict(row)) and "taro" not in str(dict(row))
    records.save(kept)
    found = records.by_id(kept.id)
    assert found is not None and found.department == "総務局 ［電話番号］"
