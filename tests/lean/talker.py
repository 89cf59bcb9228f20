"""The model in this process and its actions behind HTTP in another, as a bot process has them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rasa.core.agent import load_agent
from rasa.core.channels.channel import UserMessage
from rasa.utils.endpoints import EndpointConfig
from rasa.utils.log_utils import configure_structlog
from servers import free_ports, listens

from rasa_project.bootstrap import secret_lines
from rasa_project.cli.run import HOST
from rasa_project.serving.action_servers import SECRET
from rasa_project.serving.brain import Collected
from rasa_project.settings import PROJECT, read_settings

READY_WITHIN = 60.0


class Talker:
    """Talks to a model as the page does."""

    def __init__(self, model: Path, action_port: int | None = None) -> None:
        configure_structlog(logging.ERROR)
        logging.getLogger().setLevel(logging.ERROR)
        self.loop = asyncio.new_event_loop()
        self.agent = self.loop.run_until_complete(load_agent(model_path=str(model)))
        assert self.agent.is_ready()
        if action_port:
            secret = secret_lines(read_settings().action_secret_file)[0]
            self.agent.processor.action_endpoint = EndpointConfig(
                f"http://{HOST}:{action_port}/webhook", headers={SECRET: secret}
            )

    def say(self, sender: str, text: str) -> list[dict[str, Any]]:
        """The messages that come back."""
        output = Collected()
        message = UserMessage(text, output, sender, input_channel="page")
        self.loop.run_until_complete(self.agent.handle_message(message))
        return list(output.messages)

    def events(self, sender: str) -> list[dict[str, Any]]:
        """What Rasa has kept of a conversation."""
        tracker = self.loop.run_until_complete(self.agent.tracker_store.retrieve(sender))
        return [event.as_dict() for event in tracker.events]

    def close(self) -> None:
        """Hang up."""
        self.loop.close()


@contextlib.contextmanager
def action_server(folder: Path) -> Iterator[int]:
    """The port of an action server whose records lie in a folder."""
    (port,) = free_ports(1)
    with (folder / "actions.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "rasa_project.serve_actions", str(port)],
            cwd=PROJECT,
            env={**os.environ, "KYOGI_RECORDS": str(folder / "records.db")},
            stdout=log,
            stderr=log,
        )
    try:
        until = time.monotonic() + READY_WITHIN
        while not listens(port):
            assert time.monotonic() < until, "the action server did not start"
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()
