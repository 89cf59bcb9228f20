"""A process that listens for direct messages, and what it hears."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from vendors.mattermost.names import TOKEN
from vendors.mattermost.server import Server

from rasa_project.vendors.base import Arrived

Use = Callable[["Ear"], Awaitable[None]]


class Ear:
    """A listening process, and what it has taken."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.taken: list[Arrived] = []
        self.failing = 0

    async def take(self, event: Arrived) -> None:
        if self.failing:
            self.failing -= 1
            raise RuntimeError("the database is away")
        self.taken.append(event)

    @property
    def texts(self) -> list[str | None]:
        return [event.text for event in self.taken]

    async def until(self, *texts: str) -> None:
        """Wait until exactly these are taken, in this order."""
        await wait_for(lambda: self.texts == list(texts), lambda: self.texts)

    async def connected(self, times: int = 1) -> None:
        """Wait until the process listens: it has been counted in, and has saved its mark."""
        server = self.server
        await wait_for(
            lambda: bool(server.sockets and server.preferences) and server.connections >= times,
            lambda: server.connections,
        )


async def wait_for(right: Callable[[], bool], found: Callable[[], Any]) -> None:
    for _ in range(500):
        if right():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(found())


def listening(server: Server, use: Use, token: str = TOKEN) -> None:
    """Let one process listen while something happens."""

    async def inside() -> None:
        ear, mattermost = Ear(server), server.mattermost(token)
        task = asyncio.create_task(mattermost.listen(ear.take))
        try:
            await use(ear)
            assert not task.done()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await mattermost.close()
        await wait_for(lambda: not server.sockets, lambda: server.sockets)

    asyncio.run(inside())


async def said(server: Server, *args: Any, **more: Any) -> str:
    """The stand-in runs in another thread: wait for it without stopping the listener."""
    return await asyncio.to_thread(server.say, *args, **more)
