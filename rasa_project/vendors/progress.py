"""Replies of several parts, of which none is sent again that has arrived."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from .base import UndeliveredError

LONGEST_REPLY = 30.0
"""Seconds after which no further part of a reply is begun: whoever sends has a lease on it."""

Part = TypeVar("Part")


class Progress:
    """How far unfinished replies got, so that the next attempt of this process goes on where the last one ended."""

    def __init__(self, most: int = 1000) -> None:
        self._done: OrderedDict[str, int] = OrderedDict()
        self._most = most

    async def deliver(
        self, key: str, parts: Sequence[Part], post: Callable[[int, Part], Awaitable[None]]
    ) -> None:
        """Post what has not arrived yet, in order. Raises what `post` raises."""
        until = time.monotonic() + LONGEST_REPLY
        for place in range(self._done.get(key, 0), len(parts)):
            if time.monotonic() > until:
                raise UndeliveredError("a slow vendor", after=0)
            await post(place, parts[place])
            self._done[key] = place + 1
            if len(self._done) > self._most:
                self._done.popitem(last=False)
        self._done.pop(key, None)
