"""Where every event is taken, whichever channel it came by: once, in order, and never without an answer."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ..store.errors import BUSY, StoreError
from ..watch import metrics
from ..watch.speakers import speaking
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
    """Takes events."""

    def __init__(
        self,
        ledger: Ledger,
        locks: Locks,
        brain: Brain,
        threads: Threads,
    ) -> None:
        self.ledger, self.threads = ledger, threads
        self._locks, self._brain = locks, brain

    async def answer(self, event: Event, reply: tuple[Said, ...] | None = None) -> tuple[Said, ...]:
        """The bot's messages; an event that was answered before gets the same again.

        reply: what to say without asking the assistant. Raises StoreError and BusyError; nothing is kept then.
        """
        with speaking(event.conversation):
            async with self._held(event.conversation):
                return await self._answered(event, reply)

    @contextlib.asynccontextmanager
    async def _held(self, conversation: str) -> AsyncIterator[None]:
        """The conversation's lock, its waiting counted."""
        async with contextlib.AsyncExitStack() as stack:
            with metrics.stage("lock"):
                await stack.enter_async_context(self._locks.hold(conversation))
            yield

    async def _answered(
        self, event: Event, reply: tuple[Said, ...] | None = None
    ) -> tuple[Said, ...]:
        for _ in range(TRIES):
            with metrics.turn(event.channel) as taken:
                try:
                    return await self._once(event, reply, taken)
                except ConflictError:
                    taken.outcome = "conflict"
        raise BusyError

    async def _once(
        self, event: Event, reply: tuple[Said, ...] | None, taken: metrics.Taken
    ) -> tuple[Said, ...]:
        """One try at a turn. Raises ConflictError when another process was quicker."""
        with metrics.stage("load"):
            present = await self.threads.call(self.ledger.present, event)
        if present.answered is not None:
            taken.outcome = "repeated"
            return present.answered
        if reply:
            thought = Thought(present.state, reply)
        else:
            thought = await self._think(event, present, taken)
        with metrics.stage("save"):
            await self.threads.call(self.ledger.finish, event, present, thought)
        return thought.messages

    async def _think(self, event: Event, present: Present, taken: metrics.Taken) -> Thought:
        """What the assistant says; an apology where it says nothing, and the conversation stays as it was."""
        why: metrics.Apology = "silent"
        try:
            thought = await asyncio.wait_for(self._brain(event, present), THINK_WITHIN)
        except Exception as error:
            # The last line of defence: silence would be worse than any error.
            LOG.exception("no answer to an event")
            why = "late" if isinstance(error, asyncio.TimeoutError) else "failed"
            thought = Thought(present.state, ())
        # A conversation that is opened again may have nothing to say; nobody has said anything either.
        nothing_new = event.shown is None and present.version and thought.state == present.state
        if thought.messages or nothing_new:
            return thought
        taken.outcome = "apologised"
        metrics.apologised(why)
        return Thought(present.state, (bot_says(SILENT),))

    async def accept(self, event: Event) -> None:
        """Store an event; it will be answered, by this process or another. Raises StoreError."""
        await self.threads.call(self.ledger.accept, event)

    async def serve(self, conversation: str) -> None:
        """Answer what waits in a conversation, in the order in which it came. Raises StoreError and BusyError."""
        async with self._held(conversation):
            for event in await self.threads.call(self.ledger.waiting, conversation):
                await self._answered(event)
