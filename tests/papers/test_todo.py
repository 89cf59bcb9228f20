"""The calendar: the steps in order, dated by the user's procurement day and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from icalendar import Calendar, Component
from papers.samples import ANSWERS, filed

from rasa_project.papers import Filed, Kind, papers_of
from rasa_project.papers.make import make

DAY = date(2027, 1, 15)


def entries(one: Filed, procurement_day: date | None = None) -> list[Component]:
    """The to-dos and the procurement, as they stand in the file."""
    content = make(Kind.CALENDAR, one, procurement_day=procurement_day).content
    return list(Calendar.from_ical(content).subcomponents)


def todos(one: Filed, procurement_day: date | None = None) -> list[Component]:
    """The to-dos alone."""
    return [entry for entry in entries(one, procurement_day) if entry.name == "VTODO"]


@pytest.mark.parametrize("name", ANSWERS)
def test_every_step_is_a_to_do_in_order_and_without_a_date(name: str) -> None:
    one = filed(name)
    if Kind.CALENDAR not in papers_of(one):
        assert not one.steps
        return
    found = entries(one)
    assert [str(entry["summary"]) for entry in found] == [
        f"{number}. {step.text}" for number, step in enumerate(one.steps, 1)
    ]
    for entry, step in zip(found, one.steps, strict=True):
        assert not {"DUE", "DTSTART", "DURATION"} & set(entry)
        assert "期日は、実施要領にもこの相談にもありません" in str(entry["description"])
        for line in one.result.procedures:
            if line.procedure.id in step.when and line.papers.timing:
                assert line.papers.timing in str(entry["description"])


def test_what_comes_before_the_procurement_is_due_by_then() -> None:
    due = [entry.decoded("due", None) for entry in todos(filed("both consultations"), DAY)]
    # Five steps lead up to the procurement; what follows it has no day.
    assert due == [DAY] * 5 + [None] * 5
    due = [entry.decoded("due", None) for entry in todos(filed("a plan"), DAY)]
    assert due == [DAY] * 5 + [None] * 2


def test_the_procurement_stands_in_the_calendar() -> None:
    one = filed("a procurement")
    event = next(entry for entry in entries(one, DAY) if entry.name == "VEVENT")
    assert event.decoded("dtstart") == DAY
    assert one.steps[0].text in str(event["description"])


def test_without_a_procurement_its_day_changes_nothing() -> None:
    one = filed("organization")
    assert [e.to_ical() for e in entries(one, DAY)] == [e.to_ical() for e in entries(one)]


def test_filed_again_an_entry_keeps_its_name() -> None:
    one = filed("a plan")
    first = [str(entry["uid"]) for entry in entries(one, DAY)]
    assert first == [str(entry["uid"]) for entry in entries(one, date(2027, 2, 1))]
    assert len(set(first)) == len(first)
    other = [str(entry["uid"]) for entry in entries(replace(one, reference="K1"), DAY)]
    assert not set(first) & set(other)


def test_what_is_typed_stays_text() -> None:
    one = replace(filed("a plan"), reference="A\r\nEND:VTODO;,\\")
    assert len(entries(one, DAY)) == len(one.steps) + 1
