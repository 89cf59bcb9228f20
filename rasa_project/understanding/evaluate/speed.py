"""Times of one core."""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Speed:
    """Milliseconds of one core, one time for each message. Raises ValueError for none."""

    times: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.times:
            raise ValueError("no times were measured")

    @property
    def median(self) -> float:
        return self._percentile(0.5)

    @property
    def p99(self) -> float:
        return self._percentile(0.99)

    @property
    def longest(self) -> float:
        return max(self.times)

    def _percentile(self, rank: float) -> float:
        """The smallest measured time that `rank` (0-1) of all times do not exceed."""
        return sorted(self.times)[math.ceil(rank * len(self.times)) - 1]


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What the work gives, and the milliseconds of processor time it took.

    Not the time on the clock: other processes of a shared machine are none of its making.
    """
    start = time.process_time()
    result = work()
    return result, (time.process_time() - start) * 1000


@contextlib.contextmanager
def one_core() -> Iterator[None]:
    """Keep this process and its threads to one core, so that nobody gains by using several."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
