"""A Redis server for the tests: nothing kept on disk, on a free port of 127.0.0.1."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from servers import free_ports, listens

ABSENT = "Redis is not installed: run scripts/debian_packages.sh (package redis-server)"
STARTS_WITHIN = 10.0
"""Seconds."""


@dataclass
class RedisServer:
    """A server that can be stopped, started again, and made to hang."""

    program: str
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Returns when it answers."""
        settings = {"port": self.port, "bind": "127.0.0.1", "save": "", "appendonly": "no"}
        words = [word for name, value in settings.items() for word in (f"--{name}", str(value))]
        self.process = subprocess.Popen([self.program, *words], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + STARTS_WITHIN
        while not listens(self.port):
            assert time.monotonic() < deadline, "redis-server did not start"
            time.sleep(0.02)

    def stop(self) -> None:
        """End it, and forget everything."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    @contextlib.contextmanager
    def hanging(self) -> Iterator[None]:
        """It takes connections and answers nothing."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.process.pid, signal.SIGCONT)


@contextlib.contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A running server."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.fail(ABSENT, pytrace=False)
    server = RedisServer(program, free_ports(1)[0])
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """One server for the test; it starts in a few hundredths of a second."""
    with redis_server() as server:
        yield server
