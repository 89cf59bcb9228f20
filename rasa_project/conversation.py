"""What is remembered of one conversation between two messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

LONGEST_TRAIL = 40
"""How many steps back are remembered; an interview has some ten questions."""


@dataclass(frozen=True)
class Conversation:
    """The answers so far and where the interview stands. Never changed, only replaced."""

    answers: Mapping[str, str] = field(default_factory=dict)
    """fact -> value, in the order in which they were given"""
    asked: str | None = None
    """The fact whose question is open, if one is."""
    trail: tuple[Mapping[str, str], ...] = ()
    """The answers before each change, oldest first: what "back" goes back to."""
    misses: int = 0
    """Answers in a row that could not be read."""
    pending: str | None = None
    """A question of the bot's own that is open: `restart`, `change` (which answer?), `facts` or `correction`
    for `doubted`, or `course`, whose question stands in `learning`."""
    doubted: Mapping[str, str] = field(default_factory=dict)
    """Facts read with too little certainty, waiting for a yes."""
    shown: Mapping[str, str] | None = None
    """The statuses last shown as a result, or None before the first."""
    learning: Mapping[str, Any] | None = None
    """Progress in the course, as the course keeps it; it outlives a consultation."""
    id: str | None = None
    """The consultation's record; None until there is one."""
    department: str | None = None
    """Where the person works, if they said so; nobody asks."""

    def answered(self, answers: Mapping[str, str]) -> Conversation:
        """The conversation after answers changed; the former ones go on the trail."""
        if answers == self.answers:
            return replace(self.unasked(), misses=0)
        trail = (*self.trail, self.answers)[-LONGEST_TRAIL:]
        return replace(self.unasked(), answers=dict(answers), trail=trail, misses=0)

    def anew(self) -> Conversation:
        """A new consultation of the same person."""
        return Conversation(learning=self.learning, department=self.department)

    def unasked(self) -> Conversation:
        """The conversation without the bot's own yes-or-no question."""
        return replace(self, pending=None, doubted={})

    def as_dict(self) -> dict[str, Any]:
        """For a slot: JSON types only."""
        return {**asdict(self), "trail": [dict(step) for step in self.trail]}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any] | None) -> Conversation:
        """What `as_dict` stored; a new conversation from nothing."""
        if not stored:
            return cls()
        return cls(**{**stored, "trail": tuple(stored["trail"])})
