"""A message of the bot as posts, each within what Mattermost takes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..base import Said
from ..wire import about, numbered, text_parts, within
from .card import Attachment, result_attachments
from .place import props

LONGEST_POST = 16_383
LONGEST_PROPS = 700_000
"""Characters of JSON; the server takes 800,000, some of which it adds itself."""
MOST_BUTTONS = 20
"""More fill a phone's screen: they become a list with numbers."""
EVERYBODY = re.compile(r"@(?=(?:all|channel|here)\b)", re.IGNORECASE)

Carried = Callable[[str, str], Mapping[str, Any]]
"""A choice's payload and label -> what its button carries."""


def posts(said: Said, callback: str, carried: Carried) -> list[dict[str, Any]]:
    """The `message` and `props` of each post; buttons stand below the last one."""
    text, choices = str(said.get("text") or ""), said.get("choices") or ()
    custom = said.get("custom")
    card = within(custom, "card") if within(custom, "kind") == "result" else None
    attachments = result_attachments(card, within(custom, "filed")) if card else []
    if 0 < len(choices) <= MOST_BUTTONS:
        attachments += [button_row(choices, callback, carried)]
    if len(json.dumps(attachments)) > LONGEST_PROPS:
        return plain(numbered(text, choices) if choices else text)
    shown = card["summary"] if card else described(text, choices)
    found = plain(shown)
    if attachments:
        found[-1]["props"] = {"attachments": attachments}
    return found


def plain(text: str) -> list[dict[str, Any]]:
    """Text that calls nobody but the reader; none at all says nothing."""
    silent = EVERYBODY.sub("@\u200b", text)
    parts = text_parts(silent, LONGEST_POST)
    return [{"message": part, "props": {}} for part in parts if part.strip()]


def described(text: str, choices: Sequence[Mapping[str, Any]]) -> str:
    """The text with what buttons cannot say: numbers where there are too many, or descriptions."""
    if len(choices) > MOST_BUTTONS:
        return numbered(text, choices)
    return "\n".join([text, *(f"・{about(one)}" for one in choices if one.get("description"))])


def button_row(choices: Sequence[Mapping[str, Any]], callback: str, carried: Carried) -> Attachment:
    """All choices as buttons. An id may hold letters and digits only, or pressing it finds no address."""
    actions = [
        {
            "id": f"choice{place}",
            "type": "button",
            "name": str(choice["label"]),
            "integration": {
                "url": f"{callback}/actions",
                "context": carried(str(choice["payload"]), str(choice["label"])),
            },
        }
        for place, choice in enumerate(choices, 1)
    ]
    return {"fallback": "、".join(str(one["label"]) for one in choices), "actions": actions}


def without_buttons(post: Mapping[str, Any], shown: str) -> dict[str, Any]:
    """A post after one of its buttons was pressed: what was chosen in their place."""
    listed = props(post).get("attachments")
    shown_still = listed if isinstance(listed, list) else []
    kept = [one for one in shown_still if within(one, "actions") is None]
    message = f"{post.get('message') or ''}\n\n➡ {shown}"
    text = message if len(message) <= LONGEST_POST else str(post.get("message"))
    return {"message": text, "props": {**props(post), "attachments": kept}}
