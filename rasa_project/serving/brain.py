"""Rasa as a function: a conversation's state and a text in, the next state and the bot's messages out.

Rasa's own tracker and lock stores are left out of it (docs/decisions/012): what they would keep, the
counter keeps with inbox and outbox in one transaction. Each turn begins with a tracker of four events,
so that turn 1,000 costs what turn 1 does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from ..core.errors import KyogiError
from ..delivery.event import Event, Thought
from ..delivery.ledger import Present
from ..watch.metrics import stage

SLOT = "consultation"
CHOOSE = "/choose"


@dataclass
class OneTurn:
    """What the tracker store has for the turn that runs, and what it gets."""

    state: Mapping[str, Any] | None
    act: str | None = None


TURN: ContextVar[OneTurn] = ContextVar("turn")


class TurnStore(TrackerStore):
    """A tracker store that knows the running turn and nothing else; it cannot fail, so nothing falls back."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker:
        """A listening tracker with the conversation's slot."""
        tracker = self.init_tracker(sender_id)
        begun = [
            ActionExecuted(ACTION_SESSION_START_NAME),
            SessionStarted(),
            ActionExecuted(ACTION_LISTEN_NAME),
            SlotSet(SLOT, TURN.get().state),
        ]
        for event in begun:
            tracker.update(event, self.domain)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """What the turn leaves behind."""
        turn = TURN.get()
        turn.state = tracker.get_slot(SLOT)
        turn.act = tracker.latest_message.intent.get("name") if tracker.latest_message else None


class Processor(MessageProcessor):
    """Rasa's, with the understanding's time counted."""

    async def parse_message(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """See MessageProcessor."""
        with stage("understanding"):
            parsed: dict[str, Any] = await super().parse_message(*args, **kwargs)
            return parsed


class KyogiAgent(Agent):
    """Rasa's agent with the store above, unwrapped: stock Rasa would fall back to memory in silence."""

    @staticmethod
    def _create_tracker_store(store: TrackerStore | None, domain: Any) -> TrackerStore:
        made = store or TurnStore(domain)
        made.domain = domain
        return made

    def load_model(self, model_path: Path, fingerprint: str | None = None) -> None:
        """As Rasa does, with the processor above."""
        self.processor = Processor(
            model_path, self.tracker_store, self.lock_store, self.nlg, self.action_endpoint
        )
        self.domain = self.tracker_store.domain = self.processor.domain
        self.nlg.responses = self.domain.responses
        self._set_fingerprint(fingerprint)


class Collected(OutputChannel):
    """Collects the bot's messages as they are; the stock collector would cut them at blank lines."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "kyogi"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(bot_message(message.get("text"), message))


class Brain:
    """A loaded model. Raises KyogiError when there is none that fits."""

    def __init__(self, model: Path, actions: EndpointConfig) -> None:
        self.agent = KyogiAgent(action_endpoint=actions)
        self.agent.load_model(model)
        if not self.agent.is_ready():
            raise KyogiError(
                f"モデル {model.name} を読み込めませんでした。kyogi train で作り直してください。"
            )

    async def think(self, event: Event, present: Present) -> Thought:
        """One turn. No messages: Rasa, or an action, failed; the state is as it was."""
        thought, _ = await self.understood(event, present)
        return thought

    async def understood(self, event: Event, present: Present) -> tuple[Thought, str | None]:
        """The same, with the act that the text was taken for."""
        turn, output = OneTurn(present.state), Collected()
        token = TURN.set(turn)
        try:
            message = UserMessage(
                event.text,
                output,
                event.conversation,
                input_channel=event.channel,
                metadata={"turn": present.version + 1, "event": event.digest},
            )
            # Not the agent's handle_message: its lock store would be asked, and the counter holds the lock.
            await self.agent.processor.handle_message(message)
        finally:
            TURN.reset(token)
        return Thought(turn.state, tuple(output.messages)), turn.act


def bot_message(text: str | None, data: Mapping[str, Any]) -> dict[str, Any]:
    """One message of the bot; buttons carry the plain payload, not Rasa's notation."""
    buttons = data.get("buttons") or []
    choices = [{**button, "payload": plain_payload(button["payload"])} for button in buttons]
    for choice in choices:
        choice.pop("title", None)
    return {"from": "bot", "text": text or "", "choices": choices, "custom": data.get("custom")}


def plain_payload(payload: str) -> str:
    """The payload inside Rasa's notation for a pressed button."""
    return (
        str(json.loads(payload[len(CHOOSE) :])["choice"]) if payload.startswith(CHOOSE) else payload
    )
