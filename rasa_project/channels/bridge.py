"""From a vendor's requests to events, and from replies to what a vendor may show."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from ..delivery.couriers import Couriers
from ..delivery.event import Event, Said, bot_says
from ..delivery.keys import Keys
from ..store.errors import StoreError
from ..store.masking import mask
from ..text import clean
from ..vendors.base import Arrived, Incoming, Received, RefusedRequest, Take, Vendor
from ..watch import metrics
from .door import Door
from .inbound import OPEN, RefusedError, pressed, typed
from .responses import answer

LOG = logging.getLogger(__name__)
CHOSEN = "（選択）"


def vendor_routes(vendor: Vendor, door: Door) -> Blueprint:
    """The addresses that a vendor calls, below /kyogi/channels/."""
    routes = Blueprint(vendor.name, url_prefix=f"/kyogi/channels/{vendor.name}")

    async def receive(request: Request, path: str = "") -> HTTPResponse:
        return await received(vendor, door, request, path)

    methods = ["GET", "POST", "PUT"]
    routes.add_route(receive, "/", methods=methods, name="root", strict_slashes=False)
    routes.add_route(receive, "/<path:path>", methods=methods, name="below")
    return routes


async def received(vendor: Vendor, door: Door, request: Request, path: str) -> HTTPResponse:
    """Take what a request brings; it is acknowledged only when it is stored."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    query = {name: values[0] for name, values in request.args.items()}
    incoming = Incoming(request.method, path, query, headers, request.body)
    try:
        found = await vendor.receive(incoming)
    except RefusedRequest as refused:
        LOG.warning("%s: a request was refused: %s", vendor.name, refused)
        metrics.refused(vendor.name, "signature" if refused.status in (401, 403) else "body")
        return answer({"error": "refused"}, refused.status)
    return await stored(vendor.name, door.couriers, door.keys, found)


async def stored(name: str, couriers: Couriers, keys: Keys, found: Received) -> HTTPResponse:
    """Store what a request brought, and acknowledge it. Raises StoreError where the vendor will try again."""
    try:
        for arrived in found.arrived:
            await take(name, couriers, keys, arrived)
    except StoreError as error:
        if found.sorry is None:
            raise
        LOG.error("%s: an event could not be stored: %s", name, type(error).__name__)
        metrics.refused(name, "unavailable")
        return raw(found.sorry(str(error)), content_type=found.content_type)
    return raw(found.body, status=found.status, content_type=found.content_type)


def taker(name: str, couriers: Couriers, keys: Keys) -> Take:
    """For a vendor that is asked for events."""

    async def of(arrived: Arrived) -> None:
        await take(name, couriers, keys, arrived)

    return of


async def take(name: str, couriers: Couriers, keys: Keys, arrived: Arrived) -> None:
    """Store one event; what cannot be taken is answered with a sentence. Raises StoreError."""
    conversation = conversation_of(name, arrived.sender)
    try:
        text, shown = meaning(arrived, keys, conversation)
    except RefusedError as refused:
        event = Event(name, arrived.event, conversation, "", None, arrived.address)
        await couriers.reply(event, (bot_says(str(refused)),))
        return
    await couriers.take(Event(name, arrived.event, conversation, text, shown, arrived.address))


def meaning(arrived: Arrived, keys: Keys, conversation: str) -> tuple[str, str | None]:
    """The text for Rasa, and what the person said. Raises RefusedError."""
    if arrived.choice is not None:
        shown = typed(arrived.shown or CHOSEN)
        return pressed(keys.unseal(conversation, arrived.choice)), shown
    if arrived.text is None:
        return OPEN, None
    return typed(arrived.text), mask(clean(arrived.text))


def conversation_of(name: str, sender: str) -> str:
    """The conversation of a vendor's person, 32 hexadecimal digits; the vendor's own ids stay outside."""
    said = f"{name}\n{sender}".encode("utf-8", "replace")
    return hashlib.sha256(said).hexdigest()[:32]


def prepared(
    keys: Keys, public: str | None, conversation: str, messages: tuple[Said, ...]
) -> tuple[Said, ...]:
    """Messages fit to leave the house: choices sealed, papers as links that open for this conversation."""
    return tuple(
        with_links(keys.sealed(conversation, one), keys, public, conversation) for one in messages
    )


def with_links(said: Said, keys: Keys, public: str | None, conversation: str) -> dict[str, Any]:
    """A result's papers with whole addresses; without an address to offer, there are none."""
    filed = (said.get("custom") or {}).get("filed")
    if not isinstance(filed, Mapping):
        return dict(said)
    papers = [
        {**paper, "href": f"{public}/kyogi/{paper['href']}?for={keys.link(conversation)}"}
        for paper in filed.get("papers", ())
        if public
    ]
    return {**said, "custom": {**said["custom"], "filed": {**filed, "papers": papers}}}
