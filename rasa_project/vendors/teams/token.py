"""The bot's own token, from its tenant's authority."""

from __future__ import annotations

import asyncio
import time

import httpx

from ..base import UndeliveredError
from ..wire import answer_to, object_of
from .settings import Settings

EARLY = 300.0
"""Seconds before its end at which a token is renewed."""


class OwnToken:
    """Kept until shortly before it ends."""

    def __init__(self, client: httpx.AsyncClient, settings: Settings) -> None:
        self._client, self._settings = client, settings
        self._token = ""
        self._until = 0.0
        self._lock = asyncio.Lock()

    async def get(self) -> str:
        """Raises UndeliveredError."""
        async with self._lock:
            if time.monotonic() >= self._until:
                await self._renew()
            return self._token

    def forget(self, token: str) -> None:
        """A token that was refused, unless another has taken its place already."""
        if token == self._token:
            self._until = 0.0

    async def _renew(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.app,
            "client_secret": self._settings.secret,
            "scope": self._settings.scope,
        }
        try:
            address = self._settings.token_address
            answer = object_of(await answer_to(self._client.post(address, data=form)))
        except UndeliveredError as error:
            # Never for good: a secret that has run out is replaced, and what waits is sent then.
            raise UndeliveredError(f"no token, authority {error}", after=error.after) from error
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token.isascii() or not isinstance(seconds, int):
            raise UndeliveredError("the authority answered no token")
        self._token = token
        self._until = time.monotonic() + max(seconds - EARLY, seconds / 2)
