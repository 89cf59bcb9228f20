"""Whether a process can serve: every check at once, each within the limit, and never an exception."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import httpx
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.engine import Engine

from . import metrics

Check = Callable[[], Awaitable[None]]
"""Returns where all is well; raises whatever it likes where not."""
Found = Literal["ok", "timeout", "failed"]
"""All that a stranger may learn: no address, no message."""
Verdict = tuple[bool, dict[str, Found]]
KEPT = 1.0
"""Seconds that a verdict serves all who ask: a flood of probes is no load."""


async def readiness(checks: Mapping[str, Check], limit: float) -> Verdict:
    """Whether all checks pass within `limit` seconds, and what each found. Never raises."""
    running = {name: asyncio.ensure_future(guarded(check)) for name, check in checks.items()}
    if running:
        await asyncio.wait(running.values(), timeout=limit)
    found = {name: task.result() if task.done() else late(task) for name, task in running.items()}
    for name, said in found.items():
        metrics.ready(name, said == "ok")
    return all(said == "ok" for said in found.values()), found


async def guarded(check: Check) -> Found:
    """What a check found."""
    try:
        await check()
    except (Exception, asyncio.CancelledError):  # the reason is for nobody outside
        return "failed"
    return "ok"


def late(task: asyncio.Task[Found]) -> Found:
    """Nobody waits until a check that is late has also been cancelled."""
    task.cancel()
    return "timeout"


class Readiness:
    """Asks anew a second after the last time; whoever asks meanwhile gets the same verdict."""

    def __init__(self, checks: Mapping[str, Check], limit: float) -> None:
        self._checks, self._limit = checks, limit
        self._asked_at = 0.0
        self._round: asyncio.Task[Verdict] | None = None

    async def __call__(self) -> Verdict:
        """The verdict of at most a second ago."""
        old = time.monotonic() - self._asked_at > KEPT
        if self._round is None or (self._round.done() and old):
            self._asked_at = time.monotonic()
            self._round = asyncio.ensure_future(readiness(self._checks, self._limit))
        # One who hangs up must not end the round of the others.
        return await asyncio.shield(self._round)


def database(engine: Engine) -> Check:
    """The database answers SELECT 1. One thread: while it hangs, no second question piles up behind it."""
    thread = ThreadPoolExecutor(1, "readiness")

    def asked() -> None:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    async def check() -> None:
        await asyncio.get_running_loop().run_in_executor(thread, asked)

    return check


def redis_server(client: Redis) -> Check:
    """Redis answers PING."""

    async def check() -> None:
        await client.ping()

    return check


def action_server(client: httpx.AsyncClient, address: str) -> Check:
    """The action server answers at `address`; the client carries the secret where one is asked for."""

    async def check() -> None:
        answer = await client.get(address + "/health")
        answer.raise_for_status()

    return check
