"""Every event is answered once, in order, and never with silence."""

from __future__ import annotations

import asyncio
import time

import pytest
from delivery.conftest import Echo, event

from rasa_project.delivery import counter as module
from rasa_project.delivery.counter import SILENT, Counter, Threads
from rasa_project.delivery.event import Event, Thought, bot_says
from rasa_project.delivery.ledger import Ledger, Present
from rasa_project.delivery.locks import LocalLocks
from rasa_project.store.errors import StoreError
from rasa_project.watch import metrics

HERE = "a" * 32


def counter_of(ledger: Ledger, brain: Echo) -> Counter:
    return Counter(ledger, LocalLocks(), brain.think, Threads())


def turns(outcome: str) -> float:
    """Turns that have ended so."""
    about = {"channel": "page", "outcome": outcome}
    return metrics.REGISTRY.get_sample_value("kyogi_turns_total", about) or 0.0


def apologies(reason: str) -> float:
    """Apologies said for it."""
    about = {"reason": reason}
    return metrics.REGISTRY.get_sample_value("kyogi_apologies_total", about) or 0.0


def test_the_same_event_ten_times_at_once_is_thought_about_once(ledger: Ledger) -> None:
    brain, before = Echo(slow=0.02), (turns("answered"), turns("repeated"))
    counter = counter_of(ledger, brain)

    async def all_at_once() -> list[tuple[object, ...]]:
        return await asyncio.gather(*(counter.answer(event("企画")) for _ in range(10)))

    replies = asyncio.run(all_at_once())
    assert replies == [(bot_says("企画ですね。"),)] * 10
    assert brain.thought == ["企画"]
    assert (turns("answered"), turns("repeated")) == (before[0] + 1, before[1] + 9)


def test_messages_at_once_are_all_kept(ledger: Ledger) -> None:
    """Two processes (locks of their own): the version keeps them apart."""
    brain = Echo(slow=0.01)
    counters = [counter_of(ledger, brain), counter_of(ledger, brain)]

    async def all_at_once() -> None:
        words = (event(f"語{number}") for number in range(6))
        await asyncio.gather(*(counters[n % 2].answer(one) for n, one in enumerate(words)))

    asyncio.run(all_at_once())
    present = ledger.present(Event("page", "?", HERE, ""))
    assert sorted((present.state or {})["words"]) == [f"語{number}" for number in range(6)]
    assert present.version == 6


def test_an_assistant_that_fails_apologises_and_nothing_moves(ledger: Ledger) -> None:
    before = (turns("apologised"), apologies("failed"), apologies("silent"))

    async def fails(event: Event, present: Present) -> Thought:
        raise RuntimeError("秘密の文")

    async def silent(event: Event, present: Present) -> Thought:
        return Thought({"words": ["よそ"]}, ())

    for number, brain in enumerate((fails, silent)):
        counter = Counter(ledger, LocalLocks(), brain, Threads())
        said = asyncio.run(counter.answer(event(f"企画{number}")))
        assert said == (bot_says(SILENT),)
    present = ledger.present(event("次"))
    assert (present.version, present.state) == (2, None)
    after = (turns("apologised"), apologies("failed"), apologies("silent"))
    assert after == (before[0] + 2, before[1] + 1, before[2] + 1)


def test_a_hung_assistant_is_not_waited_for(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = apologies("late")
    monkeypatch.setattr(module, "THINK_WITHIN", 0.1)
    said = asyncio.run(counter_of(ledger, Echo(slow=30)).answer(event("企画")))
    assert (said, apologies("late")) == ((bot_says(SILENT),), before + 1)


def test_a_hung_database_is_said_and_the_loop_goes_on(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DATABASE_WITHIN", 0.1)
    monkeypatch.setattr(ledger, "present", lambda event: time.sleep(1.0))
    ticks = []

    async def meanwhile() -> None:
        for _ in range(5):
            await asyncio.sleep(0.02)
            ticks.append(1)

    async def both() -> None:
        with pytest.raises(StoreError):
            await asyncio.gather(counter_of(ledger, Echo()).answer(event("企画")), meanwhile())

    asyncio.run(both())
    assert len(ticks) >= 3


def test_what_waits_is_served_in_order(ledger: Ledger) -> None:
    for name in ("一", "二", "三"):
        ledger.accept(event(name, address={"room": "x"}))
    brain = Echo()
    asyncio.run(counter_of(ledger, brain).serve(HERE))
    assert brain.thought == ["一", "二", "三"]
    assert ledger.waiting(HERE) == ()


def test_a_reply_without_the_assistant_changes_nothing(ledger: Ledger) -> None:
    brain = Echo()
    counter = counter_of(ledger, brain)
    asyncio.run(counter.answer(event("企画")))
    said = (bot_says("文が長すぎます。"),)
    assert asyncio.run(counter.answer(event("長い"), said)) == said
    assert brain.thought == ["企画"]
    assert ledger.present(event("次")).state == {"words": ["企画"]}
