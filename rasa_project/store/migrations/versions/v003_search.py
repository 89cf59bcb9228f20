"""Full-text search over cases: FTS5 on SQLite, a GIN index on PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "003_search"
down_revision = "002_desk"

# Whether a letter pair occurs is all that is asked: no positions, no sizes.
FTS5 = """
CREATE VIRTUAL TABLE case_search USING fts5(
    grams, content='case_texts', content_rowid='case_id',
    tokenize='ascii', detail=none, columnsize=0
)
"""
PUT = "INSERT INTO case_search(rowid, grams) VALUES (new.case_id, new.grams);"
TAKE = (
    "INSERT INTO case_search(case_search, rowid, grams) VALUES ('delete', old.case_id, old.grams);"
)
TRIGGERS = {"INSERT": PUT, "DELETE": TAKE, "UPDATE": f"{TAKE} {PUT}"}


def upgrade() -> None:
    """Make the table and its index."""
    op.create_table(
        "case_texts",
        sa.Column(
            "case_id", sa.Integer, sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("grams", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("case_search", "case_texts", ["grams"], postgresql_using="gin")
        return
    op.execute(FTS5)
    for happening, action in TRIGGERS.items():
        name = f"case_search_{happening.lower()}"
        op.execute(f"CREATE TRIGGER {name} AFTER {happening} ON case_texts BEGIN {action} END")


def downgrade() -> None:
    """Remove them."""
    if op.get_bind().dialect.name == "sqlite":
        op.drop_table("case_search")
    op.drop_table("case_texts")
