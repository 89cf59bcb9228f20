"""Bring a database to the tables of this program."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from .engine import writing
from .errors import StoreError

RECORDS = Path(__file__).parent / "migrations"
LOCK = 7_293_001
"""PostgreSQL's lock under which one process migrates while others wait."""


def migrate(engine: Engine, revision: str = "head", folder: Path = RECORDS) -> None:
    """Bring the tables to a revision (`head`, `base`, or by name), from whatever they are.

    Tables of two folders may live in one database: each folder counts its own revisions. Raises
    StoreError, also for a database that a newer program made.
    """
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    table = "alembic_version" if folder == RECORDS else f"{folder.parent.name}_version"
    config.attributes["version_table"] = table
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            wait_for_turn(connection)
        options = {"version_table": table}
        present = MigrationContext.configure(connection, opts=options).get_current_revision()
        refuse_newer(config, present)
        config.attributes["connection"] = connection
        if revision == "base":
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)


def wait_for_turn(connection: Connection) -> None:
    """One migration at a time, and as long as it takes."""
    connection.execute(text("SET LOCAL lock_timeout = '60s'"))
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})


def refuse_newer(config: Config, present: str | None) -> None:
    """Raise StoreError where the database stands at a revision that this program does not have."""
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if present is not None and present not in known:
        raise StoreError(
            f"記録のデータベースは、この協議ナビより新しい版（{present}）で作られています。"
            "協議ナビを新しくしてから、もう一度起動してください。"
        )
