"""How often one person or address may ask: a token bucket per key, in this process or in Redis for all processes."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

LOG = logging.getLogger(__name__)
KEYS = 20_000
"""Buckets that a process remembers; a bucket takes about 200 bytes."""
ANSWERS_WITHIN, LEFT_ALONE = 0.25, 5.0
"""Seconds for Redis to answer, and for how long it is not asked after it did not."""

# A bucket is one number: when it will be full again. Redis's own clock, so that all processes agree.
TAKE = """
local now = redis.call('TIME')
now = now[1] * 1000 + now[2] / 1000
local each, all = tonumber(ARGV[1]), tonumber(ARGV[2])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) + each
local wait = full - now - all
if wait > 0.001 then
    return tostring(wait)
end
redis.call('SET', KEYS[1], string.format('%.3f', full), 'PX', math.ceil(full - now))
return '0'
"""


@dataclass(frozen=True)
class Rate:
    """So many at once, and then so many a second."""

    burst: int
    per_second: float

    @property
    def each(self) -> float:
        """Seconds until a token taken is there again."""
        return 1 / self.per_second

    @property
    def all(self) -> float:
        """Seconds until an empty bucket is full."""
        return self.burst * self.each


class Limit(Protocol):
    """Who asks whether a request may go on."""

    async def allow(self, key: str) -> float:
        """0: go on, and a token is taken. Otherwise the seconds to wait; asking too early costs nothing."""


class LocalLimit:
    """Buckets of this process. Past `size` keys the one not seen for longest is forgotten, and so full."""

    def __init__(
        self, rate: Rate, size: int = KEYS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._size, self._clock = rate, size, clock
        self._full_at: OrderedDict[bytes, float] = OrderedDict()

    async def allow(self, key: str) -> float:
        """See Limit."""
        name, now = digest(key), self._clock()
        before = max(self._full_at.pop(name, now), now)
        wait = before + self._rate.each - now - self._rate.all
        allowed = wait <= 1e-6
        self._full_at[name] = before + self._rate.each if allowed else before
        if len(self._full_at) > self._size:
            self._full_at.popitem(last=False)
        return 0.0 if allowed else wait


class SharedLimit:
    """Buckets in Redis, for all processes; while it does not answer, each process counts for itself.

    name: one for each rate, part of the keys in Redis.
    """

    def __init__(self, redis: Redis, name: str, rate: Rate) -> None:
        self._name, self._rate = name, rate
        self._take = redis.register_script(TAKE)
        self._local = LocalLimit(rate)
        self._asks_again = 0.0

    async def allow(self, key: str) -> float:
        """See Limit. Never raises for Redis's sake."""
        if time.monotonic() < self._asks_again:
            return await self._local.allow(key)
        try:
            return await asyncio.wait_for(self._shared(key), ANSWERS_WITHIN)
        except (RedisError, OSError, asyncio.TimeoutError) as error:
            LOG.warning("limits are counted in this process: %s", type(error).__name__)
            self._asks_again = time.monotonic() + LEFT_ALONE
            return await self._local.allow(key)

    async def _shared(self, key: str) -> float:
        name = f"kyogi:limit:{self._name}:{digest(key).hex()}"
        said = await self._take(keys=[name], args=[self._rate.each * 1000, self._rate.all * 1000])
        return float(said) / 1000


def digest(key: str) -> bytes:
    """16 bytes for a key of any length: Redis need not know who asks."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
