"""The tables. `migrations/` builds them; a test compares the two."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import partial
from typing import Any

from sqlalchemy import (
    CHAR,
    JSON,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)  # fmt: skip

metadata = MetaData()


class Moment(TypeDecorator):  # type: ignore[misc]  # SQLAlchemy 1.4 has no annotations
    """A time in UTC. SQLite knows no zones and gets it without."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Into the database."""
        moment = value and value.astimezone(timezone.utc)
        return moment.replace(tzinfo=None) if moment and dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Out of it."""
        if value is None or value.tzinfo:
            return value and value.astimezone(timezone.utc)
        return value.replace(tzinfo=timezone.utc)


class Number(TypeDecorator):  # type: ignore[misc]  # as above
    """A row's number. One too large for the column, from a mistyped address, is no row's."""

    impl = Integer
    cache_ok = True
    largest = 2**31 - 1

    def process_bind_param(self, value: int | None, dialect: Any) -> int | None:
        """Into the database."""
        return value and max(-self.largest, min(value, self.largest))


needed = partial(Column, nullable=False)
Document = JSON(none_as_null=True)
Letters = String(64)
"""Ids of facts, values, procedures, states; names of users."""


def of_consultation(**options: Any) -> Column:
    """The consultation a row hangs on; the row goes with it."""
    kept = ForeignKey("consultations.id", ondelete="CASCADE")
    return Column("consultation", CHAR(32), kept, **options)


# What is long stands last: SQLite need not read it to get at what is short.
consultations = Table(
    "consultations", metadata,
    Column("id", CHAR(32), primary_key=True),
    needed("reference", String(8)),
    needed("conversation", CHAR(64)),
    needed("channel", Letters),
    needed("edition", Date),
    needed("rules", CHAR(16)),
    Column("department", Text),
    needed("state", Letters),
    Column("open_question", Letters),
    needed("started", Moment),
    needed("updated", Moment),
    Column("finished", Moment),
    needed("month", CHAR(7)),
    Column("stage", Letters),
    Column("subject", Letters),
    Column("activity", Letters),
    needed("answers", Document),
    needed("statuses", Document),
    needed("text", Text),
    Column("result", Document),
    Index("consultations_reference", "reference", unique=True),
    Index("consultations_conversation", "conversation", "state", "updated"),
    Index("consultations_updated", "updated"),
    Index("consultations_month", "month", "subject"),
    Index("consultations_given_up", "state", "open_question", "updated"),
)  # fmt: skip

changes = Table(
    "changes", metadata,
    of_consultation(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    needed("at", Moment),
    needed("fact", Letters),
    Column("before", Letters),
    Column("after", Letters),
    Index("changes_after", "after", "fact", "consultation"),
)  # fmt: skip

verdicts = Table(
    "verdicts", metadata,
    of_consultation(primary_key=True),
    Column("procedure", Letters, primary_key=True),
    needed("status", Letters),
    needed("month", CHAR(7)),  # the consultation's; here, too, so that counting needs no join
    Index("verdicts_month", "month", "procedure", "status"),
)  # fmt: skip

unread = Table(
    "unread", metadata,
    Column("id", Number, primary_key=True),
    of_consultation(),
    needed("at", Moment),
    needed("text", Text),
    Column("asked", Letters),
    needed("act", Letters),
    Column("event", CHAR(64)),
    Index("unread_consultation", "consultation"),
    Index("unread_event", "event", unique=True),
    Index("unread_at", "at"),
)  # fmt: skip
