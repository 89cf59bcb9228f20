"""A reply sent to the stand-in, and what can be seen of it there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from vendors.slack.payloads import DIRECT, SECRET, TEAM, USER
from vendors.slack.stand_in import BOT_TOKEN, StandIn

from rasa_project.vendors.base import Address, Said
from rasa_project.vendors.slack import Slack
from rasa_project.vendors.slack.vendor import Account

Json = dict[str, Any]
HERE = {"team": TEAM, "user": USER, "channel": DIRECT}


def vendor(slack: StandIn) -> Slack:
    return Slack(Account(BOT_TOKEN, SECRET, None, slack.api))


async def deliver(ours: Slack, messages: Sequence[Said], address: Address, key: str) -> None:
    try:
        await ours.send(address, messages, key)
    finally:
        await ours.close()


def send(
    slack: StandIn, messages: Sequence[Said], address: Address = HERE, key: str = "k1"
) -> None:
    """One reply, by a process that has just started."""
    asyncio.run(deliver(vendor(slack), messages, address, key))


def choices(count: int, payload: str = "answer:fact={}") -> list[Json]:
    return [{"label": f"選択肢 {n}", "payload": payload.format(n)} for n in range(count)]


def elements(post: Json) -> list[Json]:
    """What can be pressed or picked."""
    blocks = [block for block in post["blocks"] if block["type"] == "actions"]
    return [one for block in blocks for one in block["elements"]]


def texts(post: Json) -> str:
    """Everything that its sections say."""
    sections = [block for block in post["blocks"] if block["type"] == "section"]
    shown = [
        part["text"] for s in sections for part in [s.get("text"), *s.get("fields", [])] if part
    ]
    return "\n".join(shown)
