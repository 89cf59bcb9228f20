"""The whole understanding without Rasa: the stages of `stages`, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.model import Edition
from .classifier import ActClassifier
from .draft import Draft, Understood
from .features import Seen
from .lexicon import Lexicon
from .stages import ActScores, Decision, FactFinder, Normaliser, ShortAnswers, Stage, Words, seen

__all__ = ["Preparer", "Understander", "Understood"]


class Preparer:
    """Prepares a message for the act classifier, as the stages before it do."""

    def __init__(self, edition: Edition) -> None:
        lexicon = Lexicon(edition)
        self.known = frozenset(edition.provisions)
        self.stages: tuple[Stage, ...] = (
            Normaliser(),
            Words(),
            FactFinder(lexicon, frozenset(edition.facts)),
        )

    def __call__(self, text: str) -> Seen:
        draft = Draft(text)
        for stage in self.stages:
            stage(draft)
        return seen(draft, self.known)


class Understander:
    """Reads messages against one edition with one act model."""

    def __init__(
        self, edition: Edition, acts: ActClassifier, lexicon: Lexicon | None = None
    ) -> None:
        self.edition = edition
        self.stages: tuple[Stage, ...] = stages(edition, acts, lexicon or Lexicon(edition))

    def read(
        self, text: str, asked: str | None = None, choices: Sequence[str] | None = None
    ) -> Understood:
        """Understand one message; of its text the first LONGEST characters are read. Never raises.

        asked: the open question's fact, if any. choices: the values shown, in order; default all of it.
        """
        draft = Draft(text, asked, choices)
        for stage in self.stages:
            if draft.understood is None:
                stage(draft)
        assert draft.understood is not None  # the last stage settles every message
        return draft.understood


def stages(edition: Edition, acts: ActClassifier, lexicon: Lexicon) -> tuple[Stage, ...]:
    """All stages in order."""
    return (
        Normaliser(),
        ShortAnswers(edition, lexicon),
        Words(),
        FactFinder(lexicon, frozenset(edition.facts)),
        ActScores(acts, frozenset(edition.provisions)),
        Decision(edition, lexicon),
    )
