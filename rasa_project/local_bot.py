"""The whole bot in one process: the same model, dialogue and actions as the server, no ports."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from rasa.utils.log_utils import configure_structlog
from rasa_sdk.executor import ActionExecutor

from .bootstrap import engine, keeper
from .channels.inbound import OPEN, RefusedError, typed
from .channels.web import Collected
from .core.errors import KyogiError


def forget_store() -> None:
    """What was built for one store must not serve the next."""
    engine.cache_clear()
    keeper.cache_clear()


class LocalActions(EndpointConfig):  # type: ignore[misc]  # Rasa leaves it untyped
    """Runs an action call in this process instead of sending it over HTTP."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1/webhook")
        self.executor = ActionExecutor()
        self.executor.register_package("actions.turns")

    async def request(self, method: str = "post", **kwargs: Any) -> Any:
        """The answer the action server would give to this call."""
        result = await self.executor.run(kwargs["json"])
        return result.dict() if hasattr(result, "dict") else result


class LocalBot:
    """Talks in as many conversations as there are senders; nothing is kept on disk."""

    def __init__(self, model: Path) -> None:
        configure_structlog(logging.ERROR)
        # Read when the first turn is kept: what is said here is no consultation of the city's.
        self._records = TemporaryDirectory()
        os.environ["KYOGI_RECORDS"] = f"{self._records.name}/records.db"
        forget_store()
        self._loop = asyncio.new_event_loop()
        self.agent: Agent = self._loop.run_until_complete(
            load_agent(model_path=str(model), endpoints=None)
        )
        if not self.agent.is_ready():
            raise KyogiError(
                f"モデル {model.name} を読み込めませんでした。kyogi train で作り直してください。"
            )
        self.agent.processor.action_endpoint = LocalActions()
        self._opened: set[str] = set()

    def say(self, sender: str, message: str) -> list[dict[str, Any]]:
        """The bot's messages after a typed message; a new sender's conversation is opened first."""
        try:
            text = typed(message)
        except RefusedError as refused:
            return [{"from": "bot", "text": str(refused), "choices": [], "custom": None}]
        if sender not in self._opened:
            self._opened.add(sender)
            self.deliver(sender, OPEN)
        return self.deliver(sender, text)

    def deliver(self, sender: str, text: str) -> list[dict[str, Any]]:
        """The bot's messages after a text that Rasa takes as it is."""
        output = Collected()
        message = UserMessage(text, output, sender, input_channel="page")
        self._loop.run_until_complete(self.agent.handle_message(message))
        return output.messages

    def slot(self, sender: str) -> dict[str, Any]:
        """What is remembered of a conversation."""
        tracker = self._tracker(sender)
        return dict(tracker.get_slot("consultation") or {}) if tracker else {}

    def acts(self, sender: str) -> list[str]:
        """What each message of a conversation was understood as, the opening included, in order."""
        tracker = self._tracker(sender)
        said = (e for e in tracker.events if isinstance(e, UserUttered)) if tracker else ()
        return [str(event.intent_name) for event in said]

    def _tracker(self, sender: str) -> DialogueStateTracker | None:
        return self._loop.run_until_complete(self.agent.tracker_store.retrieve(sender))

    def close(self) -> None:
        """Free the event loop and forget the records."""
        self._loop.close()
        del os.environ["KYOGI_RECORDS"]
        forget_store()
        self._records.cleanup()
