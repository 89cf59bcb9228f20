"""Every consultation on record: facts in order, their changes, the result as it was given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from . import saving
from .engine import Clock, reading, utc_now, writing
from .errors import StoreError
from .kept import Change, Difference, Kept, Listed, Record
from .reference import read_reference
from .tables import changes, consultations

BATCH = 2_000
"""Records held in memory at a time."""
Decide = Callable[[Mapping[str, str]], Mapping[str, str]]
"""Answers to statuses: procedure -> status."""

KEPT = consultations.c
LISTED = [KEPT[name] for name in Listed.__dataclass_fields__]
WHOLE = [KEPT[name] for name in Record.__dataclass_fields__]


class Records:
    """The consultations on record. Every method may raise StoreError."""

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self._engine, self._clock = engine, clock

    def save(self, kept: Kept) -> str:
        """Put a consultation on record as it stands; returns its 相談番号. Saving twice changes nothing."""
        try:
            return self._save(kept)
        except StoreError as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise
        return self._save(kept)  # somebody else put the same one on record in between

    def _save(self, kept: Kept) -> str:
        with writing(self._engine) as connection:
            return saving.save(connection, kept, self._clock())

    def by_id(self, consultation: str) -> Record | None:
        """The consultation with this id."""
        return self._one(select(*WHOLE).where(KEPT.id == consultation))

    def by_reference(self, said: str) -> Record | None:
        """The consultation with this 相談番号 as somebody typed it; None also for one that cannot be."""
        reference = read_reference(said)
        return self._one(select(*WHOLE).where(KEPT.reference == reference)) if reference else None

    def unfinished(self, conversation: str) -> Record | None:
        """The conversation's open consultation that was worked on last."""
        mine = select(*WHOLE).where(KEPT.conversation == conversation, KEPT.state == "open")
        return self._one(mine.order_by(KEPT.updated.desc()).limit(1))

    def _one(self, wanted: Any) -> Record | None:
        with reading(self._engine) as connection:
            row = connection.execute(wanted).mappings().first()
        return Record(**row) if row else None

    def drop(self, consultation: str) -> None:
        """The person gave an open consultation up; it stays on record."""
        given_up = update(consultations).where(KEPT.id == consultation, KEPT.state == "open")
        with writing(self._engine) as connection:
            connection.execute(given_up.values(state="dropped", updated=self._clock()))

    def changes(self, consultation: str) -> tuple[Change, ...]:
        """Every change of a fact, in order."""
        columns = [changes.c[name] for name in Change.__dataclass_fields__]
        wanted = select(*columns).where(changes.c.consultation == consultation)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted.order_by(changes.c.number)).mappings()
            return tuple(Change(**row) for row in rows)

    def count(self) -> int:
        """How many consultations are on record."""
        with reading(self._engine) as connection:
            return int(connection.execute(select(func.count()).select_from(consultations)).scalar())

    def stream(self) -> Iterator[Listed]:
        """All consultations, in bounded memory and in no special order."""
        for row in self._batches(LISTED):
            yield Listed(**row)

    def reevaluate(self, decide: Decide) -> Iterator[Difference]:
        """The consultations with a result that `decide` would give other statuses."""
        columns = [KEPT.id, KEPT.reference, KEPT.answers, KEPT.statuses]
        for row in self._batches(columns, KEPT.state == "finished"):
            after = dict(decide(row["answers"]))
            if after != row["statuses"]:
                yield Difference(row["id"], row["reference"], row["statuses"], after)

    def _batches(self, columns: list[Any], *conditions: Any) -> Iterator[Mapping[str, Any]]:
        """Rows by id, a transaction a batch: a slow reader holds nobody up."""
        wanted = select(*columns).where(*conditions).order_by(KEPT.id).limit(BATCH)
        last = ""
        while True:
            with reading(self._engine) as connection:
                rows = connection.execute(wanted.where(KEPT.id > last)).mappings().all()
            yield from rows
            if len(rows) < BATCH:
                return
            last = rows[-1]["id"]
