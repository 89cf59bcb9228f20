"""A reply of the bot as Slack's messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..base import Said
from ..plain import shortened
from .blocks import (
    BUTTON_VALUE,
    ELEMENTS,
    LABEL,
    OPTION_VALUE,
    OPTIONS,
    TEXT,
    Block,
    in_groups,
    in_messages,
    label,
    section,
    sections,
    small,
)
from .card import card_blocks
from .words import escaped

Post = dict[str, Any]
Choice = Mapping[str, Any]

CHOICES = 40 * ELEMENTS
"""Choices in one message, with room for its text."""
NOTICE = 1000
"""Characters of the text that notifications and screen readers get."""
NEXT = "続けるときは、次から選んでください。"
PICK = "選んでください"
CHOSEN = "選んだ答え："


def posts(said: Said, user: str) -> list[Post]:
    """One message of the bot as Slack's messages for this user; the buttons stand in the last one.

    That one has at most one section, so that its text can be kept while the buttons go (`settled`).
    """
    choices = [one for one in said.get("choices") or () if len(one["payload"]) <= BUTTON_VALUE]
    notice = escaped(shortened(said.get("text") or NEXT, NOTICE))
    body = body_of(said)
    beside = body.pop() if choices and body and not is_card(said) else section(NEXT)
    found = [{"text": notice, "blocks": blocks} for blocks in in_messages(body)]
    for group in in_groups(choices, CHOICES):
        blocks = [beside, *pressable(group, user)]
        found.append({"text": NEXT if found else notice, "blocks": blocks})
        beside = section(NEXT)
    return found


def is_card(said: Said) -> bool:
    """Whether the message has a card of its own."""
    custom = said.get("custom") or {}
    return custom.get("kind") == "result" and isinstance(custom.get("card"), dict)


def body_of(said: Said) -> list[Block]:
    """Everything but the buttons."""
    if is_card(said):
        return card_blocks(said["custom"]["card"], said["custom"].get("filed"))
    explained = [line(one) for one in said.get("choices") or () if needs_line(one)]
    return sections("\n".join([said.get("text") or "", *explained]).strip("\n"))


def needs_line(choice: Choice) -> bool:
    """Whether a button cannot say all of its choice."""
    long = len(choice["label"]) > LABEL or len(choice["payload"]) > BUTTON_VALUE
    return bool(long or choice.get("description"))


def line(choice: Choice) -> str:
    """A choice in full."""
    description = choice.get("description")
    return f"・{choice['label']}：{description}" if description else f"・{choice['label']}"


def pressable(choices: Sequence[Choice], user: str) -> list[Block]:
    """The choices as buttons, or as lists to pick from where they are many and their values short."""
    listed = len(choices) > ELEMENTS and all(len(one["payload"]) <= OPTION_VALUE for one in choices)
    groups = in_groups(choices, OPTIONS if listed else ELEMENTS)
    return [
        {
            "type": "actions",
            "block_id": f"{user}.{number}",
            "elements": [pick_list(group)] if listed else buttons(group),
        }
        for number, group in enumerate(groups)
    ]


def buttons(choices: Sequence[Choice]) -> list[Block]:
    """One button a choice."""
    return [
        {
            "type": "button",
            "action_id": f"choice.{number}",
            "text": label(one["label"]),
            "value": one["payload"],
        }
        for number, one in enumerate(choices)
    ]


def pick_list(choices: Sequence[Choice]) -> Block:
    """A list that opens, and can be searched by typing."""
    options = [{"text": label(one["label"]), "value": one["payload"]} for one in choices]
    return {
        "type": "static_select",
        "action_id": "choice",
        "placeholder": label(PICK),
        "options": options,
    }


def offered_to(block_id: str, user: str) -> bool:
    """Whether the buttons of a block are this user's."""
    return block_id.partition(".")[0] == user


def kept_text(click: Mapping[str, Any]) -> str:
    """The escaped text beside the pressed button, "" where there is none."""
    message = click.get("message")
    blocks = message.get("blocks") if isinstance(message, dict) else None
    first = blocks[0] if isinstance(blocks, list) and blocks else None
    text = first.get("text") if isinstance(first, dict) and first.get("type") == "section" else None
    said = text.get("text") if isinstance(text, dict) else None
    return said if isinstance(said, str) and len(said) <= TEXT else ""


def settled(pressed: Mapping[str, Any]) -> Post:
    """What a message becomes when one of its buttons was pressed."""
    chosen = escaped(f"{CHOSEN}{pressed['shown']}")
    text = pressed["text"]
    return {"text": chosen, "blocks": [*([section(text)] if text else []), small([chosen])]}
