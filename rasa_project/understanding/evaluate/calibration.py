"""Whether a confidence of 0.9 is right nine times in ten, and what recognising the out-of-scope costs; pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .scores import Outcome, share
from .sets import OUT

BINS = 10
ALARMS_BELOW = 0.02
"""The false-alarm rate that is not to be reached."""


@dataclass(frozen=True)
class Bin:
    """The answers whose confidence lies from `low` to `high`; all but `size` are shares 0-1."""

    low: float
    high: float
    size: int
    confidence: float
    """Their mean confidence."""
    right: float
    """The share of them that is right."""


def reliability(answers: Iterable[tuple[float, bool]], bins: int = BINS) -> list[Bin]:
    """Bins of equal width over (confidence, right) pairs, lowest first, those without answers left out."""
    held: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in answers:
        held.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, right))
    return [_bin(at / bins, (at + 1) / bins, held[at]) for at in sorted(held)]


def _bin(low: float, high: float, pairs: Sequence[tuple[float, bool]]) -> Bin:
    size = len(pairs)
    confidence = sum(confidence for confidence, _ in pairs) / size
    return Bin(low, high, size, confidence, sum(right for _, right in pairs) / size)


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: the mean gap between confidence and share of right answers, 0-1."""
    gaps = sum(one.size * abs(one.confidence - one.right) for one in bins)
    return share(gaps, sum(one.size for one in bins))


@dataclass(frozen=True)
class Point:
    """Calling a message out of scope from a probability of `threshold` on."""

    threshold: float
    recall: float
    """The share of the out-of-scope messages that is recognised."""
    alarms: float
    """The share of the messages in scope that is rejected (false alarms)."""


def trade_off(messages: Iterable[tuple[float, bool]]) -> list[Point]:
    """A point for each threshold that matters, the strictest first.

    messages: the probability given to being out of scope, and whether the message is.
    """
    ordered = sorted(messages, key=lambda message: -message[0])
    wanted = sum(is_out for _, is_out in ordered)
    points, found = [Point(math.inf, 0.0, 0.0)], 0
    for at, (score, is_out) in enumerate(ordered, start=1):
        found += is_out
        if at == len(ordered) or ordered[at][0] < score:
            alarms = share(at - found, len(ordered) - wanted)
            points.append(Point(score, share(found, wanted), alarms))
    return points


def best_under(points: Sequence[Point], rate: float = ALARMS_BELOW) -> Point:
    """The point that recognises most with a false-alarm rate below `rate`."""
    return max((p for p in points if p.alarms < rate), key=lambda point: point.recall)


def reliability_of(outcomes: Iterable[Outcome]) -> list[Bin]:
    """Of the acts."""
    return reliability((one.got.confidence, one.right_act) for one in outcomes)


def trade_off_of(outcomes: Iterable[Outcome]) -> list[Point]:
    """Of the probabilities given to being out of scope."""
    return trade_off((one.out, one.row["act"] == OUT) for one in outcomes)
