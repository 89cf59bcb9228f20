"""What the vendor makes of a request."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from vendors.slack.payloads import NOW, SECRET, clicked, posted

from rasa_project.vendors.base import (
    Arrived,
    Environment,
    Incoming,
    Received,
    RefusedRequest,
    Vendor,
)
from rasa_project.vendors.slack import Slack

Json = dict[str, Any]
SETTINGS = {"KYOGI_SLACK_BOT_TOKEN": "xoxb-1", "KYOGI_SLACK_SIGNING_SECRET": SECRET}


def received(incoming: Incoming, now: float = NOW, **settings: str) -> Received:
    """What the vendor makes of a request at a time."""

    async def ask() -> Received:
        environment = Environment("KYOGI_SLACK_", {**SETTINGS, **settings})
        vendor: Vendor = Slack.from_environment(environment, lambda: now)
        try:
            return await vendor.receive(incoming)
        finally:
            await vendor.close()

    return asyncio.run(ask())


def one(payload: Json) -> Arrived:
    """The one thing that a payload brings."""
    incoming = clicked(payload) if payload["type"] == "block_actions" else posted(payload)
    (found,) = received(incoming).arrived
    return found


def status(incoming: Incoming, now: float = NOW, **settings: str) -> int:
    """How a request is refused."""
    with pytest.raises(RefusedRequest) as refused:
        received(incoming, now, **settings)
    return refused.value.status
