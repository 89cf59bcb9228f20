"""The keys that Microsoft signs its requests with, fetched when they are first needed."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Any

import httpx
import jwt

from ..base import RefusedRequest, UndeliveredError
from ..wire import answer_to, object_of, private, within

LOG = logging.getLogger(__name__)
DAY = 24 * 3600.0
AGAIN = 60.0
"""Seconds before the keys are fetched once more, however many unknown keys are named meanwhile."""
AFTER_FAULT = 5.0


@dataclass(frozen=True)
class SigningKey:
    """A public key, and the channels it may speak for."""

    public: jwt.PyJWK
    endorsements: frozenset[str]


class SigningKeys:
    """Kept for a day; an unknown key's name fetches them at once."""

    def __init__(self, client: httpx.AsyncClient, openid: str) -> None:
        self._client, self._openid = client, openid
        self._keys: dict[str, SigningKey] = {}
        self._fetched = 0.0
        self._not_before = 0.0
        self._lock = asyncio.Lock()

    async def key(self, name: str) -> SigningKey | None:
        """The key of that name. Raises RefusedRequest (503) where Microsoft's keys are out of reach."""
        if self._wanting(name):
            async with self._lock:
                if self._wanting(name):  # unless whoever had the lock has fetched them
                    await self._fetch()
        if not self._keys:
            raise RefusedRequest("Microsoft's keys are out of reach", 503)
        return self._keys.get(name)

    def _wanting(self, name: str) -> bool:
        now = time.monotonic()
        old = name not in self._keys or now > self._fetched + DAY
        return old and now >= self._not_before

    async def _fetch(self) -> None:
        self._not_before = time.monotonic() + AFTER_FAULT
        try:
            address = (await self._object(self._openid)).get("jwks_uri")
            if not isinstance(address, str) or not private(address):
                raise UndeliveredError("no address of keys")
            found = signing_keys((await self._object(address)).get("keys"))
        except UndeliveredError as error:
            LOG.warning("Microsoft's keys were not fetched: %s", error)
            return
        if found:  # an empty answer is a fault, not a wish to refuse everybody
            self._keys, self._fetched = found, time.monotonic()
            self._not_before = self._fetched + AGAIN

    async def _object(self, address: str) -> dict[str, Any]:
        return object_of(await answer_to(self._client.get(address)))


def signing_keys(listed: object) -> dict[str, SigningKey]:
    """The RSA keys of a JSON Web Key Set, by name."""
    found = {}
    for one in listed if isinstance(listed, list) else ():
        name, endorsed = within(one, "kid"), within(one, "endorsements")
        if not isinstance(name, str) or within(one, "kty") != "RSA":
            continue
        channels = frozenset(str(each) for each in endorsed if each) if endorsed else frozenset()
        try:
            found[name] = SigningKey(jwt.PyJWK(one, algorithm="RS256"), channels)
        except jwt.PyJWTError:
            LOG.warning("one of Microsoft's keys cannot be read")
    return found
