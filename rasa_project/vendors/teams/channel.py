"""The channel: requests of the Bot Framework in, replies out through its connector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import httpx

from ..base import Address, Environment, Incoming, Received, Said, Take, UndeliveredError
from ..progress import Progress
from ..wire import LONGEST_CALL, accepted, any_answer_to, json_object, posted
from .activity import arrived
from .cards import activities
from .check import check, vouched
from .keys import SigningKeys
from .settings import Settings, read_settings
from .token import OwnToken

UNAUTHORIZED = 401


class Teams:
    """Nothing is fetched before the first request or reply needs it: the bot starts without the internet."""

    name = "teams"

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._client = httpx.AsyncClient(timeout=LONGEST_CALL)
        self._keys = SigningKeys(self._client, settings.openid)
        self._token = OwnToken(self._client, settings)
        self._progress = Progress()

    @classmethod
    def from_environment(cls, environment: Environment) -> Teams:
        """Raises KyogiError naming a setting that is missing or wrong."""
        return cls(read_settings(environment))

    async def receive(self, incoming: Incoming) -> Received:
        """One activity. Raises RefusedRequest."""
        posted(incoming, "")
        token = await vouched(incoming.headers, self.settings, self._keys)
        activity = json_object(incoming.body)
        check(activity, token, self.settings)
        return Received(arrived(activity))

    async def send(self, address: Address, messages: Sequence[Said], key: str) -> None:
        """Post a reply. Teams knows no key: only a fault between its taking and our knowing posts twice."""
        target = self._target(address)
        common = {
            "from": {"id": address["bot"]},
            "conversation": {"id": address["conversation"]},
        }

        async def post(_: int, activity: Mapping[str, Any]) -> None:
            await self._post(target, {**common, **activity})

        parts = [activity for message in messages for activity in activities(message)]
        await self._progress.deliver(key, parts, post)

    async def listen(self, take: Take) -> None:
        """Teams calls us."""

    async def close(self) -> None:
        await self._client.aclose()

    def _target(self, address: Address) -> str:
        """Where the activities of a conversation are posted. Raises UndeliveredError."""
        base = str(address["service_url"])
        if not self.settings.admits(base):
            raise UndeliveredError("a serviceUrl of nobody we know", permanent=True)
        conversation = quote(str(address["conversation"]), safe="")
        return f"{base.rstrip('/')}/v3/conversations/{conversation}/activities"

    async def _post(self, target: str, activity: Mapping[str, Any]) -> None:
        """Post one activity; a token that is refused is renewed once. Raises UndeliveredError."""
        token = await self._token.get()
        response = await self._sent(target, activity, token)
        if response.status_code == UNAUTHORIZED:
            self._token.forget(token)
            response = await self._sent(target, activity, await self._token.get())
        accepted(response)

    async def _sent(self, target: str, activity: Mapping[str, Any], token: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return await any_answer_to(self._client.post(target, json=activity, headers=headers))
