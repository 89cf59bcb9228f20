"""People who talk to a bot over HTTP, each with a cookie of their own."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import Morsel, SimpleCookie
from typing import Any

from rasa_project.cli.run import HOST
from rasa_project.delivery.keys import SEAL

Json = dict[str, Any]
COOKIE = "kyogi_session"
CONVERSATION = "/kyogi/api/conversation"
MESSAGES = "/kyogi/api/messages"
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Reply:
    """A response."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Json:
        """The body's object."""
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found

    @property
    def cookie(self) -> Morsel[str] | None:
        """The session cookie that comes with the response."""
        return SimpleCookie(self.headers.get("Set-Cookie", "")).get(COOKIE)


@dataclass
class Visitor:
    """One browser: its cookie, and everything it has seen."""

    port: int
    cookie: str | None = None
    seen: list[Json] = field(default_factory=list)
    """What was said; choices carry their plain payloads."""
    sealed: dict[str, str] = field(default_factory=dict)
    """payload -> the form in which this conversation's buttons carry it"""

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = JSON
    ) -> Reply:
        """Any request at all."""
        sent = {**headers, **({"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {})}
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            return Reply(response.status, response.msg, response.read())
        finally:
            connection.close()

    def open(self) -> list[Json]:
        """Open the page: the conversation so far, which for a new visitor is the greeting."""
        reply = self.request("GET", CONVERSATION, headers={})
        assert reply.status == 200, reply.body
        if reply.cookie is not None:
            self.cookie = reply.cookie.value
        self.seen = self.plain(reply.json["messages"])
        return list(self.seen)

    def plain(self, value: Any) -> Any:
        """The same messages with the seals of their choices put aside."""
        if isinstance(value, list):
            return [self.plain(part) for part in value]
        if not isinstance(value, dict):
            return value
        found = {name: self.plain(part) for name, part in value.items()}
        if isinstance(found.get("payload"), str):
            self.sealed[found["payload"].partition(SEAL)[0]] = found["payload"]
            found["payload"] = found["payload"].partition(SEAL)[0]
        return found

    def post(self, body: object) -> Reply:
        """Send an object, whatever it is."""
        return self.request("POST", MESSAGES, json.dumps(body).encode())

    def send(self, body: Json, shown: str) -> list[Json]:
        """Send a message that is taken; returns the bot's messages."""
        reply = self.post(body)
        assert reply.status == 200, reply.body.decode()
        self.seen += [{"from": "user", "text": shown, "choices": [], "custom": None}]
        said: list[Json] = self.plain(reply.json["messages"])
        self.seen += said
        return said

    def say(self, text: str) -> list[Json]:
        """Type a message."""
        return self.send({"text": text}, text)

    def press(self, payload: str) -> list[Json]:
        """Press a button of the latest message, or of the latest result's card."""
        choices = self.seen[-1]["choices"]
        label = next((c["label"] for c in choices if c["payload"] == payload), "変える")
        return self.send({"choice": self.sealed.get(payload, payload), "label": label}, label)

    @property
    def asked(self) -> str | None:
        """The fact whose question is open, as far as the visitor sees."""
        custom = self.seen[-1]["custom"] or {}
        return str(custom["fact"]) if custom.get("kind") == "question" else None

    def interview(self, facts: Mapping[str, str]) -> dict[str, str]:
        """Answer by buttons until nothing is asked; returns the answers given.

        What `facts` does not say is unknown. A value that is not offered fails.
        """
        given: dict[str, str] = {}
        while (fact := self.asked) is not None:
            given[fact] = facts.get(fact, "unknown")
            payload = f"answer:{fact}={given[fact]}"
            offered = [choice["payload"] for choice in self.seen[-1]["choices"]]
            assert payload in offered, f"{payload} is not among {offered}"
            self.press(payload)
        return given
