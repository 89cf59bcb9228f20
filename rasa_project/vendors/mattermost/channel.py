"""The channel: buttons, webhooks and commands come as requests, direct messages through a WebSocket."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..base import Address, Environment, Incoming, Received, Said, Take
from ..progress import Progress
from ..wire import posted
from .listener import Listener
from .place import Place, Pressed
from .posts import posts
from .requests import click, command, webhook
from .rest import Rest
from .settings import Settings, read_settings

CLICK, WEBHOOK, COMMAND = "actions", "webhook", "command"


class Mattermost:
    """Nothing is asked of the server before it is needed: the bot starts without it."""

    name = "mattermost"

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._rest = Rest(settings.url, settings.bot_token)
        self._progress = Progress()

    @classmethod
    def from_environment(cls, environment: Environment) -> Mattermost:
        """Raises KyogiError naming a setting that is missing or wrong."""
        return cls(read_settings(environment))

    async def receive(self, incoming: Incoming) -> Received:
        """One request. Raises RefusedRequest."""
        path = posted(incoming, CLICK, WEBHOOK, COMMAND)
        if path == CLICK:
            return await click(incoming, self.settings, self._rest)
        return (webhook if path == WEBHOOK else command)(incoming, self.settings)

    async def send(self, address: Address, messages: Sequence[Said], key: str) -> None:
        """Post a reply as the bot; the same post again within Mattermost's memory (30 seconds) is one."""
        place = await self._found(Place(**address))
        root = await self._rest.thread(place.post) if place.post else ""
        bot = await self._rest.bot()

        def carried(choice: str, shown: str) -> Mapping[str, Any]:
            pressed = Pressed(place.user, place.channel, place.direct, choice, shown)
            return pressed.context(self.settings.keys)

        async def post(number: int, one: Mapping[str, Any]) -> None:
            name = hashlib.sha256(f"{key}|{number}".encode()).hexdigest()[:26]
            where = {"channel_id": place.channel, "root_id": root}
            await self._rest.post("/posts", {**where, **one, "pending_post_id": f"{bot}:{name}"})

        said = [one for m in messages for one in posts(m, self.settings.callback, carried)]
        await self._progress.deliver(key, said, post)

    async def listen(self, take: Take) -> None:
        """Take direct messages, for ever."""
        await Listener(self.settings, self._rest).run(take)

    async def close(self) -> None:
        await self._rest.close()

    async def _found(self, place: Place) -> Place:
        """The place with its channel; a command names none where the bot may write."""
        if place.channel:
            return place
        return replace(place, channel=await self._rest.direct_channel(place.user))
