"""The actions: each hands one turn to the service and what it says back to Rasa."""

from __future__ import annotations

import asyncio
import json
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from rasa_project.bootstrap import keeper, services
from rasa_project.conversation import Conversation
from rasa_project.keeping import Speaker, conversation_key, wants_to_resume
from rasa_project.messages import Message
from rasa_project.service import Services, Turn, Utterance, choose, open_conversation, take_turn

LOG = logging.getLogger(__name__)
SLOT = "consultation"
APOLOGY = "申し訳ありません。うまく処理できませんでした。もう一度送ってください。続くときは、DX推進担当に相談してください。"

Step = Callable[[Services, Conversation], Turn]
Events = list[dict[str, Any]]
"""What Rasa applies to the tracker."""


def perform(
    dispatcher: CollectingDispatcher, tracker: Tracker, step: Step, said: Utterance | None = None
) -> Events:
    """Take one turn and keep it. Whatever goes wrong, the user reads a sentence and the conversation stays."""
    try:
        before = Conversation.from_dict(tracker.get_slot(SLOT))
        turn = keeper().kept(speaker(tracker), before, step(services(), before), said)
    except Exception:  # the last line of defence: silence would be worse than any error
        LOG.exception("a turn failed")
        dispatcher.utter_message(text=APOLOGY)
        return []
    for message in turn.messages:
        say(dispatcher, message)
    return [SlotSet(SLOT, turn.conversation.as_dict())]


def speaker(tracker: Tracker) -> Speaker:
    """Who speaks, without the sender's id itself."""
    about = tracker.latest_message.get("metadata") or {}
    channel = tracker.get_latest_input_channel() or "page"
    key = conversation_key(tracker.sender_id)
    return Speaker(key, channel, about.get("turn"), about.get("event"))


def say(dispatcher: CollectingDispatcher, message: Message) -> None:
    """One message in Rasa's form; a button becomes the intent `choose` with its payload."""
    buttons = [
        {**button.as_dict(), "title": button.label, "payload": choose_payload(button.payload)}
        for button in message.buttons
    ]
    dispatcher.utter_message(
        text=message.text, buttons=buttons or None, json_message=message.custom
    )


def choose_payload(payload: str) -> str:
    """A button's payload as Rasa's own notation for an intent with an entity."""
    return "/choose" + json.dumps({"choice": payload}, ensure_ascii=False)


def entities(tracker: Tracker, kind: str) -> list[str]:
    """The values of one kind of entity in the latest message."""
    return [
        str(e["value"]) for e in tracker.latest_message.get("entities", []) if e["entity"] == kind
    ]


class ThreadedAction(Action, ABC):
    """Works in a thread: a database that is slow for one person leaves the event loop to everybody else."""

    @abstractmethod
    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Take the turn; blocks."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """See Action."""
        return await asyncio.to_thread(self.act, dispatcher, tracker)


class ActionTurn(ThreadedAction):
    """A typed message, whatever its act."""

    def name(self) -> str:
        return "action_turn"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        message = tracker.latest_message
        facts, doubted = (
            dict(fact.split("=", 1) for fact in entities(tracker, kind))
            for kind in ("fact", "doubted")
        )
        term = next(iter(entities(tracker, "term")), None)
        act = str((message.get("intent") or {}).get("name") or "out_of_scope")
        said = Utterance(str(message.get("text") or ""), act, facts, term, doubted)
        wanted = wants_to_resume(said.text)
        if wanted is not None:
            who = speaker(tracker)
            return perform(dispatcher, tracker, lambda _, c: keeper().resumed(who, c, wanted))
        return perform(dispatcher, tracker, lambda s, c: take_turn(s, c, said), said)


class ActionRestart(ActionTurn):
    """The wish to begin anew, in the place of Rasa's action that would forget everything unasked."""

    def name(self) -> str:
        return "action_restart"


class ActionChoose(ThreadedAction):
    """A pressed button."""

    def name(self) -> str:
        return "action_choose"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        payload = next(iter(entities(tracker, "choice")), "")
        return perform(dispatcher, tracker, lambda s, c: choose(s, c, payload))


class ActionOpen(ThreadedAction):
    """A conversation that its channel opens."""

    def name(self) -> str:
        return "action_open"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        who = speaker(tracker)
        return perform(dispatcher, tracker, lambda s, c: opened(s, c, who))


def opened(services: Services, conversation: Conversation, who: Speaker) -> Turn:
    """A greeting for a new conversation; one that is there already only hears what waits for it."""
    if conversation != Conversation():
        return Turn(conversation, ())
    return open_conversation(services).saying(*keeper().offer(who))
