"""Consultations, the changes of their facts, their verdicts, and what was not understood."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "001_consultations"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
LETTERS = sa.String(64)


def of_consultation(**options: bool) -> sa.Column:
    """The consultation a row hangs on."""
    kept = sa.ForeignKey("consultations.id", ondelete="CASCADE")
    return sa.Column("consultation", sa.CHAR(32), kept, **options)


def upgrade() -> None:
    """Make the tables."""
    make_consultations()
    make_consultation_indexes()
    make_changes()
    make_verdicts()
    make_unread()


def make_consultations() -> None:
    """Consultations: one table, one line a column."""
    op.create_table(
        "consultations",
        sa.Column("id", sa.CHAR(32), primary_key=True),
        sa.Column("reference", sa.String(8), nullable=False),
        sa.Column("conversation", sa.CHAR(64), nullable=False),
        sa.Column("channel", LETTERS, nullable=False),
        sa.Column("edition", sa.Date, nullable=False),
        sa.Column("rules", sa.CHAR(16), nullable=False),
        sa.Column("department", sa.Text),
        sa.Column("state", LETTERS, nullable=False),
        sa.Column("open_question", LETTERS),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("updated", MOMENT, nullable=False),
        sa.Column("finished", MOMENT),
        sa.Column("month", sa.CHAR(7), nullable=False),
        sa.Column("stage", LETTERS),
        sa.Column("subject", LETTERS),
        sa.Column("activity", LETTERS),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("statuses", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("result", sa.JSON),
    )


def make_consultation_indexes() -> None:
    """To find a consultation, and to count."""
    op.create_index("consultations_reference", "consultations", ["reference"], unique=True)
    for name, *columns in (
        ("conversation", "conversation", "state", "updated"),
        ("updated", "updated"),
        ("month", "month", "subject"),
        ("given_up", "state", "open_question", "updated"),
    ):
        op.create_index(f"consultations_{name}", "consultations", columns)


def make_changes() -> None:
    """Every change of a fact."""
    op.create_table(
        "changes",
        of_consultation(primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("fact", LETTERS, nullable=False),
        sa.Column("before", LETTERS),
        sa.Column("after", LETTERS),
        sa.Index("changes_after", "after", "fact", "consultation"),
    )


def make_verdicts() -> None:
    """One row per procedure of a result."""
    op.create_table(
        "verdicts",
        of_consultation(primary_key=True),
        sa.Column("procedure", LETTERS, primary_key=True),
        sa.Column("status", LETTERS, nullable=False),
        sa.Column("month", sa.CHAR(7), nullable=False),
        sa.Index("verdicts_month", "month", "procedure", "status"),
    )


def make_unread() -> None:
    """Sentences that were not understood."""
    op.create_table(
        "unread",
        sa.Column("id", sa.Integer, primary_key=True),
        of_consultation(),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("asked", LETTERS),
        sa.Column("act", LETTERS, nullable=False),
        sa.Index("unread_consultation", "consultation"),
        sa.Index("unread_at", "at"),
    )


def downgrade() -> None:
    """Remove them."""
    for table in ("unread", "verdicts", "changes", "consultations"):
        op.drop_table(table)
