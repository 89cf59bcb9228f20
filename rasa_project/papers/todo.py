"""The next steps as a calendar file: to-dos in their order, dated only by what the user says."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, timezone

from icalendar import Calendar, Event, Todo

from ..core.model import Step
from ..render.result import step_text
from .filed import Filed, day_text

NO_DAY = "期日は、実施要領にもこの相談にもありません。窓口に確かめてください。"


def todo(filed: Filed, procurement_day: date | None = None) -> bytes:
    """The calendar. With the day planned for the procurement, what must precede it is due by then."""
    calendar = Calendar()
    calendar.add("prodid", "-//協議ナビ//次にすること//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"協議ナビ 次にすること{numbered(filed)}")
    before = filed.steps_before_procurement
    for number, step in enumerate(filed.steps, 1):
        due = procurement_day if number <= before else None
        calendar.add_component(entry(filed, number, step, due))
    if procurement_day and before:
        calendar.add_component(procurement(filed, procurement_day, before))
    return bytes(calendar.to_ical())


def entry(filed: Filed, number: int, step: Step, due: date | None) -> Todo:
    """One step as a to-do."""
    made = Todo()
    identify(made, filed, str(number))
    made.add("summary", f"{number}. {step.text}")
    limit = f"調達の予定日（{day_text(due)}）より前にします。" if due else NO_DAY
    made.add("description", "\n".join([step_text(step), *timings(filed, step), limit]))
    made.add("status", "NEEDS-ACTION")
    if due:
        made.add("due", due)
    return made


def procurement(filed: Filed, day: date, before: int) -> Event:
    """The day of the procurement, with what is to be done before it."""
    made = Event()
    identify(made, filed, "procurement")
    made.add("summary", f"調達の予定日{numbered(filed)}")
    made.add("dtstart", day)
    done = [f"{number}. {step_text(step)}" for number, step in enumerate(filed.steps[:before], 1)]
    made.add("description", "\n".join(["この日より前にすること", *done]))
    made.add("transp", "TRANSPARENT")
    return made


def identify(component: Todo | Event, filed: Filed, part: str) -> None:
    """The same consultation and part, the same entry: filed again, it takes the old one's place."""
    which = [filed.number, filed.day.isoformat(), filed.edition.id, list(filed.answers.items())]
    digest = hashlib.sha256(json.dumps([*which, part]).encode()).hexdigest()
    component.add("uid", f"{digest[:32]}@kyogi-navi")
    stamp = datetime(filed.day.year, filed.day.month, filed.day.day, tzinfo=timezone.utc)
    component.add("dtstamp", stamp)


def timings(filed: Filed, step: Step) -> list[str]:
    """When, as far as the guideline says so, for the procedures that the step is about."""
    return [
        f"{line.procedure.name}：{line.papers.timing}"
        for line in filed.lines
        if line.procedure.id in step.when and line.papers.timing
    ]


def numbered(filed: Filed) -> str:
    """The 相談番号 in brackets, where there is one."""
    return f"（相談番号 {filed.number}）" if filed.number else ""
