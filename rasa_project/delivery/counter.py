"""Where every event is taken, whichever channel it came by: once, in order, and never without an answer."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ..store.errors import BUSY, StoreError
from .event import Event, Said, Thought, bot_says
from .ledger import ConflictError, Ledger, Present
from .locks import BusyError, Locks

LOG = logging.getLogger(__name__)
T = TypeVar("T")
Brain = Callable[[Event, Present], Awaitable[Thought]]
"""What the assistant makes of an event in a conversation as it stands. No messages: it could not answer."""
TRIES = 5
DATABASE_WITHIN = 5.0
"""Seconds until a database that does not answer counts as gone; the thread itself may take longer."""
THINK_WITHIN = 15.0
SILENT = "申し訳ありません。いまは返事ができません。しばらくしてから、もう一度送ってください。"


class Threads:
    """Database calls beside the event loop, with a time limit."""

    def __init__(self, count: int = 8) -> None:
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="database")

    async def call(self, function: Callable[..., T], *args: object, **kwargs: object) -> T:
        """The function's result. Raises StoreError when it takes too long, and what it raises itself."""
        loop = asyncio.get_running_loop()
        running = loop.run_in_executor(self._pool, functools.partial(function, *args, **kwargs))
        try:
            return await asyncio.wait_for(running, DATABASE_WITHIN)
        except asyncio.TimeoutError as error:
            raise StoreError(BUSY) from error

    def close(self) -> None:
        """End the threads that have nothing to do."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class Counter:
    """Takes events. told: called with an outcome for each turn (`answered`, `repeated`, `apologised`, `conflict`)."""

    def __init__(
        self,
        ledger: Ledger,
        locks: Locks,
        brain: Brain,
        threads: Threads,
        told: Callable[[str, str], None] = lambda channel, outcome: None,
    ) -> None:
        self.ledger, self.threads = ledger, threads
        self._locks, self._brain, self._told = locks, brain, told

    async def answer(self, event: Event, reply: tuple[Said, ...] | None = None) -> tuple[Said, ...]:
        """The bot's messages; an event that was answered before gets the same again.

        reply: what to say without asking the assistant. Raises StoreError and BusyError; nothing is kept then.
        """
        async with self._locks.hold(event.conversation):
            return await self._answered(event, reply)

    async def _answered(
        self, event: Event, reply: tuple[Said, ...] | None = None
    ) -> tuple[Said, ...]:
        for _ in range(TRIES):
            present = await self.threads.call(self.ledger.present, event)
            if present.answered is not None:
                self._told(event.channel, "repeated")
                return present.answered
            thought = Thought(present.state, reply) if reply else await self._think(event, present)
            try:
                await self.threads.call(self.ledger.finish, event, present, thought)
            except ConflictError:
                self._told(event.channel, "conflict")
                continue
            return thought.messages
        raise BusyError

    async def _think(self, event: Event, present: Present) -> Thought:
        """What the assistant says; an apology where it says nothing, and the conversation stays as it was."""
        try:
            thought = await asyncio.wait_for(self._brain(event, present), THINK_WITHIN)
        except Exception:  # the last line of defence: silence would be worse than any error
            LOG.exception("no answer to an event")
            thought = Thought(present.state, ())
        # A conversation that is opened again may have nothing to say; nobody has said anything either.
        nothing_new = event.shown is None and present.version and thought.state == present.state
        if thought.messages or nothing_new:
            self._told(event.channel, "answered")
            return thought
        self._told(event.channel, "apologised")
        return Thought(present.state, (bot_says(SILENT),))

    async def accept(self, event: Event) -> None:
        """Store an event; it will be answered, by this process or another. Raises StoreError."""
        await self.threads.call(self.ledger.accept, event)

    async def serve(self, conversation: str) -> None:
        """Answer what waits in a conversation, in the order in which it came. Raises StoreError and BusyError."""
        async with self._locks.hold(conversation):
            for event in await self.threads.call(self.ledger.waiting, conversation):
                await self._answered(event)
