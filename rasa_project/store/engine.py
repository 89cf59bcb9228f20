"""The way to the database: SQLite in a file by default, PostgreSQL by URL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.dialects import postgresql as postgresql_dialect
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from ..core.errors import KyogiError
from .errors import store_error

Clock = Callable[[], datetime]
PATIENCE = 3
"""Seconds to wait for a lock, a connection or a free place in the pool."""
LONGEST_STATEMENT = 10
"""Seconds until PostgreSQL gives a statement up."""
PRAGMAS = (
    "PRAGMA journal_mode = WAL",  # readers and one writer do not wait for each other
    "PRAGMA synchronous = FULL",  # what is said to be saved outlives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -32768",
)


def as_json(value: object) -> str:
    """JSON that every database takes: half a character pair is no text."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


COMMON = {
    "pool_timeout": PATIENCE,
    "hide_parameters": True,  # or what people typed would stand in logs and messages
    "json_serializer": as_json,
}


def utc_now() -> datetime:
    """Now, in UTC."""
    return datetime.now(timezone.utc)


def open_engine(database: str | Path) -> Engine:
    """An engine for a file, or for a URL (`sqlite:///…`, `postgresql://…`); connects on first use.

    Raises KyogiError for an address that is none.
    """
    try:
        url = make_url(f"sqlite:///{database}" if isinstance(database, Path) else database)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError):
        backend = ""
    if backend == "sqlite":
        return sqlite(url)
    if backend == "postgresql":
        return postgresql(url)
    raise KyogiError(
        "記録のデータベースは、sqlite:///ファイル か postgresql://… の形で書いてください。"
    )


def sqlite(url: Any) -> Engine:
    """A file of SQLite; connections are kept, and may wander between threads."""
    arguments = {"check_same_thread": False, "timeout": PATIENCE, "isolation_level": None}
    engine = create_engine(url, future=True, poolclass=QueuePool, connect_args=arguments, **COMMON)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def prepare(connection: Any, _: Any) -> None:
    """A new connection to SQLite."""
    for pragma in PRAGMAS:
        connection.execute(pragma)


def begin(connection: Connection) -> None:
    """A new transaction of SQLite; one that read first and wrote later could not wait for another."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def postgresql(url: Any) -> Engine:
    """A PostgreSQL server, which may restart between two requests."""
    limits = {
        "statement_timeout": LONGEST_STATEMENT,
        "lock_timeout": PATIENCE,
        "idle_in_transaction_session_timeout": LONGEST_STATEMENT,
    }
    arguments = {
        "connect_timeout": PATIENCE,
        "tcp_user_timeout": LONGEST_STATEMENT * 1000,
        "options": " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items()),
    }
    return create_engine(url, future=True, pool_pre_ping=True, connect_args=arguments, **COMMON)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection in one consistent transaction. Raises StoreError."""
    with guarded(engine, writes=False), engine.begin() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction: all of it is kept or, with an error, nothing. Raises StoreError."""
    with guarded(engine, writes=True), engine.execution_options(writes=True).begin() as connection:
        yield connection


@contextmanager
def guarded(engine: Engine, *, writes: bool) -> Iterator[None]:
    """Every failure of the database as a StoreError."""
    try:
        yield
    except (DBAPIError, PoolTimeout, engine.dialect.dbapi.Error) as error:
        raise store_error(error, writing=writes) from error


def put_if_absent(connection: Connection, table: Any, row: Mapping[str, Any]) -> None:
    """Insert a row unless its key is taken, by somebody at this very moment, too."""
    dialect = sqlite_dialect if connection.dialect.name == "sqlite" else postgresql_dialect
    connection.execute(dialect.insert(table).on_conflict_do_nothing(), row)
