"""What the bot says, before any channel gives it a form."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Button:
    """One thing to press. `payload` says what it does (see `service.choose`); it is no Rasa payload."""

    label: str
    payload: str
    description: str | None = None

    def as_dict(self) -> dict[str, object]:
        """For a channel's JSON; a missing description is left out."""
        return {key: value for key, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Message:
    """One bubble: text that stands alone, buttons, and the same content as data."""

    text: str
    buttons: tuple[Button, ...] = ()
    custom: dict[str, object] | None = None
