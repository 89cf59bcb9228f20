"""A running bot: `kyogi run` on free ports of 127.0.0.1, with a database of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rasa_project.cli.run import HOST
from rasa_project.settings import PROJECT

KYOGI = (sys.executable, "-m", "rasa_project.cli.main")
STOPS_WITHIN = 25.0
"""Seconds until a bot that was asked to stop counts as hung."""


@dataclass(frozen=True)
class Bot:
    """A bot that answers."""

    port: int
    action_port: int
    desk_port: int
    process: subprocess.Popen[str]

    @property
    def address(self) -> str:
        """The page's address."""
        return f"http://{HOST}:{self.port}/kyogi/"

    def processes(self) -> dict[str, int]:
        """name -> process id"""
        names = {"serve_actions": "actions", "serve_desk": "desk", "serve_bot": "bot"}
        found = {"kyogi run": self.process.pid}
        for child in children(self.process.pid):
            words = Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8").split("\0")
            found[names[words[2].rpartition(".")[2]]] = child
        return found


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def listens(port: int) -> bool:
    """Whether somebody answers on the port."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def children(parent: int) -> list[int]:
    """The process ids of the children."""
    text = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
    return [int(number) for number in text.split()]


def environment(var: Path, port: int, action_port: int, desk_port: int) -> dict[str, str]:
    """The environment of a bot that shares nothing with another, the model apart."""
    return {
        **os.environ,
        "KYOGI_VAR": str(var),
        "KYOGI_DB": str(var / "conversations.db"),
        "KYOGI_RECORDS": str(var / "records.db"),
        "KYOGI_PORT": str(port),
        "KYOGI_ACTION_PORT": str(action_port),
        "KYOGI_TURNS_A_MINUTE": "100000",
        "KYOGI_DESK_PORT": str(desk_port),
    }


def train() -> None:
    """Train the model unless the present one fits."""
    subprocess.run([*KYOGI, "train", "--if-needed"], cwd=PROJECT, check=True)


@contextlib.contextmanager
def running(var: Path) -> Iterator[Bot]:
    """A bot from its printed address until it has stopped."""
    port, action_port, desk_port = free_ports(3)
    with subprocess.Popen(
        [*KYOGI, "run"],
        cwd=PROJECT,
        env=environment(var, port, action_port, desk_port),
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        bot = Bot(port, action_port, desk_port, process)
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert bot.address in said, f"kyogi run did not start: {said or 'see its message'}"
            yield bot
        finally:
            stop(process)


def stop(process: subprocess.Popen[str]) -> str:
    """Ctrl-C; returns what was printed meanwhile. A bot that hangs is killed with its children."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        return process.communicate(timeout=STOPS_WITHIN)[0] or ""
    except subprocess.TimeoutExpired:
        for hung in (*children(process.pid), process.pid):
            os.kill(hung, signal.SIGKILL)
        raise
