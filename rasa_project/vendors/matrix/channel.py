"""Matrix as a channel: the homeserver pushes what happens in the bot's rooms, replies go back to them.

Nothing is kept here. What a typed number means is read back from the room itself, where the bot's message
before it still says which choices were shown; so a number answers what its writer saw, whichever process gets it.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from ...core.errors import KyogiError
from ..base import (
    Address,
    Arrived,
    Environment,
    Incoming,
    Received,
    RefusedRequest,
    Said,
    Take,
    UndeliveredError,
)
from .content import CHOICES, contents
from .events import NAME, Bot, Did, chosen, number_of
from .homeserver import Homeserver

LOG = logging.getLogger(__name__)
SERVICE = "kyogi-navi"
"""The application service's id in its registration."""
PREFIX = "_matrix/app/v1/"
NOT_FOUND = Received(status=404, body=b'{"errcode":"M_NOT_FOUND"}')
UNRECOGNIZED = Received(status=404, body=b'{"errcode":"M_UNRECOGNIZED"}')
UNREADABLE = {
    "encrypted": "この部屋は暗号化されているので、協議ナビには読めません。暗号化しない部屋を作って、もう一度招待してください。",
    "other": "協議ナビは、文だけを読めます。番号か文で書いてください。",
}
_LOCALPART = re.compile(r"[a-z0-9._=/+-]{1,100}")


class Matrix:
    """The bot's user on one homeserver."""

    name = "matrix"

    def __init__(self, bot: Bot, homeserver: Homeserver, hs_token: str) -> None:
        self.bot, self.homeserver = bot, homeserver
        self._expected = f"Bearer {hs_token}".encode()

    async def receive(self, incoming: Incoming) -> Received:
        """Answer the homeserver, which alone knows the token; a transaction is taken as a whole or not at all."""
        self._check(incoming.headers)
        path = incoming.path.strip("/").removeprefix(PREFIX)
        kind, _, name = path.partition("/")
        if (incoming.method, kind) == ("PUT", "transactions"):
            return Received(await self._transaction(incoming.body))
        if (incoming.method, path) == ("POST", "ping"):
            return Received()
        if (incoming.method, kind) == ("GET", "users"):
            return Received() if unquote(name) == self.bot.user else NOT_FOUND
        return NOT_FOUND if (incoming.method, kind) == ("GET", "rooms") else UNRECOGNIZED

    async def send(self, address: Address, messages: Sequence[Said], key: str) -> None:
        """Say a reply in its room; a part that has arrived is not said twice."""
        parts = [part for said in messages for part in contents(said, address["user"])]
        for number, part in enumerate(parts):
            await self.homeserver.say(address["room"], f"{key}.{number}", part)

    async def listen(self, take: Take) -> None:
        """Make the bot's user, and ask for what has waited; a homeserver that is away now calls later."""
        try:
            await self.homeserver.register(self.bot.localpart, NAME)
            await self.homeserver.wake(SERVICE)
        except UndeliveredError as error:
            LOG.warning("matrix: not greeted: %s", error)

    async def close(self) -> None:
        await self.homeserver.close()

    def _check(self, headers: Mapping[str, str]) -> None:
        said = headers.get("authorization", "")
        if not said:
            raise RefusedRequest("no hs_token", 401)
        if not hmac.compare_digest(said.encode("utf-8", "replace"), self._expected):
            raise RefusedRequest("a wrong hs_token", 403)

    async def _transaction(self, body: bytes) -> tuple[Arrived, ...]:
        """What a transaction brings: each room's in order, for a room is entered before it is heard."""
        rooms: dict[str, list[Did]] = {}
        for event in events_of(body):
            if did := self.bot.did(event):
                rooms.setdefault(did.room, []).append(did)
        found = await asyncio.gather(*map(self._of_room, rooms.values()))
        return tuple(one for room in found for one in room)

    async def _of_room(self, done: Sequence[Did]) -> list[Arrived]:
        return [one for did in done if (one := await self._arrived(did))]

    async def _arrived(self, did: Did) -> Arrived | None:
        """What it brings. Raises RefusedRequest(503) where only a later try can tell."""
        try:
            return await self._taken(did)
        except UndeliveredError as error:
            # An event that stays impossible would stop all that come after it, so it is let go.
            if not error.permanent:
                raise RefusedRequest(f"matrix: {error}", 503) from error
            LOG.warning("matrix: an event was dropped: %s", error)
            return None

    async def _taken(self, did: Did) -> Arrived | None:
        if did.kind == "invited":
            await self.homeserver.join(did.room)
            return arrived(did)
        if not (did.named or await self._alone_with(did)):
            return None
        if did.kind in UNREADABLE:
            said = {"text": UNREADABLE[did.kind]}
            await self.send(address_of(did), [said], f"unreadable.{did.event}")
            return None
        return await self._chosen(did) or arrived(did, text=did.text)

    async def _alone_with(self, did: Did) -> bool:
        """Whether the room has no one but the writer and the bot."""
        return await self.homeserver.members(did.room) <= {did.sender, self.bot.user}

    async def _chosen(self, did: Did) -> Arrived | None:
        """A typed number as the choice that had it when it was typed."""
        number = number_of(did.text)
        if number is None:
            return None
        said = await self.homeserver.said_before(did.room, did.about, self.bot.user)
        choice = chosen(said, did.sender, number, CHOICES)
        return arrived(did, choice=choice[0], shown=choice[1]) if choice else None


def events_of(body: bytes) -> list[Mapping[str, Any]]:
    """The events of a transaction. Raises RefusedRequest where it is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusedRequest("a transaction that is no JSON", 400) from error
    events = found.get("events") if isinstance(found, dict) else None
    if not isinstance(events, list):
        raise RefusedRequest("a transaction without events", 400)
    return [event for event in events if isinstance(event, dict)]


def address_of(did: Did) -> Address:
    """Where a reply to it goes."""
    return {"room": did.room, "user": did.sender}


def arrived(
    did: Did, *, text: str | None = None, choice: str | None = None, shown: str = ""
) -> Arrived:
    """It in the product's terms."""
    sender = f"{did.sender} {did.room}"
    return Arrived(did.event, sender, address_of(did), text, choice, shown)


def from_environment(environment: Environment) -> Matrix:
    """The channel as KYOGI_MATRIX_… say. Raises KyogiError naming what is missing or wrong."""
    address, server = environment.need("HOMESERVER"), environment.need("SERVER_NAME")
    localpart = environment.get("USER", "kyogi")
    if not address.startswith(("http://", "https://")):
        raise KyogiError(f"{environment.prefix}HOMESERVER は https:// から書いてください。")
    if not _LOCALPART.fullmatch(localpart):
        raise KyogiError(
            f"{environment.prefix}USER は英小文字と数字（と . _ = / + -）で書いてください。"
        )
    homeserver = Homeserver(address, environment.secret("AS_TOKEN"))
    return Matrix(Bot(localpart, server), homeserver, environment.secret("HS_TOKEN"))
