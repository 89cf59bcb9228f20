"""How far direct messages were taken, kept at Mattermost itself: it outlives this process and its database."""

from __future__ import annotations

import logging
import time

from ..base import UndeliveredError
from ..wire import within
from .rest import Rest

LOG = logging.getLogger(__name__)
CATEGORY, NAME = "kyogi", "taken_until"
MARGIN = 60_000
"""Milliseconds before the mark that are looked at again: servers of a cluster do not speak in one order."""
SAVED_EVERY = 10.0


class Cursor:
    """Milliseconds since 1970, as posts have them. It is a preference of the bot's account."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._taken = 0
        self._saved = 0
        self._save_after = 0.0

    async def begin(self) -> int:
        """After which moment to look. A bot that never listened begins now. Raises UndeliveredError."""
        if not self._taken:
            self._taken = await self._kept() or int(time.time() * 1000)
        return self._taken - MARGIN

    def advance(self, moment: int) -> None:
        """A message of that moment is taken."""
        self._taken = max(self._taken, moment)

    async def save_at_times(self) -> None:
        """Save, but not at every message."""
        if time.monotonic() >= self._save_after:
            await self.save()

    async def save(self) -> None:
        """Without a saved mark messages are looked at again, not lost: a fault is only noted."""
        self._save_after = time.monotonic() + SAVED_EVERY
        if self._taken == self._saved:
            return
        try:
            bot = await self._rest.bot()
            mark = {"user_id": bot, "category": CATEGORY, "name": NAME, "value": str(self._taken)}
            await self._rest.put("/users/me/preferences", [mark])
            self._saved = self._taken
        except UndeliveredError as error:
            LOG.warning("Mattermost: the mark was not saved: %s", error)

    async def _kept(self) -> int:
        """What an earlier process saved, or 0. Raises UndeliveredError."""
        for preference in await self._rest.get("/users/me/preferences"):
            names = within(preference, "category"), within(preference, "name")
            value = within(preference, "value")
            if names == (CATEGORY, NAME) and isinstance(value, str) and value.isdecimal():
                return int(value)
        return 0
