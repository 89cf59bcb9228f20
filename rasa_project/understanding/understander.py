"""The whole understanding without Rasa: the stages of `stages`, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.model import Edition
from .draft import Draft, Understood
from .lexicon import Lexicon
from .scores import LinearModel
from .stages import Decision, FactFinder, Normaliser, Scorer, ShortAnswers, Stage, Words

__all__ = ["Understander", "Understood"]


class Understander:
    """Reads messages against one edition with one model."""

    def __init__(
        self, edition: Edition, model: LinearModel, lexicon: Lexicon | None = None
    ) -> None:
        self.edition = edition
        self.stages: tuple[Stage, ...] = stages(edition, model, lexicon or Lexicon(edition))

    def read(
        self, text: str, asked: str | None = None, choices: Sequence[str] | None = None
    ) -> Understood:
        """Understand one message; of its text the first LONGEST characters are read. Never raises.

        asked: the open question's fact, if any. choices: the values shown, in order; default all of it.
        """
        draft = self.drafted(Draft(text, asked, choices))
        assert draft.understood is not None  # the last stage settles every message
        return draft.understood

    def drafted(self, draft: Draft) -> Draft:
        """The same with all that the stages found on the way."""
        for stage in self.stages:
            if draft.understood is None:
                stage(draft)
        return draft


def stages(edition: Edition, model: LinearModel, lexicon: Lexicon) -> tuple[Stage, ...]:
    """All stages in order."""
    return (
        Normaliser(),
        ShortAnswers(edition, lexicon),
        Words(),
        FactFinder(lexicon, frozenset(edition.facts)),
        Scorer(model, edition, lexicon),
        Decision(edition, lexicon),
    )
