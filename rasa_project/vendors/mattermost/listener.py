"""Direct messages: as they are posted, and after a gap those that were posted meanwhile."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections import OrderedDict
from typing import Any

from websockets.legacy.client import WebSocketClientProtocol, connect

from ..base import Take, UndeliveredError
from ..wire import LONGEST_CALL, in_time, within
from .cursor import Cursor
from .direct import arrived, created
from .frames import GapError, direct_post, frame_of, hello, next_number
from .rest import ID, Rest
from .settings import Settings

LOG = logging.getLogger(__name__)
PAUSE = 1.0
"""Seconds before the first attempt to connect again; each further one waits twice as long."""
LONGEST_PAUSE = 60.0
MOST_DOUBLINGS = 6
LARGEST_FRAME = 4 * 1024 * 1024
QUEUED_FRAMES = 1024
"""The server tells of everything in the bot's teams; it gives up on who does not keep up."""
REMEMBERED = 5_000


class Listener:
    """One process's ear. Several may listen: what two of them take has the same event id."""

    def __init__(self, settings: Settings, rest: Rest) -> None:
        self._settings, self._rest = settings, rest
        self._cursor = Cursor(rest)
        self._taken: OrderedDict[str, None] = OrderedDict()
        self._failures = 0

    async def run(self, take: Take) -> None:
        """Stay connected, for ever. Whatever goes wrong, what was missed is fetched after the next connection."""
        while True:
            try:
                await self._connected(take)
            except Exception as error:
                # `take` may raise anything: then the message is not stored, and is fetched again.
                LOG.warning("Mattermost: connecting again after %s", reason(error))
            pause = min(PAUSE * 2**self._failures, LONGEST_PAUSE)
            self._failures = min(self._failures + 1, MOST_DOUBLINGS)
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))

    async def _connected(self, take: Take) -> None:
        """One connection. It is open before what came earlier is fetched, so that nothing falls between."""
        bot = await self._rest.bot()
        socket = await in_time(self._opened(), LONGEST_CALL)
        try:
            challenge = {"token": self._settings.bot_token}
            asked = {"seq": 1, "action": "authentication_challenge", "data": challenge}
            await socket.send(json.dumps(asked))
            expected = await in_time(hello(socket), LONGEST_CALL)
            await self._missed(bot, take)
            self._failures = 0
            async for said in socket:
                frame = frame_of(said)
                expected = next_number(frame, expected)
                await self._taken_once(direct_post(frame), bot, take)
                await self._cursor.save_at_times()
        finally:
            await socket.close()

    async def _opened(self) -> WebSocketClientProtocol:
        return await connect(
            f"ws{self._settings.url.removeprefix('http')}/api/v4/websocket",
            open_timeout=None,  # ours, see `in_time`
            max_size=LARGEST_FRAME,
            max_queue=QUEUED_FRAMES,
        )

    async def _missed(self, bot: str, take: Take) -> None:
        """Take what was posted in direct channels since the last message that was taken."""
        since = await self._cursor.begin()
        for channel in await self._rest.get("/users/me/channels"):
            last, name = within(channel, "last_post_at"), str(within(channel, "id"))
            new = isinstance(last, int) and last > since
            if new and within(channel, "type") == "D" and ID.fullmatch(name):
                for post in await self._posted(name, since):
                    await self._taken_once(post, bot, take)
        await self._cursor.save()

    async def _posted(self, channel: str, since: int) -> list[Any]:
        """Posts of a channel, oldest first."""
        found = await self._rest.get(f"/channels/{channel}/posts", {"since": str(since)})
        listed = within(found, "posts")
        posts = list(listed.values()) if isinstance(listed, dict) else []
        new = [post for post in posts if created(post) > since]  # `since` finds edited ones too
        return sorted(new, key=created)

    async def _taken_once(self, post: Any, bot: str, take: Take) -> None:
        """Hand over a person's message; what this process has handed over is not handed over again."""
        event = arrived(post, bot)
        if event is None or event.event in self._taken:
            return
        await take(event)
        self._taken[event.event] = None
        if len(self._taken) > REMEMBERED:
            self._taken.popitem(last=False)
        self._cursor.advance(created(post))


def reason(error: Exception) -> str:
    """An error for the log; one that is not ours may quote the message, and keeps that to itself."""
    ours = isinstance(error, (GapError, UndeliveredError))
    return f"{type(error).__name__}: {error}" if ours else type(error).__name__
