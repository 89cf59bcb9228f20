"""Which message showed a desk's answer, or was not understood: a turn that is run again does neither twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "005_once"
down_revision = "004_people"

EVENT = sa.CHAR(64)


def upgrade() -> None:
    """Add the columns."""
    op.add_column("answers_to_send", sa.Column("shown_by", EVENT))
    op.add_column("unread", sa.Column("event", EVENT))
    op.create_index("unread_event", "unread", ["event"], unique=True)


def downgrade() -> None:
    """Remove them."""
    op.drop_index("unread_event", "unread")
    with op.batch_alter_table("unread") as unread:
        unread.drop_column("event")
    with op.batch_alter_table("answers_to_send") as answers:
        answers.drop_column("shown_by")
