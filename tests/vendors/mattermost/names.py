"""Who is who on the stand-in of a Mattermost server, and how its posts are read."""

from __future__ import annotations

import time
from typing import Any

TOKEN = "bottokenbottokenbottokenbo"
HOOK, COMMAND = "hooktokenhooktokenhooktok1", "commandtokencommandtokenco"
KEY, OLD_KEY = "k" * 32, "o" * 32
CALLBACK = "https://kyogi.example/kyogi/channels/mattermost"
BOT, TANAKA, SATO = ("b" * 26, "t" * 26, "s" * 26)
CHANNEL = "c" * 26
LONGEST_POST, LONGEST_PROPS = 16_383, 800_000


def now() -> int:
    return int(time.time() * 1000)


def direct(user: str) -> str:
    """The channel of bot and user."""
    return f"d{user[1:]}"


def attachments(post: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = post["props"].get("attachments", [])
    return found


def buttons(post: dict[str, Any]) -> list[dict[str, Any]]:
    return [action for one in attachments(post) for action in one.get("actions", [])]
