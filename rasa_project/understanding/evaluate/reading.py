"""Labelled messages read by the product's own understanding."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from ..draft import Draft
from ..understander import Understander, Understood
from .scores import Outcome, Report
from .sets import OUT, Row
from .speed import Speed, timed


def evaluate(understander: Understander, rows: Iterable[Row]) -> Report:
    """Read every row and keep what came of it."""
    return Report([_outcome(understander, row) for row in rows])


def _outcome(understander: Understander, row: Row) -> Outcome:
    draft, ms = timed(lambda: understander.drafted(Draft(row["text"], row["asked"])))
    assert draft.understood is not None
    return Outcome(row, draft.understood, out_share(draft, draft.understood), ms)


def out_share(draft: Draft, got: Understood) -> float:
    """The probability that a message is out of scope, 0-1, in keeping with the act it was given.

    Rules and exact lookup may overrule the model: its share counts only as far as they leave room for it.
    """
    if got.act == OUT:
        return got.confidence
    share = draft.scores.acts.get(OUT, 0.0) if draft.scores else 0.0
    return min(share, 1.0 - got.confidence)


def speed_of(understander: Understander, texts: Iterable[str]) -> Speed:
    """How long reading each text takes, no question being open."""
    return Speed(tuple(timed(partial(understander.read, text))[1] for text in texts))
