"""Alembic's way in; `store.migrate` hands over the connection and runs it."""

from __future__ import annotations

from alembic import context

# The transaction is the caller's: all steps are taken, or none.
context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
