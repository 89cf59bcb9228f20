"""A PostgreSQL server for the tests: a cluster of its own in a folder of its own, on a free port of 127.0.0.1."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from servers import free_ports
from sqlalchemy import create_engine, text

DEBIAN = Path("/usr/lib/postgresql")
ABSENT = "PostgreSQL is not installed: run scripts/debian_packages.sh (package postgresql)"
SETTINGS = "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=256MB"
NUMBERS = count(1)


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: Debian's newest, or wherever PATH has them."""
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    elsewhere = shutil.which("initdb")
    return found[-1].parent if found else Path(elsewhere).parent if elsewhere else None


@dataclass(frozen=True)
class Cluster:
    """A server that can be stopped and started again."""

    programs: Path
    folder: Path
    port: int
    options: str = ""

    def url(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql://kyogi@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The address of a new, empty database."""
        name = f"test_{next(NUMBERS)}"
        self._say(f"CREATE DATABASE {name}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database."""
        self._say(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def _say(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT", future=True)
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def make(self) -> None:
        """A new cluster, which trusts whoever reaches it on loopback."""
        self._run(
            "initdb", "-U", "kyogi", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
        )

    def start(self) -> None:
        """Start, and wait until it answers."""
        log = str(self.folder / "log")
        options = f"-p {self.port} {SETTINGS} {self.options}"
        self._run("pg_ctl", "start", "-w", "-t", "60", "-l", log, "-o", options)

    def stop(self) -> None:
        """Stop at once; who is connected is cut off."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate")

    def _run(self, program: str, *words: str) -> None:
        # PostgreSQL refuses to run as root; Debian's package has made a user for it.
        other_user = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        data = self.folder / "data"
        command = [*other_user, str(self.programs / program), "-D", str(data), *words]
        done = subprocess.run(
            command,
            check=False,  # what it said is worth more than its exit code
            cwd=self.folder,
            stdout=subprocess.DEVNULL,  # pg_ctl's server would keep a pipe open
            stderr=subprocess.PIPE,
            text=True,
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"


@contextlib.contextmanager
def cluster(options: str = "-F") -> Iterator[Cluster]:
    """A running server; `-F` spares the tests the waiting for the disk."""
    found = programs()
    if found is None:
        pytest.fail(ABSENT, pytrace=False)
    folder = Path(tempfile.mkdtemp(prefix="kyogi-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    server = Cluster(found, folder, free_ports(1)[0], options)
    try:
        server.make()
        server.start()
        yield server
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            server.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """One server for the session."""
    with cluster() as server:
        yield server
