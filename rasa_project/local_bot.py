"""The whole bot in one process: the same model, dialogue and actions as the server, no ports, no database."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rasa.utils.endpoints import EndpointConfig
from rasa.utils.log_utils import configure_structlog
from rasa_sdk.executor import ActionExecutor

from .bootstrap import engine, keeper
from .channels.inbound import OPEN, RefusedError, typed
from .delivery.event import Event, bot_says
from .delivery.ledger import Present
from .serving.brain import Brain


def forget_store() -> None:
    """What was built for one store must not serve the next."""
    engine.cache_clear()
    keeper.cache_clear()


class LocalActions(EndpointConfig):  # type: ignore[misc]  # Rasa leaves it untyped
    """Runs an action call in this process instead of sending it over HTTP."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1/webhook", enable_selective_domain=True)
        self.executor = ActionExecutor()
        self.executor.register_package("actions.turns")

    async def request(self, method: str = "post", **kwargs: Any) -> Any:
        """The answer the action server would give to this call."""
        result = await self.executor.run(kwargs["json"])
        return result.dict() if hasattr(result, "dict") else result


class LocalBot:
    """Talks in as many conversations as there are senders; nothing is kept on disk."""

    def __init__(self, model: Path) -> None:
        """Raises KyogiError when the model cannot be loaded."""
        configure_structlog(logging.ERROR)
        # Read when the first turn is kept: what is said here is no consultation of the city's.
        self._records = TemporaryDirectory()
        os.environ["KYOGI_RECORDS"] = f"{self._records.name}/records.db"
        forget_store()
        self._loop = asyncio.new_event_loop()
        self.brain = Brain(model, LocalActions())
        self._present: dict[str, Present] = {}
        self._acts: dict[str, list[str]] = {}

    def say(self, sender: str, message: str) -> list[dict[str, Any]]:
        """The bot's messages after a typed message; a new sender's conversation is opened first."""
        try:
            text = typed(message)
        except RefusedError as refused:
            return [bot_says(str(refused))]
        if sender not in self._present:
            self.deliver(sender, OPEN)
        return self.deliver(sender, text)

    def deliver(self, sender: str, text: str) -> list[dict[str, Any]]:
        """The bot's messages after a text that Rasa takes as it is."""
        present = self._present.get(sender, Present(0))
        event = Event("page", f"{sender}:{present.version}", sender, text)
        thought, act = self._loop.run_until_complete(self.brain.understood(event, present))
        self._present[sender] = Present(present.version + 1, thought.state)
        self._acts.setdefault(sender, []).append(str(act))
        return [dict(message) for message in thought.messages]

    def slot(self, sender: str) -> dict[str, Any]:
        """What is remembered of a conversation."""
        present = self._present.get(sender)
        return dict(present.state or {}) if present else {}

    def acts(self, sender: str) -> list[str]:
        """What each message of a conversation was understood as, the opening included, in order."""
        return self._acts.get(sender, [])

    def close(self) -> None:
        """Free the event loop and forget the records."""
        self._loop.close()
        del os.environ["KYOGI_RECORDS"]
        forget_store()
        self._records.cleanup()
