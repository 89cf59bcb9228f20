"""A post in a direct channel, read with care."""

from __future__ import annotations

from typing import Any

from ..base import Arrived
from ..wire import text_in, within
from .place import Place, props
from .rest import ID

OF_MACHINES = ("from_bot", "from_webhook", "from_plugin")


def arrived(post: Any, bot: str) -> Arrived | None:
    """What a person wrote; None for the bot's own posts, other machines', and what has no text."""
    ids = {name: within(post, name) for name in ("id", "user_id", "channel_id")}
    if not all(isinstance(one, str) and ID.fullmatch(one) for one in ids.values()):
        return None
    theirs = ids["user_id"] != bot and not any(props(post).get(name) for name in OF_MACHINES)
    text = text_in(post, "message")
    if not theirs or not text or post.get("type") or post.get("delete_at"):
        return None
    place = Place(ids["user_id"], ids["channel_id"])
    return Arrived(ids["id"], place.sender, place.address(), text)


def created(post: Any) -> int:
    """When it was posted, in milliseconds since 1970."""
    moment = within(post, "create_at")
    return moment if isinstance(moment, int) else 0
