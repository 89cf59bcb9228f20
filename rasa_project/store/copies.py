"""One database into a file and back: SQLite by its own copy, PostgreSQL by its own programs."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.engine import Engine

from ..core.errors import KyogiError
from .engine import guarded

WAITS = 10
"""Seconds to wait for whoever works with the database that is to be replaced."""
PRIVATE = 0o077
ENDS = {"sqlite": "sqlite", "postgresql": "dump"}
"""Kind of database -> what its copy's name ends in."""


def kind_of(engine: Engine) -> str:
    """`sqlite` or `postgresql`."""
    return str(engine.dialect.name)


def is_empty(engine: Engine) -> bool:
    """Whether there is no table in it. Raises StoreError where nobody can tell."""
    if kind_of(engine) == "sqlite" and not Path(engine.url.database).exists():
        return True
    with guarded(engine, writes=False):
        return not inspect(engine).get_table_names()


def dump(engine: Engine, path: Path) -> None:
    """Write the database as it is at one moment; others go on working. Raises KyogiError, StoreError."""
    if kind_of(engine) == "postgresql":
        run(engine, "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
            f"--file={path}", f"--dbname={address(engine)}")  # fmt: skip
        return
    source = Path(engine.url.database)
    if not source.exists():
        raise KyogiError(f"データベースのファイル {source} がありません。")
    with guarded(engine, writes=False):
        connection = engine.raw_connection()
        try:
            connection.execute("VACUUM INTO ?", (str(path),))
        finally:
            connection.close()


def load(path: Path, engine: Engine) -> None:
    """Put what `dump` wrote in the place of everything in the database, all or nothing.

    Raises KyogiError, StoreError; then the database is as it was.
    """
    if kind_of(engine) == "postgresql":
        load_postgresql(path, engine)
        return
    target = Path(engine.url.database)
    if not target.exists():
        target.touch(mode=0o600)
    with guarded(engine, writes=True):
        copy_sqlite(path, target)


def copy_sqlite(path: Path, target: Path) -> None:
    """Through SQLite, not by moving files: who has the old one open goes on with the new one."""
    until = time.monotonic() + WAITS

    def patient(*_: object) -> None:
        if time.monotonic() > until:
            raise KyogiError("データベースを使っているものがあります。協議ナビを止めてください。")

    source, into = sqlite3.connect(f"file:{path}?mode=ro", uri=True), sqlite3.connect(target)
    try:
        source.backup(into, progress=patient, sleep=0.1)
    finally:
        source.close()
        into.close()


def load_postgresql(path: Path, engine: Engine) -> None:
    """By psql in one transaction: a plain `pg_restore --clean` would leave tables that the copy does not know."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script.sql"
        run(engine, "pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(path))
        run(engine, "psql", "--no-psqlrc", "--quiet", "--single-transaction",
            "--set=ON_ERROR_STOP=1", f"--dbname={address(engine)}",
            "--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public",
            f"--file={script}")  # fmt: skip


def address(engine: Engine) -> str:
    """For PostgreSQL's programs, without the password: everybody on the machine can read arguments."""
    plain = engine.url.set(drivername="postgresql", password=None)
    return str(plain.render_as_string(hide_password=False))


def run(engine: Engine, program: str, *words: str) -> None:
    """Run one of PostgreSQL's programs, which never asks anything. Raises KyogiError."""
    environment = {
        **os.environ,
        "PGOPTIONS": f"-c lock_timeout={WAITS}s -c client_min_messages=error",
    }
    if engine.url.password:
        environment["PGPASSWORD"] = str(engine.url.password)
    if program != "pg_restore":  # it reads a file only
        words = ("--no-password", *words)
    try:
        done = subprocess.run(
            [program, *words], check=False, env=environment, umask=PRIVATE, **SAID
        )
    except FileNotFoundError as error:
        raise KyogiError(f"{program} がありません。PostgreSQL の道具を入れてください。") from error
    if done.returncode != 0:
        raise KyogiError(f"{program} が失敗しました: {last_line(done.stderr)}")


SAID: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}


def last_line(said: str) -> str:
    """What a program said last."""
    return (said.strip().splitlines() or ["理由はわかりません"])[-1]
