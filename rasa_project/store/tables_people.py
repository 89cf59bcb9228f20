"""The tables of people: who works at the desk, who learns."""

from __future__ import annotations

from sqlalchemy import CHAR, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from .tables import Document, Letters, Moment, metadata, needed

users = Table(
    "users", metadata,
    Column("name", Letters, primary_key=True),
    needed("display_name", Text),
    needed("desk", Letters),
    needed("role", Letters),
    Column("password", Text),  # argon2; nothing for those who come through single sign-on
    needed("active", Boolean),
    needed("created", Moment),
)  # fmt: skip

sessions = Table(
    "sessions", metadata,
    Column("token", CHAR(64), primary_key=True),  # SHA-256 of it
    Column("name", Letters, ForeignKey("users.name", ondelete="CASCADE"), nullable=False),
    needed("created", Moment),
    needed("seen", Moment),
    Index("sessions_name", "name"),
    Index("sessions_created", "created"),
)  # fmt: skip

failures = Table(
    "failures", metadata,
    Column("key", CHAR(64), primary_key=True),  # SHA-256: a password typed as a name stays nowhere
    needed("count", Integer),
    needed("at", Moment),
)  # fmt: skip

learners = Table(
    "learners", metadata,
    Column("conversation", CHAR(64), primary_key=True),
    needed("updated", Moment),
    needed("shared_with_mentor", Boolean),
    Column("display_name", Text),
    needed("progress", Document),
    Index("learners_shared", "shared_with_mentor", "updated"),
)  # fmt: skip
