"""Slack, as far as an app meets it: the Web API with its limits, and Socket Mode; on a port of 127.0.0.1."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from servers import free_ports, listens
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from vendors.slack.limits import wrong

Json = dict[str, Any]
GRACE = 1.0
"""Seconds from Slack's word that it will close a connection until it does."""
BOT_TOKEN, APP_TOKEN = "xoxb-of-the-test", "xapp-of-the-test"


@dataclass
class StandIn:
    """What arrived, and what is to go wrong next."""

    port: int = 0
    posts: list[Json] = field(default_factory=list)
    updates: list[Json] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)
    """Given, one a call, in the place of what Slack would do."""
    lost: int = 0
    """Answers that do not reach the caller although Slack did what was asked."""
    pending: dict[str, Json] = field(default_factory=dict)
    """Envelopes that nobody has acknowledged, by id."""
    acknowledged: list[str] = field(default_factory=list)
    tickets: set[str] = field(default_factory=set)
    disconnect: str | None = None
    """Why the open connection is to be left; said once."""
    connections: int = 0

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def app(self) -> Starlette:
        """Its two ways in."""
        method = Route("/api/{method}", self.call, methods=["POST"])
        return Starlette(routes=[method, WebSocketRoute("/link", self.link)])

    async def call(self, request: Request) -> Response:
        """One method of the Web API."""
        method = request.path_params["method"]
        self.calls.append(method)
        if self.answers:
            return self.answers.pop(0)
        token = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if request.headers["authorization"] != f"Bearer {token}":
            return refusal("invalid_auth")
        said = self.perform(method, await request.json())
        if self.lost:
            self.lost -= 1
            return Response("gateway", 502)
        return said

    def perform(self, method: str, content: Json) -> Response:
        """What Slack does when nothing goes wrong."""
        if method == "apps.connections.open":
            ticket = f"t{len(self.calls)}"
            self.tickets.add(ticket)
            url = f"ws://127.0.0.1:{self.port}/link?{urlencode({'ticket': ticket})}"
            return JSONResponse({"ok": True, "url": url})
        reasons = wrong(content)
        if reasons:
            return refusal("invalid_blocks", errors=reasons)
        if method == "chat.update":
            self.updates.append(content)
            return JSONResponse({"ok": True, "ts": content["ts"], "channel": content["channel"]})
        assert method == "chat.postMessage"
        return self.post(content)

    def post(self, content: Json) -> Response:
        """A message, unless it is there already under the same client_msg_id."""
        for place, old in enumerate(self.posts):
            if old["client_msg_id"] == content["client_msg_id"]:
                return JSONResponse({"ok": True, "ts": stamp(place), "channel": old["channel"]})
        self.posts.append(content)
        said = {"ok": True, "ts": stamp(len(self.posts) - 1), "channel": content["channel"]}
        return JSONResponse(said)

    async def link(self, socket: WebSocket) -> None:
        """A connection of Socket Mode; whatever is not acknowledged is sent again."""
        ticket = socket.query_params["ticket"]
        assert ticket in self.tickets, "each address is good for one connection"
        self.tickets.remove(ticket)
        await socket.accept()
        self.connections += 1
        mine, told, sent = self.connections, None, set[str]()
        await socket.send_json({"type": "hello", "num_connections": 1})
        reader = asyncio.create_task(self.read(socket))
        try:
            while not reader.done() and (told is None or time.monotonic() < told + GRACE):
                await self.push(socket, sent)
                if self.disconnect and mine == self.connections:
                    told = await self.part(socket)
                await asyncio.sleep(0.01)
        finally:
            reader.cancel()
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                await socket.close()

    async def push(self, socket: WebSocket, sent: set[str]) -> None:
        """Everything that this connection has not carried yet."""
        for name, envelope in list(self.pending.items()):
            if name not in sent:
                sent.add(name)
                await socket.send_json({**envelope, "envelope_id": name})

    async def part(self, socket: WebSocket) -> float:
        """Says that the connection will be closed, or just closes it; when that was."""
        reason, self.disconnect = self.disconnect, None
        if reason == "cut":
            await socket.close(1011)
        else:
            await socket.send_json({"type": "disconnect", "reason": reason})
        return time.monotonic()

    async def read(self, socket: WebSocket) -> None:
        """Acknowledgements."""
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                name = (await socket.receive_json())["envelope_id"]
                self.acknowledged.append(name)
                self.pending.pop(name, None)

    def envelope(self, name: str, payload: Json) -> None:
        """Something to be told in Socket Mode."""
        kind = "interactive" if payload["type"] == "block_actions" else "events_api"
        self.pending[name] = {"type": kind, "payload": payload, "accepts_response_payload": False}


def stamp(place: int) -> str:
    """The timestamp that names the message at a place."""
    return f"1700000000.{place:06}"


def refusal(name: str, **more: object) -> Response:
    """How Slack says no: with 200."""
    return JSONResponse({"ok": False, "error": name, **more})


@contextlib.contextmanager
def standing_in() -> Iterator[StandIn]:
    """Slack from the moment it listens until the end."""
    slack = StandIn(free_ports(1)[0])
    config = uvicorn.Config(
        slack.app(), host="127.0.0.1", port=slack.port, ws="wsproto", log_level="error"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until = time.monotonic() + 20
        while not listens(slack.port):
            assert time.monotonic() < until and thread.is_alive()
            time.sleep(0.02)
        yield slack
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()
