"""What the server says on its WebSocket."""

from __future__ import annotations

import json
from collections.abc import AsyncIterable
from typing import Any

from ..wire import within

Frame = dict[str, Any]


class GapError(Exception):
    """Something that the server has sent did not reach us, or it does not know us."""


def frame_of(said: str | bytes) -> Frame:
    """One frame; {} for what is none."""
    try:
        found = json.loads(said)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


async def hello(frames: AsyncIterable[str | bytes]) -> int:
    """Wait until the server counts us in; the number of the next event. Raises GapError."""
    async for said in frames:
        frame = frame_of(said)
        if frame.get("event") == "hello":
            return next_number(frame, None)
        if frame.get("status") == "FAIL":
            break
    raise GapError("not admitted: is the bot's token right?")


def next_number(frame: Frame, expected: int | None) -> int:
    """The number of the event after this one; replies have none. Raises GapError where some are missing."""
    number = frame.get("seq")
    if not frame.get("event") or not isinstance(number, int):
        return expected or 0
    if expected is not None and number != expected:
        raise GapError(f"event {number} came for {expected}")
    return number + 1


def direct_post(frame: Frame) -> Any:
    """The post of a `posted` event in a direct channel, else None."""
    data = frame.get("data")
    post = within(data, "post")
    if frame.get("event") != "posted" or within(data, "channel_type") != "D":
        return None
    return frame_of(post) if isinstance(post, str) else None
