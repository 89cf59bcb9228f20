"""One turn at a time in a conversation.

A lock only spares work: what makes turns safe is the version that `Ledger.finish` checks. So a lock
that cannot be had from Redis is replaced by this process's own, and nobody waits for a dead server.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

LOG = logging.getLogger(__name__)
LIFE = 8.0
"""Seconds after which a lock of a process that was killed is free again."""
RENEW = 2.5
PATIENCE = 20.0
"""Seconds that a message waits for the one before it."""
ASKS_AGAIN = 0.5
"""Seconds between attempts to give back what Redis may have given."""
RELEASE = """
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
return 0
"""
KEEP = """
if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0
"""
FAILED = (RedisError, OSError, asyncio.TimeoutError)


class BusyError(Exception):
    """Others held the conversation for too long."""


class Locks(Protocol):
    """Locks of conversations."""

    def hold(self, conversation: str) -> AbstractAsyncContextManager[None]:
        """Hold a conversation. Raises BusyError after `PATIENCE`."""


class LocalLocks:
    """Among the tasks of one process, in the order in which they came."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @contextlib.asynccontextmanager
    async def hold(self, conversation: str) -> AsyncIterator[None]:
        """See Locks."""
        lock, waiting = self._locks.get(conversation, (asyncio.Lock(), 0))
        self._locks[conversation] = (lock, waiting + 1)
        try:
            try:
                await asyncio.wait_for(lock.acquire(), PATIENCE)
            except asyncio.TimeoutError as error:
                raise BusyError from error
            try:
                yield
            finally:
                lock.release()
        finally:
            lock, waiting = self._locks.pop(conversation)
            if waiting > 1:
                self._locks[conversation] = (lock, waiting - 1)


class RedisLocks:
    """Among all processes that share a Redis server."""

    def __init__(self, redis: Redis) -> None:
        self._redis, self._local = redis, LocalLocks()
        self._away_until = 0.0
        self._owed: set[tuple[str, str]] = set()
        self._giving_back: asyncio.Future[None] | None = None

    @contextlib.asynccontextmanager
    async def hold(self, conversation: str) -> AsyncIterator[None]:
        """See Locks."""
        async with self._local.hold(conversation):
            name, token = f"kyogi:lock:{conversation}", secrets.token_hex(8)
            held = await self._acquired(name, token)
            keeping = asyncio.ensure_future(self._keep(name, token)) if held else None
            try:
                yield
            finally:
                if keeping:
                    keeping.cancel()
                    await self._release(name, token)

    async def _acquired(self, name: str, token: str) -> bool:
        """Whether Redis gave the lock; False when it does not answer."""
        if time.monotonic() < self._away_until:
            return False
        until, pause = time.monotonic() + PATIENCE, 0.01
        try:
            while not await self._redis.set(name, token, nx=True, px=int(LIFE * 1000)):
                if time.monotonic() > until:
                    raise BusyError
                await asyncio.sleep(pause * random.uniform(0.5, 1.5))
                pause = min(pause * 1.6, 0.15)
        except FAILED as error:
            # For a moment nobody asks again: each would wait for the same time limit.
            self._away_until = time.monotonic() + 2
            LOG.warning("no lock from Redis: %s", type(error).__name__)
            self._owe(name, token)
            return False
        return True

    async def _keep(self, name: str, token: str) -> None:
        while True:
            await asyncio.sleep(RENEW)
            with contextlib.suppress(*FAILED):
                await self._redis.eval(KEEP, 1, name, token, int(LIFE * 1000))

    async def _release(self, name: str, token: str) -> None:
        try:
            await self._redis.eval(RELEASE, 1, name, token)
        except FAILED:
            self._owe(name, token)

    def _owe(self, name: str, token: str) -> None:
        """A server that hung carries out what nobody waits for any more; other processes would wait for its end."""
        self._owed.add((name, token))
        if self._giving_back is None or self._giving_back.done():
            self._giving_back = asyncio.ensure_future(self._give_back())

    async def _give_back(self) -> None:
        while self._owed:
            name, token = next(iter(self._owed))
            try:
                await self._redis.eval(RELEASE, 1, name, token)
            except FAILED:
                await asyncio.sleep(ASKS_AGAIN)
            else:
                self._owed.discard((name, token))
