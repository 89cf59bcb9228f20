"""A room's events as what a person did. What they hold is a client's word: anything odd is no event at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

NAME = "協議ナビ"
"""What the bot is called in rooms."""
_IDS = {
    "event_id": re.compile(r"\$[!-~]{1,199}"),
    "room_id": re.compile(r"![!-~]{1,254}"),
    "sender": re.compile(r"@[!-~]{1,254}"),
}
"""Ids as servers make them. Anything else would break an address that it becomes a part of."""
_FALLBACK = re.compile(r"(?:>[^\n]*\n)+\n?")
_NUMBER = re.compile(r"(\d{1,2})(?:番|[.。)、])?")

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Did:
    """What a person did in a room: invited the bot, or wrote. All ids are the homeserver's."""

    event: str
    room: str
    sender: str
    kind: str
    """invited, wrote, or what cannot be read: encrypted, other."""
    text: str = ""
    named: bool = False
    about: str = ""
    """The event before which the person read what the text answers."""


@dataclass(frozen=True)
class Bot:
    """The bot's user on its homeserver."""

    localpart: str
    server: str

    @property
    def user(self) -> str:
        return f"@{self.localpart}:{self.server}"

    def did(self, event: Event) -> Did | None:
        """What an event says that somebody of this server did, if it is for the bot to know."""
        if not all(is_id(event.get(key), key) for key in _IDS):
            return None
        name, room, sender = (str(event[key]) for key in _IDS)
        content = event.get("content")
        own = sender == self.user or not sender.endswith(f":{self.server}")
        if own or not isinstance(content, dict):
            return None
        kind = self._kind(event, content)
        if kind is None:
            return None
        did = Did(name, room, sender, kind, named=self._mentioned(content))
        return did if kind in ("invited", "encrypted") else self._with_text(did, content)

    def _kind(self, event: Event, content: Event) -> str | None:
        """invited, encrypted, wrote or other; None for what is not said to the bot."""
        kind = event.get("type")
        if kind == "m.room.member":
            invited = event.get("state_key") == self.user and content.get("membership") == "invite"
            return "invited" if invited else None
        if kind == "m.room.encrypted":
            return "encrypted"
        if kind != "m.room.message" or "msgtype" not in content:  # an emptied one has none
            return None
        if content["msgtype"] == "m.text":
            return "wrote"
        # Other bots' notices are answered by nobody.
        return None if content["msgtype"] == "m.notice" else "other"

    def _mentioned(self, content: Event) -> bool:
        users = mapping(content, "m.mentions").get("user_ids")
        return isinstance(users, list) and self.user in users

    def _with_text(self, did: Did, content: Event) -> Did | None:
        relation = mapping(content, "m.relates_to")
        edited = relation.get("rel_type") == "m.replace"
        body = (mapping(content, "m.new_content") if edited else content).get("body")
        if not isinstance(body, str):
            return None
        if mapping(relation, "m.in_reply_to"):
            body = _FALLBACK.sub("", body, count=1) if body.startswith(">") else body
        # A corrected number belongs to what was asked when the number was first written.
        about = relation.get("event_id") if edited else None
        text, called = self._without_name(body)
        return replace(
            did,
            text=text,
            named=did.named or called,
            about=str(about) if is_id(about, "event_id") else did.event,
        )

    def _without_name(self, body: str) -> tuple[str, bool]:
        """The text without the bot's name at its head, and whether the name is said anywhere."""
        handles = "|".join(map(re.escape, (self.user, f"@{self.localpart}", f"@{NAME}")))
        head = re.match(rf"\s*(?:(?:{handles})[\s:：,、]+|{NAME}(?:さん)?[:：,、]\s*)", body)
        rest = body[head.end() :] if head else body
        valid = rest.encode("utf-8", "replace").decode("utf-8")
        return valid.strip(), bool(head) or self.user in body


def is_id(found: object, key: str) -> bool:
    """Whether it is an id of the kind that this key of an event holds."""
    return isinstance(found, str) and bool(_IDS[key].fullmatch(found))


def mapping(content: Event, key: str) -> Event:
    """An object within an object; empty for anything else."""
    found = content.get(key)
    return found if isinstance(found, dict) else {}


def number_of(text: str) -> int | None:
    """The number that the whole text is, if it is one."""
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return int(found[1]) if found else None


def chosen(said: Sequence[Event], user: str, number: int, key: str) -> tuple[str, str] | None:
    """Payload and label of a number among the choices last shown to somebody; said: the latest first."""
    for event in said:
        content = mapping(event, "content")
        choices = content.get(key)
        for_user = user in (mapping(content, "m.mentions").get("user_ids") or ())
        if isinstance(choices, list) and choices and for_user:
            picked = choices[number - 1] if 0 < number <= len(choices) else None
            return (str(picked["payload"]), str(picked["label"])) if picked else None
    return None
