"""Token buckets, in the process and in a real Redis."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis
from redis_server import RedisServer, redis  # noqa: F401 - a fixture

from rasa_project import limits
from rasa_project.limits import LocalLimit, Rate, SharedLimit

RATE = Rate(burst=3, per_second=1)


class Clock:
    """A clock that somebody sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def shared(server: RedisServer, rate: Rate = RATE) -> AsyncIterator[SharedLimit]:
    """A limit with connections of its own, as each process has."""
    client = Redis.from_url(server.url)
    try:
        yield SharedLimit(client, "person", rate)
    finally:
        await client.close(close_connection_pool=True)


def run(test: Callable[[], Coroutine[object, object, None]]) -> None:
    asyncio.run(test())


def test_a_burst_passes_and_then_one_at_a_time() -> None:
    async def test() -> None:
        clock = Clock()
        limit = LocalLimit(RATE, clock=clock)
        assert [await limit.allow("a") for _ in range(3)] == [0, 0, 0]
        assert await limit.allow("a") == pytest.approx(1)
        clock.now += 0.75
        assert await limit.allow("a") == pytest.approx(0.25)
        clock.now += 0.25
        assert await limit.allow("a") == 0
        assert await limit.allow("a") == pytest.approx(1)
        assert await limit.allow("b") == 0
        clock.now += 60
        assert [await limit.allow("a") for _ in range(4)] == [0, 0, 0, pytest.approx(1)]

    run(test)


def test_a_process_remembers_so_many_keys_and_no_more() -> None:
    async def test() -> None:
        limit = LocalLimit(Rate(1, 1), size=100, clock=Clock())
        assert await limit.allow("somebody") == 0
        for number in range(1000):
            assert await limit.allow(f"address {number}") == 0
            assert await limit.allow("somebody") > 0  # who goes on asking is not forgotten
        assert len(limit._full_at) == 100
        assert await limit.allow("address 0") == 0

    run(test)


def test_any_key_will_do(redis: RedisServer) -> None:  # noqa: F811
    async def test() -> None:
        async with shared(redis, Rate(1, 0.01)) as limit:
            for key in ("\ud800", "\0", "x" * 1_000_000, ""):
                assert await limit.allow(key) == 0
                assert await limit.allow(key) > 0

    run(test)


def test_processes_share_a_bucket(redis: RedisServer) -> None:  # noqa: F811
    async def test() -> None:
        rate = Rate(burst=20, per_second=0.01)
        async with shared(redis, rate) as one, shared(redis, rate) as other:
            asked = [limit.allow("a") for _ in range(30) for limit in (one, other)]
            waits = await asyncio.gather(*asked)
        assert waits.count(0) == 20
        assert all(0 < wait <= 100 for wait in waits if wait)

    run(test)


def test_redis_gives_tokens_back_and_forgets_full_buckets(redis: RedisServer) -> None:  # noqa: F811
    async def test() -> None:
        async with shared(redis, Rate(burst=2, per_second=10)) as limit:
            assert [await limit.allow("a") for _ in range(2)] == [0, 0]
            wait = await limit.allow("a")
            assert 0 < wait <= 0.1
            await asyncio.sleep(wait + 0.005)
            assert await limit.allow("a") == 0
            client = Redis.from_url(redis.url)
            (name,) = await client.keys("*")
            assert name.startswith(b"kyogi:limit:person:") and not name.endswith(b":a")
            await asyncio.sleep(0.3)
            assert await client.keys("*") == []
            await client.close(close_connection_pool=True)

    run(test)


def test_a_redis_that_is_down_or_hangs_opens_no_door_and_holds_up_nobody(
    redis: RedisServer,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "LEFT_ALONE", 0.5)

    async def test() -> None:
        async with shared(redis, Rate(burst=3, per_second=0.01)) as limit:
            assert await limit.allow("a") == 0
            with redis.hanging():
                before = time.monotonic()
                waits = [await limit.allow("b") for _ in range(50)]
                assert time.monotonic() - before < 1
                assert waits.count(0) == 3
            await asyncio.sleep(0.6)
            # The connection that was given up brings no late answer: the shared bucket is asked again.
            assert [await limit.allow("a") for _ in range(3)].count(0) == 2
            redis.stop()
            assert [await limit.allow("c") for _ in range(5)].count(0) == 3
            redis.start()
            await asyncio.sleep(0.6)
            assert [await limit.allow("c") for _ in range(5)].count(0) == 3

    run(test)
