"""Who speaks where, and fields of Slack's payloads, checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..base import RefusedRequest

Payload = Mapping[str, Any]

ID = re.compile(r"[A-Za-z0-9._-]{1,32}")
"""Ids and timestamps of Slack; five of them still make an event's id."""


@dataclass(frozen=True)
class Place:
    """A person in a conversation of Slack. thread: "" outside of threads."""

    team: str
    user: str
    channel: str
    thread: str

    @property
    def sender(self) -> str:
        """A direct conversation is one, in and out of threads; elsewhere each thread is one."""
        direct = self.channel.startswith("D")
        parts = (self.team, self.user, self.channel, "" if direct else self.thread)
        return "/".join(part for part in parts if part)

    def address(self, **more: object) -> dict[str, object]:
        """Where a reply goes."""
        where = {"team": self.team, "user": self.user, "channel": self.channel}
        return {**where, **({"thread": self.thread} if self.thread else {}), **more}


def part(payload: Payload, key: str) -> Payload:
    """An object of a payload. Raises RefusedRequest."""
    found = payload.get(key)
    if not isinstance(found, dict):
        raise RefusedRequest(f"no object {key}", 400)
    return found


def name(payload: Payload, key: str) -> str:
    """An id of a payload. Raises RefusedRequest."""
    found = payload.get(key)
    if not isinstance(found, str) or not ID.fullmatch(found):
        raise RefusedRequest(f"no id {key}", 400)
    return found


def words(payload: Payload, key: str) -> str:
    """A text of a payload, "" where there is none. Raises RefusedRequest."""
    found = payload.get(key) or ""
    if not isinstance(found, str):
        raise RefusedRequest(f"{key} is no text", 400)
    return found.encode("utf-8", "replace").decode()


def thread_of(payload: Payload) -> str:
    """The thread that a message stands in, or ""."""
    return name(payload, "thread_ts") if payload.get("thread_ts") else ""
