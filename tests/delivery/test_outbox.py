"""Replies reach their channel: once, in order, after failures too."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from delivery.conftest import Echo, event, later
from sqlalchemy.engine import Engine
from store_samples import Calendar

from rasa_project.delivery.bell import LocalBell
from rasa_project.delivery.counter import Counter, Threads
from rasa_project.delivery.couriers import Couriers
from rasa_project.delivery.event import Event, Said
from rasa_project.delivery.ledger import Ledger
from rasa_project.delivery.locks import LocalLocks
from rasa_project.delivery.outbox import LEASE, WAITS, Outbox
from rasa_project.store.engine import writing
from rasa_project.vendors.base import UndeliveredError

HERE = "a" * 32
ROOM = {"room": "!x:example"}


class Vendor:
    """Takes what it is sent, unless told to fail first."""

    def __init__(self) -> None:
        self.got: list[tuple[Any, list[str], str]] = []
        self.failures: list[Exception] = []

    async def send(self, address: Any, messages: tuple[Said, ...], key: str) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.got.append((address, [str(one["text"]) for one in messages], key))


@pytest.fixture
def outbox(engine: Engine, calendar: Calendar) -> Outbox:
    return Outbox(engine, calendar)


@pytest.fixture
def vendor() -> Vendor:
    return Vendor()


@pytest.fixture
def couriers(ledger: Ledger, outbox: Outbox, vendor: Vendor) -> Couriers:
    counter = Counter(ledger, LocalLocks(), Echo().think, Threads())
    return Couriers(
        counter, outbox, counter.threads, LocalBell(), {"page": vendor.send}, lambda _, said: said
    )


async def taken(couriers: Couriers, *events: Event) -> None:
    for one in events:
        await couriers.take(one)
    await couriers.close()


def test_a_reply_is_delivered_once_and_then_gone(
    couriers: Couriers, vendor: Vendor, outbox: Outbox
) -> None:
    asyncio.run(taken(couriers, event("一", address=ROOM), event("一", address=ROOM)))
    assert outbox.lengths()["outbox"][0] == 1
    asyncio.run(couriers.look())
    asyncio.run(couriers.look())
    assert vendor.got == [(ROOM, ["一ですね。"], "kyogi-1")]
    assert outbox.lengths() == {"inbox": (0, 0.0), "outbox": (0, 0.0)}


def test_what_fails_is_tried_again_later_and_keeps_its_place(
    couriers: Couriers, vendor: Vendor, outbox: Outbox, calendar: Calendar
) -> None:
    asyncio.run(taken(couriers, event("一", address=ROOM), event("二", address=ROOM)))
    vendor.failures = [UndeliveredError("500"), UndeliveredError("429", after=30)]
    asyncio.run(couriers.look())
    assert vendor.got == [], "the second must not overtake the first"
    later(calendar, WAITS[0] + 0.1)
    asyncio.run(couriers.look())
    later(calendar, WAITS[1] + 0.1)
    asyncio.run(couriers.look())
    assert vendor.got == [], "30 seconds were asked for"
    later(calendar, 30)
    asyncio.run(couriers.look())
    assert [texts for _, texts, _ in vendor.got] == [["一ですね。"], ["二ですね。"]]


def test_what_can_never_arrive_is_given_up_and_holds_nothing_up(
    couriers: Couriers, vendor: Vendor, outbox: Outbox
) -> None:
    asyncio.run(taken(couriers, event("一", address=ROOM), event("二", address=ROOM)))
    vendor.failures = [UndeliveredError("no such room", permanent=True)]
    asyncio.run(couriers.look())
    assert [texts for _, texts, _ in vendor.got] == [["二ですね。"]]
    assert outbox.lengths()["outbox"][0] == 0


def test_after_the_last_attempt_it_is_given_up(
    couriers: Couriers, outbox: Outbox, calendar: Calendar
) -> None:
    asyncio.run(taken(couriers, event("一", address=ROOM)))
    for wait in WAITS:
        (parcel,) = outbox.take(["page"])
        assert outbox.failed(parcel, "away", permanent=False, after=None)
        later(calendar, wait + 0.1)
    (parcel,) = outbox.take(["page"])
    assert outbox.failed(parcel, "away", permanent=False, after=None) is None
    assert outbox.take(["page"]) == ()


def test_two_processes_never_take_the_same(
    couriers: Couriers, outbox: Outbox, calendar: Calendar
) -> None:
    asyncio.run(taken(couriers, *(event(f"語{n}", f"{n:032x}", address=ROOM) for n in range(6))))
    first, second = outbox.take(["page"], limit=4), outbox.take(["page"], limit=4)
    assert len(first) == 4 and len(second) == 2
    assert not {one.id for one in first} & {one.id for one in second}
    assert outbox.take(["page"]) == ()
    later(calendar, LEASE.total_seconds() + 1)
    assert len(outbox.take(["page"])) == 6, "their process was killed"


def test_channels_that_do_not_run_here_are_left_to_others(
    couriers: Couriers, outbox: Outbox
) -> None:
    asyncio.run(taken(couriers, event("一", address=ROOM)))
    assert outbox.take(["matrix"]) == ()


def test_an_event_whose_process_was_killed_is_answered_by_another(
    couriers: Couriers, vendor: Vendor, ledger: Ledger, calendar: Calendar
) -> None:
    ledger.accept(event("一", address=ROOM))
    asyncio.run(couriers.look())
    assert ledger.waiting(HERE), "it may just be at work"
    later(calendar, 20)

    async def look() -> None:
        await couriers.look()
        await couriers.close()
        await couriers.look()

    asyncio.run(look())
    assert vendor.got == [(ROOM, ["一ですね。"], "kyogi-1")]


def test_a_store_that_is_gone_refuses_the_event(couriers: Couriers, engine: Engine) -> None:
    with writing(engine) as connection:
        connection.exec_driver_sql("DROP TABLE inbox")
    with pytest.raises(Exception, match="保存"):
        asyncio.run(couriers.take(event("一", address=ROOM)))


def test_ages_are_counted(ledger: Ledger, outbox: Outbox, calendar: Calendar) -> None:
    ledger.accept(event("一", address=ROOM))
    later(calendar, 5)
    assert outbox.lengths()["inbox"] == (1, 5.0)
    assert outbox.unanswered(timedelta(seconds=4)) == (HERE,)
    assert outbox.unanswered(timedelta(seconds=6)) == ()
