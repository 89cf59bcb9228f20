"""Leitner boxes: what went wrong comes back soon, what is mastered later and later.

Time is counted in questions. Only topics whose last answer was wrong are in box 0, and one question
puts one topic there at most; so each of them comes back exactly when it is due.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

WAITS = (5, 8, 20, 50, 120)
"""After how many questions a topic of each box is due again."""


@dataclass(frozen=True)
class Standing:
    """How a learner stands with one topic."""

    box: int = 0
    due: int = 0
    """The number of the question from which on the topic is due."""
    right: int = 0
    wrong: int = 0
    shown: int = 0
    """How many of the topic's targets were judged rightly in the quiz, one after the other."""


def judged(standing: Standing, right: bool, now: int, *, in_quiz: bool) -> Standing:
    """The standing after an answer to question number `now`."""
    if not right:
        return replace(standing, box=0, due=now + WAITS[0], wrong=standing.wrong + 1)
    box = min(standing.box + 1, len(WAITS) - 1)
    shown = standing.shown + in_quiz
    return replace(standing, box=box, due=now + WAITS[box], right=standing.right + 1, shown=shown)


def next_topic(
    sizes: Mapping[str, int], standings: Mapping[str, Standing], now: int, chance: random.Random
) -> str:
    """The topic of question number `now`: what is due, lowest box first; else something new.

    sizes: topic -> how many targets it has. New is a topic, or a target of one known so far, that
    was not shown yet; when there is none, the topic that is due next comes early.
    """
    known = {topic: standings[topic] for topic in sizes if topic in standings}
    due = [topic for topic, standing in known.items() if standing.due <= now]
    if due:
        return min(due, key=lambda topic: (known[topic].box, known[topic].due))
    # A mistake waits until it is due, unless there is nothing else at all.
    others = [topic for topic in sizes if topic not in known or known[topic].box > 0]
    left = [sizes[topic] - standings.get(topic, Standing()).shown for topic in others]
    if any(count > 0 for count in left):
        return chance.choices(others, [max(0, count) for count in left])[0]
    return min(others or known, key=lambda topic: known[topic].due)
