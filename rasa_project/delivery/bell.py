"""Wakes the processes: something waits in the outbox, or a desk has answered.

The tables are the truth, and every process looks at them every few seconds; the bell only makes it
sooner. So a ring that is lost costs seconds, and Redis may be away.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from typing import Any, Protocol

from redis import Redis as BlockingRedis
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

STREAM = "kyogi:bell"
GROUP = "bots"
LONGEST = 1000
"""Rings that are kept."""
FAILED = (RedisError, OSError, asyncio.TimeoutError)


class Bell(Protocol):
    """Rings and waits."""

    async def ring(self) -> None:
        """Wake somebody."""

    async def wait(self, seconds: float) -> None:
        """Until it rings, or for so long."""


class LocalBell:
    """For one process."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    async def ring(self) -> None:
        """See Bell."""
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """See Bell."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._rung.wait(), seconds)
        self._rung.clear()


class RedisBell:
    """A Redis stream with one group: each ring wakes one process, and one that is busy takes it later."""

    def __init__(self, redis: Redis) -> None:
        self._redis, self._own = redis, LocalBell()
        self._name = f"{socket.gethostname()}-{os.getpid()}"

    async def ring(self) -> None:
        """See Bell. This process hears it in any case."""
        await self._own.ring()

    async def wait(self, seconds: float) -> None:
        """See Bell."""
        heard = asyncio.ensure_future(self._heard(seconds))
        own = asyncio.ensure_future(self._own.wait(seconds))
        _, late = await asyncio.wait({heard, own}, return_when=asyncio.FIRST_COMPLETED)
        for task in late:
            task.cancel()

    async def _heard(self, seconds: float) -> None:
        try:
            await self._read(seconds)
        except ResponseError:  # no such group yet, or Redis was emptied
            with contextlib.suppress(*FAILED):
                await self._redis.xgroup_create(STREAM, GROUP, "$", mkstream=True)
        except FAILED:
            await asyncio.sleep(seconds)

    async def _read(self, seconds: float) -> Any:
        wanted = {STREAM: ">"}
        block = max(1, int(seconds * 1000))
        return await self._redis.xreadgroup(
            GROUP, self._name, wanted, count=1, block=block, noack=True
        )


def ring(address: str | None) -> None:
    """Ring from a process without an event loop, such as the desk; a bell that does not answer is let be."""
    if not address:
        return
    with contextlib.suppress(RedisError, OSError):
        client = BlockingRedis.from_url(address, socket_timeout=0.5, socket_connect_timeout=0.5)
        try:
            client.xadd(STREAM, {"for": "desk"}, maxlen=LONGEST, approximate=True)
        finally:
            client.close()
