"""The tables of conversations. `migrations/` builds them; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    CHAR,
    JSON,
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)  # fmt: skip

from ..store.tables import Moment

metadata = MetaData()
Number = BigInteger().with_variant(Integer, "sqlite")
Document = JSON(none_as_null=True)

# One row a conversation: its state is small and bounded, whatever its length.
conversations = Table(
    "conversations", metadata,
    Column("id", CHAR(32), primary_key=True),
    Column("key", CHAR(64), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("started", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    Column("address", Document),
    Column("state", Document),
    Index("conversations_key", "key"),
    Index("conversations_updated", "updated"),
)  # fmt: skip

# What came in. An event is here before its channel hears that it arrived.
inbox = Table(
    "inbox", metadata,
    Column("id", Number, primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("event", CHAR(64), nullable=False),
    Column("conversation", CHAR(32), nullable=False),
    Column("received", Moment, nullable=False),
    Column("turn", Integer),
    Column("text", Text),
    Column("shown", Text),
    Column("address", Document),
    Index("inbox_event", "channel", "event", unique=True),
    Index("inbox_waiting", "turn", "conversation", "id"),
    Index("inbox_conversation", "conversation"),
)  # fmt: skip

# What was said, for the page after a reload and for an event that comes again.
spoken = Table(
    "spoken", metadata,
    Column("conversation", CHAR(32), primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("messages", Document, nullable=False),
)  # fmt: skip

# What has to reach a channel that is called, not one that waits for the answer.
outbox = Table(
    "outbox", metadata,
    Column("id", Number, primary_key=True),
    Column("conversation", CHAR(32), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("channel", String(32), nullable=False),
    Column("created", Moment, nullable=False),
    Column("due", Moment),
    Column("attempts", Integer, nullable=False),
    Column("ended", Moment),
    Column("failure", String(200)),
    Column("address", Document, nullable=False),
    Column("messages", Document, nullable=False),
    Index("outbox_due", "ended", "due"),
    Index("outbox_conversation", "conversation", "ended", "id"),
)  # fmt: skip
