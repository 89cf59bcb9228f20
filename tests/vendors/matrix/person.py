"""Somebody with a Matrix program, who reads and writes through the client-server API."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count
from typing import Any
from urllib.parse import quote

import httpx
from synapse import SERVER, Synapse

BOT = f"@kyogi:{SERVER}"
ANSWERED_WITHIN = 30.0
NUMBERS = count(1)


class Person:
    """One account with one room."""

    def __init__(self, server: Synapse, name: str) -> None:
        self.headers = {"Authorization": f"Bearer {server.token(name)}"}
        self.base = f"{server.address}/_matrix/client/v3"
        self.user = f"@{name}:{SERVER}"
        self.room = ""
        self.read = 0

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The homeserver's answer, which is a yes."""
        answer = httpx.request(
            method, self.base + path, json=body, headers=self.headers, timeout=20
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def invites(self, *others: str) -> None:
        """Make a room with the bot, and perhaps with others."""
        body = {"invite": [BOT, *others], "is_direct": not others, "preset": "private_chat"}
        self.room = str(self.ask("POST", "/createRoom", body)["room_id"])

    def joins(self, room: str) -> None:
        """Accept an invitation."""
        self.room = room
        self.ask("POST", f"/rooms/{quote(room)}/join", {})

    def sends(self, content: dict[str, Any], kind: str = "m.room.message") -> str:
        """Any content; the event's id."""
        path = f"/rooms/{quote(self.room)}/send/{kind}/{next(NUMBERS)}"
        return str(self.ask("PUT", path, content)["event_id"])

    def says(self, text: str) -> str:
        """A typed message; its event's id."""
        return self.sends({"msgtype": "m.text", "body": text})

    def messages(self) -> list[dict[str, Any]]:
        """What the bot has said in the room so far, as contents."""
        found = self.ask("GET", f"/rooms/{quote(self.room)}/messages?dir=f&limit=500")["chunk"]
        said = (e for e in found if e["type"] == "m.room.message" and e["sender"] == BOT)
        return [event["content"] for event in said]

    def hears(self, enough: Callable[[str], bool]) -> str:
        """What the bot says next, once that is enough."""
        until = time.monotonic() + ANSWERED_WITHIN
        while True:
            new = self.messages()[self.read :]
            text = "\n".join(content["body"] for content in new)
            if enough(text):
                self.read += len(new)
                return text
            assert time.monotonic() < until, f"the bot said only: {text!r}"
            time.sleep(0.05)

    def hears_about(self, words: str) -> str:
        """What the bot says next, up to words."""
        return self.hears(lambda text: words in text)

    def picks(self, label: str, shown: str) -> str:
        """Type the number that a choice has in the text that was shown."""
        lines = [line for line in shown.splitlines() if label in line and line[0].isdigit()]
        assert lines, f"{label} is no choice in {shown!r}"
        return self.says(lines[-1].partition(".")[0])
