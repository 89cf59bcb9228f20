"""The action servers: one kept connection, a shared secret, a time limit, and the next server when one is away."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Sequence
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from ..watch.metrics import stage

LOG = logging.getLogger(__name__)
SECRET = "X-Kyogi-Secret"
WITHIN = 8.0
"""Seconds for one call."""
TRIES_FOR = 8.0
"""Seconds during which a server that cannot be reached is asked again: it may just be starting."""
AWAY = (aiohttp.ClientConnectorError, aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)


class ActionServers(EndpointConfig):
    """urls: the servers' addresses, asked in turn. A turn may be run twice: it leaves the same record."""

    def __init__(self, urls: Sequence[str], secret: str) -> None:
        # The domain stays here: the actions do not read it, and Rasa would send all of it every time.
        super().__init__(urls[0], enable_selective_domain=True)
        self._urls, self._next = tuple(urls), itertools.count()
        self._headers = {SECRET: secret}
        self._session: aiohttp.ClientSession | None = None

    async def request(self, method: str = "post", **kwargs: Any) -> Any:
        """The answer to one call. Raises ClientResponseError, or what stands in the way."""
        until = asyncio.get_running_loop().time() + TRIES_FOR
        while True:
            try:
                with stage("action"):
                    return await self._ask(
                        self._urls[next(self._next) % len(self._urls)], kwargs["json"]
                    )
            except AWAY as error:
                if asyncio.get_running_loop().time() > until:
                    raise
                LOG.warning("an action server is away (%s)", type(error).__name__)
                await asyncio.sleep(0.2)

    async def _ask(self, url: str, call: Any) -> Any:
        if self._session is None:
            limit = aiohttp.ClientTimeout(total=WITHIN)
            self._session = aiohttp.ClientSession(
                # rasa_sdk's server hangs up after five idle seconds; who asks must be the first to give up.
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=2.0),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=self._headers,
                timeout=limit,
            )
        async with self._session.post(url, json=call) as response:
            if response.status >= 400:
                # Only the status: what an action says of its failure may hold what was typed.
                raise ClientResponseError(response.status, str(response.reason), "")
            return await response.json()

    async def close(self) -> None:
        """Give the connection back."""
        if self._session is not None:
            await self._session.close()
