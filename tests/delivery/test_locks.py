"""Locks in Redis, and what becomes of them while it hangs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis
from redis_server import RedisServer, redis_server

from rasa_project.delivery import locks as module
from rasa_project.delivery.locks import BusyError, RedisLocks

KEY = "kyogi:lock:one"


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@contextlib.asynccontextmanager
async def clients(server: RedisServer) -> AsyncIterator[tuple[Redis, Redis]]:
    """Two processes', as impatient as a test has to be."""
    both = [
        Redis.from_url(server.url, socket_timeout=0.3, socket_connect_timeout=0.3) for _ in range(2)
    ]
    try:
        yield both[0], both[1]
    finally:
        for one in both:
            await one.close()
            await one.connection_pool.disconnect()


def test_two_processes_hold_a_conversation_one_after_the_other(server: RedisServer) -> None:
    order: list[str] = []

    async def turn(name: str, locks: RedisLocks) -> None:
        async with locks.hold("one"):
            order.append(name)
            await asyncio.sleep(0.05)
            order.append(name)

    async def both() -> None:
        async with clients(server) as (one, other):
            turns = (turn("first", RedisLocks(one)), turn("second", RedisLocks(other)))
            await asyncio.gather(*turns)
            assert not await one.exists(KEY)

    asyncio.run(both())
    assert order[0] == order[1] and order[2] == order[3] and order[0] != order[2]


def test_a_conversation_held_elsewhere_is_not_waited_for_without_end(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.2)

    async def wait() -> None:
        async with (
            clients(server) as (one, other),
            RedisLocks(one).hold("one"),
            RedisLocks(other).hold("one"),
        ):
            pytest.fail("both hold it")

    with pytest.raises(BusyError):
        asyncio.run(wait())


@pytest.mark.parametrize("hangs", ["before", "while held"])
def test_a_server_that_hung_leaves_no_lock_behind(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch, hangs: str
) -> None:
    monkeypatch.setattr(module, "LIFE", 1_000.0)
    monkeypatch.setattr(module, "ASKS_AGAIN", 0.05)

    async def through() -> None:
        async with clients(server) as (one, watching):
            locks = RedisLocks(one)
            async with contextlib.AsyncExitStack() as turn:
                if hangs == "while held":
                    await turn.enter_async_context(locks.hold("one"))
                    assert await watching.exists(KEY)
                with server.hanging():
                    if hangs == "before":
                        await turn.enter_async_context(locks.hold("one"))
                    await turn.aclose()
            giving_back = asyncio.all_tasks() - {asyncio.current_task()}
            _, unfinished = await asyncio.wait(giving_back, timeout=20)
            assert not unfinished and not await watching.exists(KEY)

    asyncio.run(through())
