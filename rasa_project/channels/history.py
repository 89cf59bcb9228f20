"""A conversation's past as messages, from the events Rasa keeps."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rasa.shared.core.events import BotUttered, Event, UserUttered

from .inbound import OPEN

LONGEST = 400
"""Messages that are shown again after a reload."""
CHOOSE = "/choose"


def messages(events: Iterable[Event]) -> list[dict[str, Any]]:
    """What user and bot said, in order, in the page's form."""
    found = []
    for event in events:
        if isinstance(event, BotUttered):
            found.append(bot_message(event.text, event.data))
        elif isinstance(event, UserUttered) and event.text and event.text != OPEN:
            shown = (event.metadata or {}).get("shown") or event.text
            found.append({"from": "user", "text": shown, "choices": [], "custom": None})
    return found[-LONGEST:]


def bot_message(text: str | None, data: dict[str, Any]) -> dict[str, Any]:
    """One message of the bot; buttons carry the plain payload that the page sends back."""
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
