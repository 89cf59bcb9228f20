"""Bring the conversations' tables up to date."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Engine

from ..store.migrate import migrate

FOLDER = Path(__file__).parent / "migrations"


def migrate_conversations(engine: Engine, revision: str = "head") -> None:
    """See `store.migrate.migrate`. Raises StoreError."""
    migrate(engine, revision, FOLDER)
