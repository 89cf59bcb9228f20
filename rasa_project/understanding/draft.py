"""A message on its way through the stages of understanding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .claims import Reading
from .tokens import Word

if TYPE_CHECKING:
    from .scores import Scores


@dataclass(frozen=True)
class Understood:
    """What a message does, states and asks about."""

    act: str
    facts: dict[str, str]
    term: str | None
    confidence: float
    """Calibrated probability of the act, 0-1."""
    unsure: tuple[str, ...] = ()
    """The facts whose reading is doubtful: to be confirmed before they count."""


@dataclass
class Draft:
    """One message and all that the stages found in it so far; a stage reads what earlier ones wrote."""

    text: str
    asked: str | None = None
    """The open question's fact, if any."""
    choices: Sequence[str] | None = None
    """The values shown with it, in order; None: all of them."""
    normal: str = ""
    plain: str = ""
    words: tuple[Word, ...] = ()
    reading: Reading = field(default_factory=lambda: Reading(""))
    scores: Scores | None = None
    understood: Understood | None = None
    """Set by the stage that settles the message; later stages leave it alone."""
