"""Putting a consultation on record: what changed is written, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from .audit import note
from .kept import Kept
from .masking import mask
from .reference import new_reference
from .search import index_cases
from .tables import changes, consultations, verdicts
from .tables_desk import cases

JAPAN = timezone(timedelta(hours=9))
Row = Mapping[str, Any]


def save(connection: Connection, kept: Kept, now: datetime) -> str:
    """Insert or update; returns the reference."""
    wanted = select(consultations).where(consultations.c.id == kept.id).with_for_update()
    before = connection.execute(wanted).mappings().first()
    values = values_of(kept)
    if before is None:
        return put(connection, values, now)
    changed = {name: value for name, value in values.items() if not same(before[name], value)}
    if changed:
        if "state" in changed:
            changed["finished"] = now if kept.state == "finished" else None
        known = consultations.c.id == kept.id
        connection.execute(update(consultations).where(known).values(**changed, updated=now))
        follow(connection, before, changed, now)
    return str(before["reference"])


def values_of(kept: Kept) -> dict[str, Any]:
    """The columns that the consultation says."""
    answers, result = dict(kept.answers), kept.result
    procedures = result["procedures"] if result else ()
    return {
        "id": kept.id,
        "conversation": kept.conversation,
        "channel": kept.channel,
        "edition": kept.edition,
        "rules": kept.rules,
        "department": kept.department and mask(kept.department),
        "state": kept.state,
        "open_question": kept.open_question,
        **{name: answers.get(name) for name in ("stage", "subject", "activity")},
        "answers": answers,
        "statuses": {line["id"]: line["status"] for line in procedures},
        "text": mask(kept.text),
        "result": result and dict(result),
    }


def same(before: object, after: object) -> bool:
    """Equal as stored; in an object, the order counts."""
    if isinstance(before, dict) and isinstance(after, dict):
        return json.dumps(before) == json.dumps(after)
    return before == after


def put(connection: Connection, values: dict[str, Any], now: datetime) -> str:
    """A new consultation."""
    row = {
        **values,
        "reference": free_reference(connection),
        "started": now,
        "updated": now,
        "finished": now if values["state"] == "finished" else None,
        "month": now.astimezone(JAPAN).strftime("%Y-%m"),
    }
    connection.execute(insert(consultations), row)
    put_changes(connection, str(row["id"]), {}, values["answers"], now)
    put_verdicts(connection, row, values["statuses"])
    return str(row["reference"])


def free_reference(connection: Connection) -> str:
    """A reference that nobody has."""
    while True:
        reference = new_reference()
        taken = select(consultations.c.id).where(consultations.c.reference == reference)
        if connection.execute(taken).first() is None:
            return reference


def follow(connection: Connection, before: Row, changed: Row, now: datetime) -> None:
    """Bring to a changed consultation what hangs on it."""
    consultation = str(before["id"])
    if "statuses" in changed:
        connection.execute(delete(verdicts).where(verdicts.c.consultation == consultation))
        put_verdicts(connection, before, changed["statuses"])
    if "answers" in changed:
        put_changes(connection, consultation, before["answers"], changed["answers"], now)
        tell_desk(connection, consultation, changed["answers"], now)
    if changed.keys() & {"text", "department"}:
        found = select(cases.c.id).where(cases.c.consultation == consultation)
        index_cases(connection, connection.execute(found).scalars().all())


def put_verdicts(connection: Connection, kept: Row, statuses: Mapping[str, str]) -> None:
    """One row per procedure."""
    of_it = {"consultation": kept["id"], "month": kept["month"]}
    rows = [
        {**of_it, "procedure": procedure, "status": status}
        for procedure, status in statuses.items()
    ]
    if rows:
        connection.execute(insert(verdicts), rows)


def put_changes(
    connection: Connection, consultation: str, before: Row, after: Row, now: datetime
) -> None:
    """The facts that differ, numbered on from the last change."""
    highest = select(func.max(changes.c.number)).where(changes.c.consultation == consultation)
    last = connection.execute(highest).scalar() or 0
    rows = [
        {"consultation": consultation, "number": number, "at": now, **change}
        for number, change in enumerate(differences(before, after), last + 1)
    ]
    if rows:
        connection.execute(insert(changes), rows)


def differences(before: Row, after: Row) -> Iterator[dict[str, str | None]]:
    """Facts taken back, then facts answered, in the order of the answers."""
    for fact in (*(name for name in before if name not in after), *after):
        if before.get(fact) != after.get(fact):
            yield {"fact": fact, "before": before.get(fact), "after": after.get(fact)}


def tell_desk(connection: Connection, consultation: str, answers: Row, now: datetime) -> None:
    """Cases at work get a new version, so that nobody decides on facts that no longer hold."""
    here = cases.c.consultation == consultation
    alike = {name: answers.get(name) for name in ("subject", "activity")}
    connection.execute(update(cases).where(here).values(alike))
    alive = select(cases.c.id).where(here, cases.c.state != "closed")
    for case in connection.execute(alive).scalars().all():
        newer = update(cases).where(cases.c.id == case)
        connection.execute(newer.values(version=cases.c.version + 1, updated=now))
        note(connection, now, "staff", "answers_changed", case)
