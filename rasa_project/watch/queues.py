"""How much waits in the inbox and the outbox, measured when Prometheus asks."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry

LOG = logging.getLogger(__name__)
LIMIT = 2.0
"""Seconds that a measurement may take: Prometheus waits ten for all figures."""

Queue = Literal["inbox", "outbox"]


@dataclass(frozen=True)
class Waiting:
    """What a queue holds. oldest: age in seconds, 0 for an empty queue."""

    length: int
    oldest: float


Measure = Callable[[], Mapping[Queue, Waiting]]


class Queues(Collector):
    """Asks the database in a thread of its own, so that one that hangs costs the other figures nothing."""

    def __init__(self, measure: Measure, limit: float = LIMIT) -> None:
        self._measure, self._limit = measure, limit
        self._thread = ThreadPoolExecutor(1, "queues")
        self._asked: Future[Mapping[Queue, Waiting]] | None = None

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """The families without figures: registering must not ask the database."""
        return iter(families())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Lengths and ages; neither where they cannot be measured, and kyogi_queues_measured says which."""
        length, oldest, measured = families()
        found = self._found()
        for name, waiting in (found or {}).items():
            length.add_metric([name], waiting.length)
            oldest.add_metric([name], waiting.oldest)
        measured.add_metric([], found is not None)
        return iter((length, oldest, measured))

    def _found(self) -> Mapping[Queue, Waiting] | None:
        # A question that still hangs is waited for, not asked again.
        if self._asked is None or self._asked.done():
            self._asked = self._thread.submit(self._measure)
        try:
            return self._asked.result(self._limit)
        except Exception:  # whatever it is, the other figures must come out
            LOG.exception("the queues were not measured")
            return None


def families() -> tuple[GaugeMetricFamily, GaugeMetricFamily, GaugeMetricFamily]:
    """Length, age of the oldest, and whether both could be measured."""
    return (
        GaugeMetricFamily("kyogi_queue_length", "Rows that wait.", labels=["queue"]),
        GaugeMetricFamily(
            "kyogi_queue_oldest_seconds", "Age of the oldest row that waits.", labels=["queue"]
        ),
        GaugeMetricFamily(
            "kyogi_queues_measured", "Whether the queues could be measured.", labels=[]
        ),
    )


def watch_queues(measure: Measure, registry: CollectorRegistry) -> None:
    """Add the queues to what the registry exposes."""
    registry.register(Queues(measure))
