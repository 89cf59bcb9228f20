"""Socket Mode: Slack's events over a connection that we open, for networks where nothing comes in."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

from websockets.client import WebSocketClientProtocol, connect
from websockets.exceptions import WebSocketException

from ..base import RefusedRequest, Take, UndeliveredError
from .place import part
from .reading import arrived

LOG = logging.getLogger(__name__)
LONGEST_PAUSE = 60.0
STEADY = 30.0
"""Seconds after which a connection counts as a good one, and the next is opened without a pause."""
LAST_WORDS = 30.0
"""Seconds that a connection which Slack is about to close is still read."""
FAILURES = (UndeliveredError, WebSocketException, OSError, asyncio.TimeoutError)


class SocketMode:
    """Reads one connection after the other. address: asks Slack where to connect. pause: seconds."""

    def __init__(self, address: Callable[[], Awaitable[str]], pause: float) -> None:
        self._address, self._first_pause = address, pause
        self._leaving: set[asyncio.Task[None]] = set()

    async def run(self, take: Take) -> None:
        """Until cancelled: each event is acknowledged when `take` has returned, and not before."""
        connecting = asyncio.create_task(self._connect(take))
        try:
            await asyncio.wait([connecting])
            connecting.result()
        finally:
            await ended(connecting, *self._leaving)

    async def _connect(self, take: Take) -> None:
        """One connection after the other, with longer and longer pauses while they do not last."""
        pause = self._first_pause
        while True:
            began = time.monotonic()
            wait = await self._serve(take)
            if time.monotonic() - began >= STEADY:
                pause = self._first_pause
                continue
            await asyncio.sleep(max(wait, pause * random.uniform(0.5, 1.0)))
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _serve(self, take: Take) -> float:
        """One connection until Slack wants another, or it breaks; the seconds Slack asks to wait."""
        try:
            connection = await connect(await self._address(), open_timeout=10, close_timeout=2)
        except FAILURES as error:
            # The type alone: a connection's error may name the address, which is a ticket.
            LOG.warning("Slack's Socket Mode: no connection (%s)", type(error).__name__)
            return (isinstance(error, UndeliveredError) and error.after) or 0.0
        try:
            await self._read(connection, take)
        except BaseException:
            await connection.close()
            raise
        leaving = asyncio.create_task(self._leave(connection, take))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
        return 0.0

    async def _leave(self, connection: WebSocketClientProtocol, take: Take) -> None:
        """What still comes on a connection that ends, while the next one is opened."""
        try:
            await asyncio.wait_for(self._read(connection, take), LAST_WORDS)
        except asyncio.TimeoutError:
            pass
        finally:
            await connection.close()

    async def _read(self, connection: WebSocketClientProtocol, take: Take) -> None:
        """Takes what comes, in order, until Slack says that it will close, or it is closed."""
        try:
            async for raw in connection:
                envelope = readable(raw)
                if envelope.get("type") == "disconnect":
                    LOG.info(
                        "Slack's Socket Mode: disconnect (%s)", str(envelope.get("reason"))[:80]
                    )
                    return
                if await taken(envelope, take):
                    await connection.send(json.dumps({"envelope_id": envelope["envelope_id"]}))
        except WebSocketException as error:
            LOG.warning("Slack's Socket Mode: connection lost (%s)", type(error).__name__)


async def ended(*tasks: asyncio.Task[None]) -> None:
    """Cancels the tasks until they are over: once is not enough, Python 3.10's wait_for may lose it."""
    while open_ones := [task for task in tasks if not task.done()]:
        for task in open_ones:
            task.cancel()
        await asyncio.wait(open_ones, timeout=1.0)


def readable(raw: str | bytes) -> dict[str, Any]:
    """An envelope; an empty one for what is none."""
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        said = None
    return said if isinstance(said, dict) else {}


async def taken(envelope: dict[str, Any], take: Take) -> bool:
    """Whether to acknowledge: yes for what is stored and what nobody can use, no for what failed."""
    if not isinstance(envelope.get("envelope_id"), str):
        return False
    try:
        for one in arrived(part(envelope, "payload")):
            await take(one)
    except RefusedRequest as error:
        LOG.warning("Slack's Socket Mode: refused (%s)", error)
    except Exception:  # Slack sends it again, so nothing is lost; the other events must go on
        LOG.exception("Slack's Socket Mode: an event could not be stored")
        return False
    return True
