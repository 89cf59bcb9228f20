"""The migrations build what the tables say."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine

from rasa_project.store import tables_desk, tables_people
from rasa_project.store.engine import reading, writing
from rasa_project.store.errors import StoreError
from rasa_project.store.migrate import migrate
from rasa_project.store.tables import metadata

TABLES = {table.name for table in (*metadata.sorted_tables, tables_desk.cases, tables_people.users)}


def ours(_: Any, name: str, *__: Any) -> bool:
    """The index of the search and SQLite's own tables are no part of the tables described."""
    return not name.startswith(("case_search", "sqlite_"))


def test_there_and_back_leaves_nothing_and_comes_to_the_same(empty: Engine) -> None:
    for _ in range(2):
        migrate(empty)
        with reading(empty) as connection:
            context = MigrationContext.configure(connection, opts={"include_object": ours})
            assert compare_metadata(context, metadata) == []
        migrate(empty, "base")
        with reading(empty) as connection:
            left = set(inspect(connection).get_table_names()) - {"sqlite_sequence"}
            assert left == {"alembic_version"}


def test_migrating_twice_is_migrating_once(engine: Engine) -> None:
    migrate(engine)
    with reading(engine) as connection:
        assert set(inspect(connection).get_table_names()) >= TABLES


def test_a_database_of_a_newer_program_is_refused_by_name(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '099_future'"))
    with pytest.raises(StoreError, match="099_future"):
        migrate(engine)
