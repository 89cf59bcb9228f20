"""Conversations, inbox, what was spoken, outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "001_conversations"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
CHANNEL = sa.String(32)
CONVERSATION = sa.CHAR(32)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "conversations",
        sa.Column("id", CONVERSATION, primary_key=True),
        sa.Column("key", sa.CHAR(64), nullable=False),
        sa.Column("channel", CHANNEL, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("updated", MOMENT, nullable=False),
        sa.Column("address", sa.JSON),
        sa.Column("state", sa.JSON),
        sa.Index("conversations_key", "key"),
        sa.Index("conversations_updated", "updated"),
    )
    op.create_table(
        "spoken",
        sa.Column("conversation", CONVERSATION, primary_key=True),
        sa.Column("turn", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("messages", sa.JSON, nullable=False),
    )
    make_inbox()
    make_outbox()


def make_inbox() -> None:
    """What came in."""
    op.create_table(
        "inbox",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("channel", CHANNEL, nullable=False),
        sa.Column("event", sa.CHAR(64), nullable=False),
        sa.Column("conversation", CONVERSATION, nullable=False),
        sa.Column("received", MOMENT, nullable=False),
        sa.Column("turn", sa.Integer),
        sa.Column("text", sa.Text),
        sa.Column("shown", sa.Text),
        sa.Column("address", sa.JSON),
        sa.Index("inbox_event", "channel", "event", unique=True),
        sa.Index("inbox_waiting", "turn", "conversation", "id"),
        sa.Index("inbox_conversation", "conversation"),
    )


def make_outbox() -> None:
    """What has to go out."""
    op.create_table(
        "outbox",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("conversation", CONVERSATION, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("channel", CHANNEL, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("due", MOMENT),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("ended", MOMENT),
        sa.Column("failure", sa.String(200)),
        sa.Column("address", sa.JSON, nullable=False),
        sa.Column("messages", sa.JSON, nullable=False),
        sa.Index("outbox_due", "ended", "due"),
        sa.Index("outbox_conversation", "conversation", "ended", "id"),
    )


def downgrade() -> None:
    """Remove them."""
    for table in ("outbox", "inbox", "spoken", "conversations"):
        op.drop_table(table)
