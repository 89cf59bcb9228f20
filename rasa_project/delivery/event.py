"""What the counter takes and gives, before any database or web server gives it a form."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Said = Mapping[str, Any]
"""A message as the channels show it: `from`, `text`, `choices`, `custom`."""


@dataclass(frozen=True)
class Event:
    """One thing that a person did."""

    channel: str
    id: str
    """The channel's own name for it, of any length: what has the same name is the same event."""
    conversation: str
    """32 hexadecimal digits."""
    text: str
    """For Rasa, made safe: typed, or its notation for a pressed button."""
    shown: str | None = None
    """What the person said, as the conversation shows it again; None: nothing was said."""
    address: Mapping[str, Any] | None = None
    """Where the reply has to be sent; None: whoever asks waits for it."""

    @property
    def digest(self) -> str:
        """64 hexadecimal digits that stand for the name; it may hold what is nobody's business."""
        return hashlib.sha256(self.id.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True)
class Thought:
    """What the assistant makes of an event."""

    state: Mapping[str, Any] | None
    """What it remembers now."""
    messages: tuple[Said, ...]


def user_message(text: str) -> dict[str, Any]:
    """What a person said, in the form of the bot's messages."""
    return {"from": "user", "text": text, "choices": [], "custom": None}


def bot_says(text: str) -> dict[str, Any]:
    """A sentence of the bot without choices."""
    return {"from": "bot", "text": text, "choices": [], "custom": None}
