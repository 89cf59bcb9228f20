"""The part of Mattermost's REST interface (version 4) that the bot uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import httpx

from ..base import UndeliveredError
from ..wire import LONGEST_CALL, answer_to, within

ID = re.compile(r"[a-z0-9]{26}")


class Rest:
    """Every call raises UndeliveredError."""

    def __init__(self, url: str, token: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=f"{url}/api/v4",
            headers={"Authorization": f"Bearer {token}"},
            timeout=LONGEST_CALL,
        )
        self._bot = ""

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        return json_of(await answer_to(self._client.get(path, params=params)))

    async def post(self, path: str, body: object) -> Any:
        return json_of(await answer_to(self._client.post(path, json=body)))

    async def put(self, path: str, body: object) -> None:
        await answer_to(self._client.put(path, json=body))

    async def bot(self) -> str:
        """The bot's own id."""
        if not self._bot:
            self._bot = id_in(await self.get("/users/me"), "id")
        return self._bot

    async def direct_channel(self, user: str) -> str:
        """The channel of bot and user, which is made where there is none yet."""
        return id_in(await self.post("/channels/direct", [await self.bot(), user]), "id")

    async def thread(self, post: str) -> str:
        """The first post of the thread that a post belongs to."""
        found = await self.get(f"/posts/{post}")
        return post if not within(found, "root_id") else id_in(found, "root_id")

    async def close(self) -> None:
        await self._client.aclose()


def json_of(response: httpx.Response) -> Any:
    try:
        return response.json()
    except (ValueError, RecursionError) as error:
        raise UndeliveredError("answered no JSON") from error


def id_in(found: object, name: str) -> str:
    """One of Mattermost's ids. Raises UndeliveredError."""
    said = within(found, name)
    if not isinstance(said, str) or not ID.fullmatch(said):
        raise UndeliveredError(f"answered no {name}")
    return said
