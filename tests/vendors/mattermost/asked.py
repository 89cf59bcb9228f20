"""Requests as a Mattermost server makes them, and what the bot makes of them."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from vendors import said
from vendors.mattermost.names import (
    CHANNEL,
    COMMAND,
    HOOK,
    TANAKA,
    buttons,
    direct,
)
from vendors.mattermost.server import Server

from rasa_project.vendors.base import Incoming, Received, RefusedRequest
from rasa_project.vendors.mattermost.place import Place

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def received(server: Server, path: str, body: Any, kind: str = JSON) -> Received:
    """What the bot makes of a request."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode() if kind == JSON else urlencode(body).encode()

    async def inside() -> Received:
        mattermost = server.mattermost()
        try:
            return await mattermost.receive(
                Incoming("POST", path, {}, {"content-type": kind}, body)
            )
        finally:
            await mattermost.close()

    return asyncio.run(inside())


def refused(server: Server, path: str, body: Any, kind: str = JSON) -> int:
    with pytest.raises(RefusedRequest) as error:
        received(server, path, body, kind)
    return error.value.status


def asked(server: Server, place: Place) -> dict[str, Any]:
    """A post of the bot with buttons."""

    async def inside() -> None:
        mattermost = server.mattermost()
        await mattermost.send(place.address(), [said.question(3)], "key")
        await mattermost.close()

    asyncio.run(inside())
    return server.replies()[-1]


def click(post: dict[str, Any], number: int = 0, **changed: Any) -> dict[str, Any]:
    """Pressing a button, as the server sends it on."""
    return {
        "user_id": TANAKA,
        "user_name": "tanaka",
        "channel_id": post["channel_id"],
        "channel_name": "x",
        "team_id": "",
        "team_domain": "",
        "post_id": post["id"],
        "trigger_id": "dHJpZ2dlcg==",
        "type": "button",
        "data_source": "",
        "context": buttons(post)[number]["integration"]["context"],
        **changed,
    }


ALONE = Place(TANAKA, direct(TANAKA))


def hook(**changed: Any) -> dict[str, Any]:
    """An outgoing webhook's payload."""
    return {
        "token": HOOK,
        "team_id": "e" * 26,
        "team_domain": "city",
        "channel_id": CHANNEL,
        "channel_name": "town-square",
        "timestamp": 1_700_000_000_000,
        "user_id": TANAKA,
        "user_name": "tanaka",
        "post_id": "p" * 26,
        "text": "協議ナビ SaaSを使いたい",
        "trigger_word": "協議ナビ",
        "file_ids": "",
        **changed,
    }


def slash(**changed: Any) -> dict[str, Any]:
    """A slash command's payload."""
    return {
        "channel_id": CHANNEL,
        "channel_name": "town-square",
        "command": "/kyogi",
        "response_url": "http://127.0.0.1/hooks/commands/x",
        "team_domain": "city",
        "team_id": "e" * 26,
        "text": "SaaSを使いたい",
        "token": COMMAND,
        "trigger_id": "a" * 300,
        "user_id": TANAKA,
        "user_name": "tanaka",
        **changed,
    }
