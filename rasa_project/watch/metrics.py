"""Figures for Prometheus. Every label comes from a closed set: never a text, a person or a conversation."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from . import traces

Outcome = Literal["answered", "repeated", "apologised", "refused", "conflict"]
"""repeated: the event had been taken before. conflict: another process had saved the conversation meanwhile."""
Stage = Literal["lock", "load", "understanding", "action", "save"]
Apology = Literal["silent", "failed", "late", "unavailable"]
"""silent: nobody had an answer. failed: an error. late: over the time limit. unavailable: something is down."""
Reason = Literal[
    "address", "body", "choice", "origin", "session", "signature", "size", "rate", "unavailable"
]
"""What was wrong with a request: unavailable, and rate perhaps, are not the sender's fault."""
Delivered = Literal["delivered", "retried", "given_up"]

CHANNELS = ("page", "teams", "slack", "mattermost", "matrix", "other")
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds."""
WHOLE = "turn"
"""The stage that holds the others."""

# Half as many series; nobody asks when a counter began.
disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

TURNS = Counter(
    "kyogi_turns", "Turns taken, by how they ended.", ["channel", "outcome"], registry=REGISTRY
)
SECONDS = Histogram(
    "kyogi_stage_seconds",
    "Seconds that a turn and its stages took.",
    ["stage"],
    buckets=BUCKETS,
    registry=REGISTRY,
)
APOLOGIES = Counter(
    "kyogi_apologies",
    "Apologies said in the place of an answer.",
    ["reason"],
    registry=REGISTRY,
)
REFUSED = Counter(
    "kyogi_refused_requests", "Requests not taken.", ["channel", "reason"], registry=REGISTRY
)
DELIVERIES = Counter(
    "kyogi_deliveries", "Replies sent to a vendor.", ["vendor", "outcome"], registry=REGISTRY
)
READY = Gauge(
    "kyogi_ready", "Whether what the process needs answered last.", ["check"], registry=REGISTRY
)


def series() -> None:
    """Every series from zero on: a rate over one that appears with its first event misses that event."""
    for channel in CHANNELS:
        for outcome in get_args(Outcome):
            TURNS.labels(channel, outcome)
        for reason in get_args(Reason):
            REFUSED.labels(channel, reason)
        for delivered in get_args(Delivered):
            DELIVERIES.labels(channel, delivered)
    for stage_name in (*get_args(Stage), WHOLE):
        SECONDS.labels(stage_name)
    for apology in get_args(Apology):
        APOLOGIES.labels(apology)


series()


@dataclass
class Taken:
    """A turn that is being taken; whoever takes it says how it ended."""

    outcome: Outcome = "answered"


@contextmanager
def turn(channel: str) -> Iterator[Taken]:
    """A whole turn: counted, timed and traced at its end. One that raises counts as apologised."""
    taken = Taken()
    with timed(WHOLE), traces.span(WHOLE, channel=known(channel)) as mark:
        try:
            yield taken
        except BaseException:
            taken.outcome = "apologised"
            raise
        finally:
            mark("outcome", taken.outcome)
            TURNS.labels(known(channel), taken.outcome).inc()


@contextmanager
def stage(name: Stage) -> Iterator[None]:
    """One stage of a turn, timed and traced, whether it succeeds or not."""
    with timed(name), traces.span(name):
        yield


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Adds the seconds of its body to the histogram."""
    started = time.perf_counter()
    try:
        yield
    finally:
        SECONDS.labels(name).observe(time.perf_counter() - started)


def apologised(reason: Apology) -> None:
    """An apology was said in the place of an answer."""
    APOLOGIES.labels(reason).inc()


def refused(channel: str, reason: Reason) -> None:
    """A request was not taken."""
    REFUSED.labels(known(channel), reason).inc()


def delivered(vendor: str, outcome: Delivered) -> None:
    """A reply reached a vendor, or did not."""
    DELIVERIES.labels(known(vendor), outcome).inc()


def ready(check: str, answers: bool) -> None:
    """What a check of readiness found; its name is the code's, not a sender's."""
    READY.labels(check).set(answers)


def known(channel: str) -> str:
    """A channel of the closed set."""
    return channel if channel in CHANNELS else "other"


def exposition() -> tuple[bytes, str]:
    """All figures and their content type. Call it in a thread: the queues are measured for it (queues.py)."""
    return generate_latest(REGISTRY), CONTENT_TYPE_PLAIN_0_0_4
