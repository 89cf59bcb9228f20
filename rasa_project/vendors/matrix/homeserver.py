"""What the bot asks of its homeserver (client-server API v3), each call with a time limit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from ..base import UndeliveredError

SECONDS = httpx.Timeout(10, connect=5)
BEFORE = 20
"""Messages of the bot that are looked through for the choices that somebody saw."""
OPERATORS = frozenset(
    {
        "M_UNKNOWN_TOKEN",
        "M_MISSING_TOKEN",
        "M_UNRECOGNIZED",
        "M_LIMIT_EXCEEDED",
        "M_RESOURCE_LIMIT_EXCEEDED",
        "M_CONSENT_NOT_GIVEN",
    }
)
"""Refusals that pass or that an operator puts right; any other refusal stays one."""

Content = Mapping[str, Any]


class Homeserver:
    """The homeserver at an address, spoken to as the application service. Raises UndeliveredError."""

    def __init__(self, address: str, token: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=f"{address.rstrip('/')}/_matrix/client/",
            headers={"Authorization": f"Bearer {token}"},
            timeout=SECONDS,
        )

    async def register(self, localpart: str, name: str) -> None:
        """Make the bot's user, who may be there already, and give it its name."""
        user = {"type": "m.login.application_service", "username": localpart, "inhibit_login": True}
        try:
            await self._call("POST", "v3/register", user)
        except UndeliveredError as error:
            if not error.permanent:
                raise
        who = await self._call("GET", "v3/account/whoami")
        path = f"v3/profile/{quote(str(who.get('user_id')), safe='')}/displayname"
        await self._call("PUT", path, {"displayname": name})

    async def wake(self, service: str) -> None:
        """Let the homeserver see that the bot answers: what waits for it comes now, not minutes later."""
        await self._call("POST", f"v1/appservice/{quote(service, safe='')}/ping", {})

    async def join(self, room: str) -> None:
        """Enter a room the bot is invited to; once more does no harm."""
        await self._call("POST", f"{of_room(room)}/join", {})

    async def members(self, room: str) -> frozenset[str]:
        """Who is in a room, the bot included."""
        joined = (await self._call("GET", f"{of_room(room)}/joined_members")).get("joined")
        return frozenset(joined if isinstance(joined, dict) else ())

    async def said_before(self, room: str, event: str, bot: str) -> list[dict[str, Any]]:
        """The bot's messages before an event, the latest first."""
        own = json.dumps({"senders": [bot], "types": ["m.room.message"]})
        path = f"{of_room(room)}/context/{quote(event, safe='')}"
        # Servers give half of the limit to what came after the event.
        found = await self._call("GET", path, params={"limit": str(2 * BEFORE), "filter": own})
        before = found.get("events_before")
        return [one for one in before or () if isinstance(one, dict) and one.get("sender") == bot]

    async def say(self, room: str, transaction: str, content: Content) -> None:
        """Send a message; the same transaction again sends nothing."""
        path = f"{of_room(room)}/send/m.room.message/{quote(transaction, safe='')}"
        await self._call("PUT", path, content)

    async def close(self) -> None:
        await self._client.aclose()

    async def _call(
        self,
        method: str,
        path: str,
        content: Content | None = None,
        params: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        body = None if content is None else encoded(content)
        try:
            response = await self._client.request(method, path, content=body, params=params)
        except httpx.HTTPError as error:
            raise UndeliveredError(f"the homeserver was not reached: {error!r}") from error
        answer = json_of(response)
        if not response.is_success or answer is None:
            raise refusal(response, answer or {})
        return answer


def of_room(room: str) -> str:
    """A room's address."""
    return f"v3/rooms/{quote(room, safe='')}"


def encoded(content: Content) -> bytes:
    """A content as it is sent; its length is what homeservers measure."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def json_of(response: httpx.Response) -> dict[str, Any] | None:
    """The object of an answer; None for a page of a proxy in between."""
    try:
        found = response.json()
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def refusal(response: httpx.Response, answer: Mapping[str, Any]) -> UndeliveredError:
    """What a refusal means for the next try. Without a Matrix error code it says nothing for good."""
    code, status = str(answer.get("errcode", "")), response.status_code
    permanent = 400 <= status < 500 and code.startswith("M_") and code not in OPERATORS
    reason = f"the homeserver answered {status} {code}".rstrip()
    return UndeliveredError(reason, permanent=permanent, after=wait_of(response, answer))


def wait_of(response: httpx.Response, answer: Mapping[str, Any]) -> float | None:
    """The seconds that a homeserver asks us to wait: the header, or the older field."""
    header = response.headers.get("retry-after", "")
    if header.isascii() and header.isdigit():
        return float(header)
    milliseconds = answer.get("retry_after_ms")
    return max(0, milliseconds) / 1000 if isinstance(milliseconds, int) else None
