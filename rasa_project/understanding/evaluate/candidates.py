"""What one understanding reached, and those that are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .scores import Report
from .sets import SHORT
from .speed import Speed


@dataclass(frozen=True)
class Candidate:
    """One understanding: how it read each set, and how fast it was."""

    reports: Mapping[str, Report]
    """set -> results"""
    trained: float
    """Seconds of one core that training took."""
    short: Speed
    long: Speed
    """Times of short messages and of descriptions."""

    @property
    def acts(self) -> list[str]:
        """Every act labelled or given, in alphabetical order."""
        return sorted({act for report in self.reports.values() for act in report.acts})


@dataclass(frozen=True)
class Evaluation:
    """The product's understanding alone; and inside Rasa beside Rasa's default pipeline, if that was run."""

    alone: Candidate
    own: Candidate | None
    default: Candidate | None


def short_times(reports: Mapping[str, Report]) -> Speed:
    """Times of the short messages of all sets."""
    outcomes = (one for report in reports.values() for one in report.outcomes)
    return Speed(tuple(one.ms for one in outcomes if len(one.row["text"]) <= SHORT))
