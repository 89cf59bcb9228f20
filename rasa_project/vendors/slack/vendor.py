"""Slack as one of the city's messaging services."""

from __future__ import annotations

import json
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs
from uuid import NAMESPACE_URL, uuid5

from ..base import (
    Address,
    Environment,
    Incoming,
    Received,
    RefusedRequest,
    Said,
    Take,
    UndeliveredError,
)
from .place import Payload, words
from .posts import Post, posts, settled
from .reading import arrived
from .signature import check
from .socket_mode import SocketMode
from .web_api import RefusedCallError, WebApi

LOG = logging.getLogger(__name__)
BODY = 256 * 1024
FORM = "application/x-www-form-urlencoded"
REMEMBERED = 5000
POSTED_AND_DELETED = "duplicate_message_not_found"
AS_IT_IS = {"unfurl_links": False, "unfurl_media": False}
KEYS = uuid5(NAMESPACE_URL, "urn:kyogi:slack")


@dataclass(frozen=True)
class Account:
    """The app at Slack. signing_secret: None where requests are not taken; app_token: for Socket Mode."""

    bot_token: str = field(repr=False)
    signing_secret: str | None = field(repr=False)
    app_token: str | None = field(repr=False)
    api: str = "https://slack.com/api"


class Slack:
    """The vendor's channel. clock: the time, in seconds; pause: the first one before reconnecting."""

    name = "slack"

    def __init__(
        self, account: Account, clock: Callable[[], float] = time.time, pause: float = 1.0
    ) -> None:
        self._account, self._clock, self._pause = account, clock, pause
        self._api = WebApi(account.api)
        self._done: OrderedDict[str, int] = OrderedDict()

    @classmethod
    def from_environment(
        cls, environment: Environment, clock: Callable[[], float] = time.time
    ) -> Slack:
        """BOT_TOKEN and SIGNING_SECRET, or with APP_TOKEN Socket Mode; API. Raises KyogiError."""
        token = environment.secret("BOT_TOKEN")
        api = environment.get("API", Account.api)
        if environment.get("APP_TOKEN") or environment.get("APP_TOKEN_FILE"):
            return cls(Account(token, None, environment.secret("APP_TOKEN"), api), clock)
        return cls(Account(token, environment.secret("SIGNING_SECRET"), None, api), clock)

    async def receive(self, incoming: Incoming) -> Received:
        """Events and clicks; Slack wants 200 within three seconds, and nothing else."""
        secret = self._account.signing_secret
        if secret is None:
            raise RefusedRequest("Socket Mode takes no requests", 404)
        if incoming.method != "POST":
            raise RefusedRequest("no POST", 405)
        if len(incoming.body) > BODY:
            raise RefusedRequest("body too large", 413)
        check(secret, incoming.headers, incoming.body, self._clock())
        payload = payload_of(incoming)
        if payload.get("type") == "url_verification":
            return Received(body=json.dumps({"challenge": words(payload, "challenge")}).encode())
        return Received(arrived(payload), body=b"", content_type="text/plain")

    async def send(self, address: Address, messages: Sequence[Said], key: str) -> None:
        """Deliver a reply, the buttons that led to it taken away first."""
        await self._settle(address)
        sent = self._done.get(key, 0)
        outgoing = [post for said in messages for post in posts(said, address["user"])]
        for number, post in enumerate(outgoing[sent:], sent):
            await self._post(address, post, key, number)
            self._remember(key, number + 1)

    async def _post(self, address: Address, post: Post, key: str, number: int) -> None:
        """One message. Raises UndeliveredError.

        `client_msg_id` keeps Slack from posting it twice where Slack honours it: its documentation names the
        errors that come of it, not the argument. `metadata` is documented, and lets people find doubles.
        """
        thread = {"thread_ts": address["thread"]} if address.get("thread") else {}
        about = {"event_type": "kyogi_reply", "event_payload": {"key": key, "part": number}}
        content = {
            **post,
            **thread,
            "channel": address["channel"],
            "client_msg_id": str(uuid5(KEYS, f"{key}/{number}")),
            "metadata": about,
            **AS_IT_IS,
        }
        try:
            await self._api.call("chat.postMessage", self._account.bot_token, content)
        except RefusedCallError as error:
            if error.name != POSTED_AND_DELETED:
                raise

    async def _settle(self, address: Address) -> None:
        """The message whose button was pressed shows the answer instead; a reply is worth more than that."""
        pressed = address.get("pressed")
        place = f"{address['channel']}/{pressed['ts']}" if pressed else ""
        if not pressed or place in self._done:
            return
        content = {**settled(pressed), "channel": address["channel"], "ts": pressed["ts"]}
        try:
            await self._api.call("chat.update", self._account.bot_token, content)
        except UndeliveredError as error:
            LOG.warning("Slack: the pressed buttons stay (%s)", error)
        self._remember(place, 1)

    def _remember(self, what: str, count: int) -> None:
        """How much of something is done, in this process, for a while."""
        self._done[what] = count
        self._done.move_to_end(what)
        while len(self._done) > REMEMBERED:
            self._done.popitem(last=False)

    async def listen(self, take: Take) -> None:
        """Socket Mode, if there is an app token."""
        if self._account.app_token is not None:
            await SocketMode(self._socket_address, self._pause).run(take)

    async def _socket_address(self) -> str:
        """Where to connect, once. Raises UndeliveredError."""
        token = self._account.app_token or ""
        said = await self._api.call("apps.connections.open", token, {})
        return str(said.get("url"))

    async def close(self) -> None:
        """Give back connections."""
        await self._api.close()


def payload_of(incoming: Incoming) -> Payload:
    """The object in a request: a click comes as a form, an event as JSON. Raises RefusedRequest."""
    try:
        text = incoming.body.decode()
        if incoming.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM:
            text = parse_qs(text, max_num_fields=10).get("payload", [""])[0]
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RefusedRequest("neither JSON nor a form with JSON", 400) from error
    if not isinstance(found, dict):
        raise RefusedRequest("no object", 400)
    return found
