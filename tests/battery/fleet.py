"""Bots beside each other on one PostgreSQL and one Redis, with an action server of their own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from servers import free_ports, listens

from rasa_project.cli.train import rasa_environment
from rasa_project.settings import PROJECT

STARTS_WITHIN = 60.0
STOPS_WITHIN = 20.0


@dataclass
class Fleet:
    """The processes, which can be killed and started again."""

    folder: Path
    environment: Mapping[str, str]
    ports: list[int]
    action_port: int
    bots: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)
    actions: subprocess.Popen[bytes] | None = None

    def start_bot(self, port: int) -> None:
        """Start the bot of a port; it may take seconds until it listens."""
        self.bots[port] = self._start("serve_bot", port, KYOGI_PORT=str(port))

    def start_actions(self) -> None:
        """Start the action server."""
        self.actions = self._start("serve_actions", self.action_port)

    def kill_bot(self, port: int) -> None:
        """As a machine that loses its power."""
        self.bots[port].send_signal(signal.SIGKILL)
        self.bots[port].wait()

    def kill_actions(self) -> None:
        """The same."""
        assert self.actions is not None
        self.actions.send_signal(signal.SIGKILL)
        self.actions.wait()

    def _start(self, module: str, port: int, **more: str) -> subprocess.Popen[bytes]:
        words = [str(port)] if module == "serve_actions" else []
        with (self.folder / f"{module}-{port}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"rasa_project.{module}", *words],
                cwd=PROJECT,
                env={**self.environment, **more},
                stdout=log,
                stderr=log,
            )

    def wait(self, *ports: int) -> None:
        """Until all of them listen."""
        until = time.monotonic() + STARTS_WITHIN
        while not all(map(listens, ports)):
            assert time.monotonic() < until, f"no start; see {self.folder}"
            time.sleep(0.05)

    def ended(self) -> int:
        """Processes that are no more, though nobody ended them."""
        assert self.actions is not None
        return sum(one.poll() is not None for one in (*self.bots.values(), self.actions))

    def stop(self) -> None:
        """End what runs."""
        running = [*self.bots.values(), *([self.actions] if self.actions else [])]
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextlib.contextmanager
def fleet(
    folder: Path, database: str, redis: str, bots: int = 2, more: Mapping[str, str] | None = None
) -> Iterator[Fleet]:
    """So many bots that answer. more: further settings."""
    folder.mkdir(exist_ok=True)
    action_port, *ports = free_ports(bots + 1)
    environment = {
        **os.environ,
        **rasa_environment(),
        "KYOGI_VAR": str(folder),
        "KYOGI_DB": database,
        "KYOGI_RECORDS": database,
        "KYOGI_REDIS": redis,
        "KYOGI_ACTION_PORT": str(action_port),
        "KYOGI_TURNS_A_MINUTE": "100000",
        **(more or {}),
    }
    made = Fleet(folder, environment, ports, action_port)
    try:
        made.start_actions()
        made.wait(action_port)
        for port in ports:
            made.start_bot(port)
        made.wait(*ports)
        yield made
    finally:
        made.stop()
