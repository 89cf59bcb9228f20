"""What Slack refuses: the documented limits of Block Kit and of a message, written apart from the product."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
COMMAND = re.compile(r"<(?!https?://[^<>|\s]+(\|[^<>|]*)?>)[^<>]*>?")
"""In mrkdwn, anything in pointed brackets but a link: a mention, a command, or a bracket that is not escaped."""
TOGETHER = 13_000


def wrong(message: Json) -> list[str]:
    """The reasons for invalid_blocks and its like; none for a message that Slack takes."""
    blocks = message.get("blocks", [])
    found = [] if 1 <= len(blocks) <= 50 else [f"{len(blocks)} blocks"]
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    found += ["block_id twice"] if len(set(ids)) < len(ids) else []
    found += [reason for block in blocks for reason in wrong_block(block)]
    size = sum(len(json.dumps(b, ensure_ascii=False)) for b in blocks if b["type"] != "actions")
    found += ["msg_blocks_too_long"] if size > TOGETHER else []
    return found + wrong_markup(message.get("text", ""), 4000)


def wrong_block(block: Json) -> Iterator[str]:
    kind = block["type"]
    if kind == "section":
        assert set(block) <= {"type", "text", "fields"}
        yield from wrong_text(block["text"], 3000) if "text" in block else ()
        fields = block.get("fields", [])
        yield from () if len(fields) <= 10 and (fields or "text" in block) else ("fields",)
        yield from (reason for one in fields for reason in wrong_text(one, 2000))
    elif kind == "header":
        yield from wrong_text(block["text"], 150, plain=True)
    elif kind == "context":
        yield from () if 1 <= len(block["elements"]) <= 10 else ("context",)
        yield from (reason for one in block["elements"] for reason in wrong_text(one, 3000))
    elif kind == "actions":
        yield from wrong_actions(block)
    elif kind != "divider":
        yield f"type {kind}"


def wrong_actions(block: Json) -> Iterator[str]:
    elements = block["elements"]
    yield from () if 1 <= len(elements) <= 25 else (f"{len(elements)} elements",)
    ids = [one["action_id"] for one in elements]
    yield from ("action_id twice",) if len(set(ids)) < len(ids) else ()
    yield from ("block_id",) if not 1 <= len(block.get("block_id", "x")) <= 255 else ()
    for one in elements:
        if one["type"] == "static_select":
            yield from wrong_select(one)
            continue
        assert one["type"] == "button"
        yield from wrong_text(one["text"], 75, plain=True)
        yield from () if 1 <= len(one.get("value", "x")) <= 2000 else ("value",)
        yield from (
            () if re.fullmatch("https?://.{1,2990}", one.get("url", "http://x")) else ("url",)
        )


def wrong_select(element: Json) -> Iterator[str]:
    yield from wrong_text(element["placeholder"], 150, plain=True)
    yield from () if 1 <= len(element["options"]) <= 100 else ("options",)
    for option in element["options"]:
        yield from wrong_text(option["text"], 75, plain=True)
        yield from () if 1 <= len(option["value"]) <= 150 else ("option value",)


def wrong_text(text: Json, limit: int, plain: bool = False) -> Iterator[str]:
    if plain and text["type"] != "plain_text":
        yield "not plain"
    if not 1 <= len(text["text"]) <= limit:
        yield f"text of {len(text['text'])}"
    if text["type"] == "mrkdwn":
        yield from wrong_markup(text["text"], limit)


def wrong_markup(text: str, limit: int) -> list[str]:
    """Nothing of what the bot says is meant as a mention."""
    found = ["msg_too_long"] if len(text) > limit else []
    stray = re.search(r"&(?!(amp|lt|gt);)", text)
    return found + (["a command"] if COMMAND.search(text) or stray else [])
