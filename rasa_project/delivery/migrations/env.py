"""Alembic's way in to the conversations' tables; `store.migrate` hands over the connection and runs it."""

from __future__ import annotations

from alembic import context

# The transaction is the caller's: all steps are taken, or none.
given = context.config.attributes
context.configure(connection=given["connection"], version_table=given["version_table"])
context.run_migrations()
