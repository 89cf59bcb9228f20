"""People: accounts of the desk with their sessions, and learners."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "004_people"
down_revision = "003_search"

MOMENT = sa.DateTime(timezone=True)
LETTERS = sa.String(64)


def upgrade() -> None:
    """Make the tables."""
    make_users()
    make_sessions()
    op.create_table(
        "failures",
        sa.Column("key", sa.CHAR(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    make_learners()


def make_users() -> None:
    """Who works at the desk."""
    op.create_table(
        "users",
        sa.Column("name", LETTERS, primary_key=True),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("desk", LETTERS, nullable=False),
        sa.Column("role", LETTERS, nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
    )


def make_sessions() -> None:
    """Who is signed in."""
    user = sa.ForeignKey("users.name", ondelete="CASCADE")
    op.create_table(
        "sessions",
        sa.Column("token", sa.CHAR(64), primary_key=True),
        sa.Column("name", LETTERS, user, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("seen", MOMENT, nullable=False),
        sa.Index("sessions_name", "name"),
        sa.Index("sessions_created", "created"),
    )


def make_learners() -> None:
    """How far somebody is in the course."""
    op.create_table(
        "learners",
        sa.Column("conversation", sa.CHAR(64), primary_key=True),
        sa.Column("updated", MOMENT, nullable=False),
        sa.Column("shared_with_mentor", sa.Boolean, nullable=False),
        sa.Column("display_name", sa.Text),
        sa.Column("progress", sa.JSON, nullable=False),
        sa.Index("learners_shared", "shared_with_mentor", "updated"),
    )


def downgrade() -> None:
    """Remove them."""
    for table in ("learners", "failures", "sessions", "users"):
        op.drop_table(table)
