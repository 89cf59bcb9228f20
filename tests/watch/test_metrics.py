"""The figures as Prometheus reads them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import NoReturn

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from rasa_project.watch import metrics
from rasa_project.watch.queues import Queues, Waiting, watch_queues

LONGEST = 5.0
"""Seconds that no test here may need."""


def value(name: str, **labels: str) -> float:
    """What is exposed now."""
    found = metrics.REGISTRY.get_sample_value(name, labels)
    assert found is not None, f"{name} {labels}"
    return found


@pytest.fixture
def hanging() -> Iterator[threading.Event]:
    """What a hanging measurement waits for."""
    event = threading.Event()
    yield event
    event.set()


def test_a_turn_is_counted_by_how_it_ended() -> None:
    before = {
        outcome: value("kyogi_turns_total", channel="teams", outcome=outcome)
        for outcome in ("answered", "repeated", "apologised")
    }
    with metrics.turn("teams"):
        pass
    with metrics.turn("teams") as taken:
        taken.outcome = "repeated"
    with pytest.raises(ValueError), metrics.turn("teams"):
        raise ValueError
    for outcome, count in before.items():
        assert value("kyogi_turns_total", channel="teams", outcome=outcome) == count + 1


def test_stages_are_timed_although_turns_overlap() -> None:
    def seconds(stage: str) -> float:
        return value("kyogi_stage_seconds_sum", stage=stage)

    async def one(lasts: float) -> None:
        with metrics.turn("page"):
            with metrics.stage("lock"):
                await asyncio.sleep(lasts)
            with metrics.stage("save"):
                await asyncio.sleep(0.01)

    async def both() -> None:
        await asyncio.gather(one(0.05), one(0.1))

    lock, save, turn = seconds("lock"), seconds("save"), seconds("turn")
    asyncio.run(both())
    early = 0.9  # a sleep may end a tick of the clock before its time
    assert 0.15 * early <= seconds("lock") - lock < LONGEST
    assert 0.02 * early <= seconds("save") - save < LONGEST
    assert 0.17 * early <= seconds("turn") - turn < LONGEST


def test_a_stage_that_fails_is_timed_too() -> None:
    before = value("kyogi_stage_seconds_count", stage="action")
    with pytest.raises(TimeoutError), metrics.stage("action"):
        raise TimeoutError
    assert value("kyogi_stage_seconds_count", stage="action") == before + 1


def test_no_word_of_a_sender_becomes_a_label() -> None:
    with metrics.turn("窓口の山田です"):
        metrics.refused("\ud800", "body")
        metrics.delivered("x" * 1000, "given_up")
        metrics.apologised("silent")
    body, content_type = metrics.exposition()
    text = body.decode()
    assert "山田" not in text and "xxxx" not in text
    assert content_type.startswith("text/plain")
    labels = {
        (name, said)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        for name, said in sample.labels.items()
    }
    assert {said for name, said in labels if name in ("channel", "vendor")} == set(metrics.CHANNELS)


def test_every_figure_is_there_before_anything_happened() -> None:
    families = {
        family.name: family
        for family in text_string_to_metric_families(metrics.exposition()[0].decode())
    }
    assert len(families["kyogi_turns"].samples) == 6 * 5
    assert len({s.labels["stage"] for s in families["kyogi_stage_seconds"].samples}) == 6
    assert families["process_resident_memory_bytes"].samples[0].value > 1e7


def test_queues_are_measured_when_somebody_asks() -> None:
    registry, found = CollectorRegistry(), {"outbox": Waiting(3, 12.5), "inbox": Waiting(0, 0)}
    watch_queues(lambda: found, registry)  # type: ignore[arg-type, return-value]
    assert registry.get_sample_value("kyogi_queue_length", {"queue": "outbox"}) == 3
    assert registry.get_sample_value("kyogi_queue_oldest_seconds", {"queue": "outbox"}) == 12.5
    found["outbox"] = Waiting(4, 13)
    assert registry.get_sample_value("kyogi_queue_length", {"queue": "outbox"}) == 4
    assert registry.get_sample_value("kyogi_queues_measured") == 1


def test_a_database_that_fails_or_hangs_costs_no_other_figure(hanging: threading.Event) -> None:
    asked = []

    def hang() -> dict[object, object]:
        asked.append(1)
        hanging.wait(30)
        return {}

    registry = CollectorRegistry()
    registry.register(Queues(hang, limit=0.05))  # type: ignore[arg-type]
    started = time.monotonic()
    for _ in range(5):
        assert b"kyogi_queues_measured 0.0" in generate_latest(registry)
    assert time.monotonic() - started < LONGEST
    assert len(asked) == 1  # a question that hangs is not asked again
    failing = CollectorRegistry()

    def fail() -> NoReturn:
        raise OSError

    watch_queues(fail, failing)
    assert b"kyogi_queues_measured 0.0" in generate_latest(failing)
