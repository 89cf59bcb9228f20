"""A Mattermost server's side: the part of its REST interface that bots use, its WebSocket, and its limits."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from vendors.mattermost.names import (
    BOT,
    CALLBACK,
    CHANNEL,
    COMMAND,
    HOOK,
    KEY,
    LONGEST_POST,
    LONGEST_PROPS,
    OLD_KEY,
    TOKEN,
    attachments,
    direct,
    now,
)

from rasa_project.vendors.mattermost import Mattermost
from rasa_project.vendors.mattermost.settings import Settings

Answer = Callable[[Request], Awaitable[Response]]


@dataclass
class Server:
    """One stand-in. What it does next can be told, what it was asked is kept."""

    base: str = ""
    token: str = TOKEN
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    preferences: dict[tuple[str, str], str] = field(default_factory=dict)
    next_answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    sockets: list[WebSocket] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    connections: int = 0
    admits_sockets: bool = True
    loop: asyncio.AbstractEventLoop | None = None

    def app(self) -> Starlette:
        api = "/api/v4"
        return Starlette(
            routes=[
                Route(f"{api}/users/me", self.guarded(self.me)),
                Route(f"{api}/users/me/channels", self.guarded(self.channels)),
                Route(
                    f"{api}/users/me/preferences", self.guarded(self.kept), methods=["GET", "PUT"]
                ),
                Route(f"{api}/channels/direct", self.guarded(self.direct), methods=["POST"]),
                Route(f"{api}/channels/{{id}}/posts", self.guarded(self.since)),
                Route(f"{api}/posts/{{id}}", self.guarded(self.post)),
                Route(f"{api}/posts", self.guarded(self.create), methods=["POST"]),
                WebSocketRoute(f"{api}/websocket", self.websocket),
            ]
        )

    def guarded(self, inside: Answer) -> Answer:
        """Only for the bot, and only while nothing else is told."""

        async def answer(request: Request) -> Response:
            if request.headers.get("authorization") != f"Bearer {self.token}":
                return JSONResponse({"id": "api.context.session_expired"}, status_code=401)
            if self.next_answers:
                status, headers = self.next_answers.pop(0)
                if status >= 300:
                    return JSONResponse({"id": "told"}, status_code=status, headers=headers)
            return await inside(request)

        return answer

    async def me(self, _: Request) -> Response:
        return JSONResponse({"id": BOT, "username": "kyogi", "is_bot": True})

    async def channels(self, _: Request) -> Response:
        found: dict[str, dict[str, Any]] = {}
        for post in self.posts.values():
            name = post["channel_id"]
            last = max(post["create_at"], found.get(name, {}).get("last_post_at", 0))
            kind = "O" if name == CHANNEL else "D"
            found[name] = {"id": name, "type": kind, "last_post_at": last}
        return JSONResponse(list(found.values()))

    async def kept(self, request: Request) -> Response:
        if request.method == "PUT":
            for one in await request.json():
                assert one["user_id"] == BOT
                self.preferences[one["category"], one["name"]] = one["value"]
        listed = [
            {"category": category, "name": name, "value": value}
            for (category, name), value in self.preferences.items()
        ]
        return JSONResponse(listed)

    async def direct(self, request: Request) -> Response:
        bot, user = await request.json()
        assert bot == BOT
        return JSONResponse({"id": direct(user), "type": "D"}, status_code=201)

    async def since(self, request: Request) -> Response:
        after, channel = int(request.query_params["since"]), request.path_params["id"]
        posts = [post for post in self.posts.values() if post["channel_id"] == channel]
        found = {post["id"]: post for post in posts if post["update_at"] > after}
        newest_first = sorted(found, key=lambda name: -found[name]["create_at"])
        return JSONResponse({"order": newest_first, "posts": found})

    async def post(self, request: Request) -> Response:
        post = self.posts.get(request.path_params["id"])
        return JSONResponse(post) if post else JSONResponse({"id": "none"}, status_code=404)

    async def create(self, request: Request) -> Response:
        post = await request.json()
        for one in self.posts.values():
            if one.get("pending_post_id") == post["pending_post_id"]:
                return JSONResponse(one, status_code=201)
        names = [a["id"] for one in attachments(post) for a in one.get("actions", [])]
        right = all(re.fullmatch(r"[A-Za-z0-9]+", name) for name in names)
        size = max(
            len(post["message"]) - LONGEST_POST, len(json.dumps(post["props"])) - LONGEST_PROPS
        )
        if size > 0 or not right or len(set(names)) != len(names):
            return JSONResponse({"id": "model.post.is_valid"}, status_code=400)
        made = self.add(BOT, post.pop("channel_id"), post.pop("message"), **post)
        return JSONResponse(made, status_code=201)

    def add(self, user: str, channel: str, message: str, **more: Any) -> dict[str, Any]:
        """A post, told to nobody."""
        name = f"{len(self.posts):026d}"
        moment = more.pop("at", None) or now() + len(self.posts)
        usual = {"id": name, "create_at": moment, "update_at": moment, "delete_at": 0}
        usual |= {"user_id": user, "channel_id": channel, "message": message}
        self.posts[name] = {**usual, "type": "", "root_id": "", "props": {}, **more}
        return self.posts[name]

    def say(self, user: str, message: str, lost: bool = False, **more: Any) -> str:
        """A person's direct message, told to whoever listens; `lost`: it is told, and does not arrive."""
        post = self.add(user, more.pop("channel", direct(user)), message, **more)
        self.tell(post, lost)
        return str(post["id"])

    def tell(self, post: dict[str, Any], lost: bool = False) -> None:
        kind = "O" if post["channel_id"] == CHANNEL else "D"
        data = {"channel_type": kind, "sender_name": "@tanaka", "post": json.dumps(post)}
        for socket in self.sockets:
            number = self.numbers[id(socket)]
            self.numbers[id(socket)] += 1
            if not lost:
                event = {"event": "posted", "data": data, "broadcast": {}, "seq": number}
                self.run(socket.send_text(json.dumps(event)))

    def run(self, call: Coroutine[Any, Any, None]) -> None:
        """Do something in the server's thread."""
        assert self.loop
        asyncio.run_coroutine_threadsafe(call, self.loop).result(5)

    def hang_up(self) -> None:
        sockets, self.sockets = self.sockets, []
        for socket in sockets:
            self.run(socket.close())

    async def websocket(self, socket: WebSocket) -> None:
        self.connections += 1
        self.loop = asyncio.get_running_loop()
        await socket.accept()
        asked = await socket.receive_json()
        right = {"seq": 1, "action": "authentication_challenge", "data": {"token": self.token}}
        if asked != right or not self.admits_sockets:
            return await socket.send_text(json.dumps({"status": "FAIL", "seq_reply": 1}))
        await socket.send_text(json.dumps({"status": "OK", "seq_reply": 1}))
        self.numbers[id(socket)] = 1
        self.sockets.append(socket)
        await socket.send_text(json.dumps({"event": "hello", "data": {}, "seq": 0}))
        try:
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            self.sockets = [one for one in self.sockets if one is not socket]

    def mattermost(self, token: str = TOKEN) -> Mattermost:
        settings = Settings(self.base, CALLBACK, token, (KEY, OLD_KEY), (HOOK, COMMAND))
        return Mattermost(settings)

    def replies(self) -> list[dict[str, Any]]:
        """What the bot has posted."""
        return [post for post in self.posts.values() if post["user_id"] == BOT]
