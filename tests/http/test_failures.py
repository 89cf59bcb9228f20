"""When a part of the bot is away, the user reads a sentence."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import environment, free_ports, listens
from visitors import Visitor

from rasa_project.cli.run import STOP_WITHIN, commands
from rasa_project.cli.train import rasa_environment
from rasa_project.settings import PROJECT, read_settings

pytestmark = [pytest.mark.model, pytest.mark.slow]


@pytest.fixture
def alone(model: None, tmp_path: Path) -> Iterator[Visitor]:
    """A visitor of a Rasa whose action server is not there."""
    port, nobody, desk = free_ports(3)
    settings = read_settings(environment(tmp_path, port, nobody, desk))
    with (
        (tmp_path / "rasa.log").open("wb") as log,
        subprocess.Popen(
            commands(settings)["bot"],
            cwd=PROJECT,
            env={**rasa_environment(), **environment(tmp_path, port, nobody, desk)},
            stdout=log,
            stderr=log,
        ) as process,
    ):
        try:
            wait(port, process)
            yield Visitor(port)
        finally:
            process.terminate()
            process.wait(STOP_WITHIN)


def wait(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the server listens."""
    until = time.monotonic() + 60
    while not listens(port):
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.1)
    while Visitor(port).request("GET", "/kyogi/").status != 200:
        time.sleep(0.1)


def test_without_the_action_server_the_user_reads_an_apology(alone: Visitor) -> None:
    opened = alone.open()
    for messages in (opened, alone.say("SaaSの契約を更新します"), alone.say("企画です")):
        assert [message["from"] for message in messages] == ["bot"]
        assert "申し訳ありません" in messages[0]["text"]
