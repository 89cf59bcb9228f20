"""What a bot process does beside answering: deliver, pick up what another process left, pass on the desks' answers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from ..watch import metrics
from .bell import Bell
from .counter import Counter, Threads
from .event import Event, Said
from .locks import BusyError
from .outbox import Outbox, Parcel

LOG = logging.getLogger(__name__)
LOOK = 3.0
"""Seconds between two looks at the tables when nobody rings."""
LEFT_BEHIND = timedelta(seconds=10)
"""An accepted event of that age has lost its process."""


Send = Callable[[Mapping[str, Any], tuple[Said, ...], str], Awaitable[None]]
"""address, messages, key -> delivered, or an exception with `permanent` and `after`."""
News = Callable[[], tuple[Event, ...]]
"""Events that tell people what the desks have answered; blocking."""


class Couriers:
    """The tasks of one process. prepare: makes a conversation's messages fit to leave the house."""

    def __init__(
        self,
        counter: Counter,
        outbox: Outbox,
        threads: Threads,
        bell: Bell,
        senders: Mapping[str, Send],
        prepare: Callable[[str, tuple[Said, ...]], tuple[Said, ...]],
        news: News = lambda: (),
    ) -> None:
        self._counter, self._outbox, self._threads, self._bell = counter, outbox, threads, bell
        self._senders, self._prepare, self._news = senders, prepare, news
        self._tasks: set[asyncio.Future[None]] = set()

    async def take(self, event: Event) -> None:
        """Store an event and begin to answer it. Raises StoreError; then nothing is stored."""
        await self._counter.accept(event)
        self.begin(self.serve(event.conversation))

    async def reply(self, event: Event, messages: tuple[Said, ...]) -> None:
        """Send a reply that needs no assistant. Raises StoreError and BusyError."""
        await self._counter.answer(event, messages)
        await self._bell.ring()

    async def serve(self, conversation: str) -> None:
        """Answer what waits in a conversation and send it; what fails is picked up later."""
        try:
            await self._counter.serve(conversation)
        except (Exception, BusyError):
            LOG.exception("an event waits for another try")
        await self._bell.ring()

    def begin(self, work: Awaitable[None]) -> None:
        """Let something run beside everything else."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except Exception:  # the database may be away; the next look may find it again
                LOG.exception("couriers could not look")
            await self._bell.wait(LOOK)

    async def look(self) -> None:
        """One look at everything."""
        for event in await self._threads.call(self._news):
            await self.take(event)
        for conversation in await self._threads.call(self._outbox.unanswered, LEFT_BEHIND):
            self.begin(self.serve(conversation))
        if self._senders:
            while parcels := await self._threads.call(self._outbox.take, self._senders):
                await asyncio.gather(*map(self.deliver, parcels))

    async def deliver(self, parcel: Parcel) -> None:
        """Send one reply, and note what came of it."""
        messages = self._prepare(parcel.conversation, parcel.messages)
        try:
            await self._senders[parcel.channel](parcel.address, messages, parcel.key)
        except Exception as error:  # whatever a vendor's side does
            await self._failed(parcel, error)
            return
        metrics.delivered(parcel.channel, "delivered")
        await self._threads.call(self._outbox.delivered, parcel)

    async def _failed(self, parcel: Parcel, error: Exception) -> None:
        permanent, after = getattr(error, "permanent", False), getattr(error, "after", None)
        reason = type(error).__name__
        due = await self._threads.call(
            self._outbox.failed, parcel, reason, permanent=permanent, after=after
        )
        LOG.warning("%s: a reply was not delivered (%s)", parcel.channel, reason)
        metrics.delivered(parcel.channel, "retried" if due else "given_up")

    async def close(self, seconds: float = 10.0) -> None:
        """Let what has begun come to its end; the tables remember the rest."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
