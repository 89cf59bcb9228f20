"""The tables of the desk: cases and what hangs on them, answers on their way, who did what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CHAR, Column, ForeignKey, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import TSVECTOR

from .tables import Document, Letters, Moment, Number, metadata, needed, of_consultation


def of_case(**options: Any) -> Column:
    """The case a row hangs on; the row goes with it."""
    return Column("case_id", Number, ForeignKey("cases.id", ondelete="CASCADE"), **options)


cases = Table(
    "cases", metadata,
    Column("id", Number, primary_key=True),
    of_consultation(nullable=False),
    needed("desk", Letters),
    needed("kind", Letters),
    needed("state", Letters),
    Column("claimed_by", Letters),
    needed("version", Integer),
    Column("subject", Letters),
    Column("activity", Letters),
    needed("opened", Moment),
    needed("updated", Moment),
    Column("decided", Moment),
    Column("closed", Moment),
    Column("decision", Letters),
    Column("reason", Text),
    Column("procedures", Document),
    Index("cases_queue", "desk", "state", "id"),
    Index("cases_claimed", "claimed_by", "id"),
    Index("cases_consultation", "consultation"),
    Index("cases_alike", "subject", "activity", "id"),
    sqlite_autoincrement=True,  # the audit names cases that may be gone: no number twice
)  # fmt: skip
ALIVE = cases.c.state != "closed"
DECIDED = cases.c.decision.is_not(None)
Index("cases_once", cases.c.consultation, cases.c.desk, unique=True,
      sqlite_where=ALIVE, postgresql_where=ALIVE)  # fmt: skip
Index("cases_decided_alike", cases.c.subject, cases.c.activity, cases.c.id,
      sqlite_where=DECIDED, postgresql_where=DECIDED)  # fmt: skip
Index("cases_decided", cases.c.subject, cases.c.id,
      sqlite_where=DECIDED, postgresql_where=DECIDED)  # fmt: skip

comments = Table(
    "comments", metadata,
    Column("id", Number, primary_key=True),
    of_case(nullable=False),
    needed("at", Moment),
    needed("author", Letters),
    needed("text", Text),
    Index("comments_case", "case_id", "id"),
)  # fmt: skip

answers_to_send = Table(
    "answers_to_send", metadata,
    Column("id", Number, primary_key=True),
    of_case(nullable=False),
    needed("conversation", CHAR(64)),
    needed("created", Moment),
    Column("delivered", Moment),
    needed("text", Text),
    Column("shown_by", CHAR(64)),
    Index("answers_to_send_case", "case_id"),
    Index("answers_to_send_conversation", "conversation", "delivered"),
)  # fmt: skip

audit = Table(
    "audit", metadata,
    Column("id", Number, primary_key=True),
    needed("at", Moment),
    needed("actor", Letters),
    needed("action", Letters),
    Column("case_id", Number),  # no foreign key: the entry outlives the case
    needed("detail", Document),
    Index("audit_case", "case_id", "id"),
)  # fmt: skip

case_texts = Table(
    "case_texts", metadata,
    of_case(primary_key=True),
    needed("folded", Text),
    needed("grams", Text().with_variant(TSVECTOR(), "postgresql")),
)  # fmt: skip
