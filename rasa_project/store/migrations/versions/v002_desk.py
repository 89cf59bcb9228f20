"""The desk: cases, comments, answers on their way, and an audit log that only grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "002_desk"
down_revision = "001_consultations"

MOMENT = sa.DateTime(timezone=True)
LETTERS = sa.String(64)

REFUSING = {
    "sqlite": (
        "CREATE TRIGGER audit_kept_{0} BEFORE {0} ON audit"
        " BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
    ),
    "postgresql": (
        "CREATE TRIGGER audit_kept_{0} BEFORE {0} ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_kept()"
    ),
}
FUNCTION = """
CREATE FUNCTION audit_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$
"""


def of_case() -> sa.Column:
    """The case a row hangs on."""
    return sa.Column(
        "case_id", sa.Integer, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False
    )


def upgrade() -> None:
    """Make the tables."""
    make_cases()
    make_case_indexes()
    make_comments()
    make_answers()
    make_audit()


def make_cases() -> None:
    """One consultation at one desk: one line a column."""
    consultation = sa.ForeignKey("consultations.id", ondelete="CASCADE")
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("consultation", sa.CHAR(32), consultation, nullable=False),
        sa.Column("desk", LETTERS, nullable=False),
        sa.Column("kind", LETTERS, nullable=False),
        sa.Column("state", LETTERS, nullable=False),
        sa.Column("claimed_by", LETTERS),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("subject", LETTERS),
        sa.Column("activity", LETTERS),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("updated", MOMENT, nullable=False),
        sa.Column("decided", MOMENT),
        sa.Column("closed", MOMENT),
        sa.Column("decision", LETTERS),
        sa.Column("reason", sa.Text),
        sa.Column("procedures", sa.JSON),
        sqlite_autoincrement=True,
    )


def make_case_indexes() -> None:
    """For the queue, and for similar cases."""
    op.create_index("cases_queue", "cases", ["desk", "state", "id"])
    op.create_index("cases_claimed", "cases", ["claimed_by", "id"])
    op.create_index("cases_consultation", "cases", ["consultation"])
    op.create_index("cases_alike", "cases", ["subject", "activity", "id"])
    alive, decided = sa.text("state != 'closed'"), sa.text("decision IS NOT NULL")
    op.create_index("cases_once", "cases", ["consultation", "desk"], unique=True,
                    sqlite_where=alive, postgresql_where=alive)  # fmt: skip
    op.create_index("cases_decided_alike", "cases", ["subject", "activity", "id"],
                    sqlite_where=decided, postgresql_where=decided)  # fmt: skip
    op.create_index("cases_decided", "cases", ["subject", "id"],
                    sqlite_where=decided, postgresql_where=decided)  # fmt: skip


def make_comments() -> None:
    """What the desk wrote."""
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer, primary_key=True),
        of_case(),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("author", LETTERS, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Index("comments_case", "case_id", "id"),
    )


def make_answers() -> None:
    """The desk's answers, until the conversation has shown them."""
    op.create_table(
        "answers_to_send",
        sa.Column("id", sa.Integer, primary_key=True),
        of_case(),
        sa.Column("conversation", sa.CHAR(64), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("delivered", MOMENT),
        sa.Column("text", sa.Text, nullable=False),
        sa.Index("answers_to_send_case", "case_id"),
        sa.Index("answers_to_send_conversation", "conversation", "delivered"),
    )


def make_audit() -> None:
    """Who did what; neither changed nor removed by anyone."""
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", LETTERS, nullable=False),
        sa.Column("action", LETTERS, nullable=False),
        sa.Column("case_id", sa.Integer),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Index("audit_case", "case_id", "id"),
    )
    dialect = op.get_bind().dialect.name
    events = ["UPDATE", "DELETE"]
    if dialect == "postgresql":
        op.execute(FUNCTION)
        events.append("TRUNCATE")
    for happening in events:
        op.execute(REFUSING[dialect].format(happening))


def downgrade() -> None:
    """Remove them."""
    for table in ("audit", "answers_to_send", "comments", "cases"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_kept()")
