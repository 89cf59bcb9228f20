"""Blocks of Slack's Block Kit, within Slack's limits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from ..plain import pieces, shortened
from .words import escaped, escaped_size

Block = dict[str, Any]
Item = TypeVar("Item")

TEXT, FIELD, HEADER, LABEL, LINK = 3000, 2000, 150, 75, 3000
FIELDS, ELEMENTS, OPTIONS, BLOCKS = 10, 25, 100, 50
BUTTON_VALUE, OPTION_VALUE = 2000, 150
HEADING = 200
POST = 12_000
"""Characters of all blocks of a message. Slack's own limit is not documented; 13,172 were refused."""


def markup(text: str) -> Block:
    """A text object; the text is escaped already. verbatim: Slack finds no names or links in it."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def label(text: str, limit: int = LABEL) -> Block:
    """A text object that Slack shows as it is."""
    return {"type": "plain_text", "text": shortened(text, limit), "emoji": False}


def section(text: str) -> Block:
    """Escaped text."""
    return {"type": "section", "text": markup(text)}


def sections(text: str, heading: str = "") -> list[Block]:
    """Any text in as many sections as it needs, under a bold heading."""
    parts = [escaped(part) for part in pieces(text, TEXT - HEADING, escaped_size)]
    if heading:
        parts[:1] = [f"{bold(heading, HEADING - 1)}\n{''.join(parts[:1])}".rstrip()]
    return [section(part) for part in parts]


def bold(text: str, limit: int) -> str:
    """One line in bold, escaped, of at most `limit`."""
    inside = pieces(text.replace("\n", " "), limit - 2, escaped_size)
    return f"*{escaped(inside[0])}*" if inside else ""


def field(name: str, value: str) -> Block:
    """One cell of a section's two columns."""
    inside = pieces(value, FIELD - HEADING, escaped_size)
    return markup(f"{bold(name, HEADING - 1)}\n{escaped(inside[0]) if inside else '－'}")


def header(text: str) -> Block:
    """A headline."""
    return {"type": "header", "text": label(text, HEADER)}


def small(texts: Sequence[str]) -> Block:
    """Small print; the texts are escaped already."""
    return {"type": "context", "elements": [markup(text) for text in texts]}


def in_groups(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """The items in runs of at most `size`."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def in_messages(blocks: Iterable[Block]) -> list[list[Block]]:
    """The blocks in runs that each fit into one message."""
    found: list[list[Block]] = []
    used = 0
    for block in blocks:
        more = weight(block)
        if not found or len(found[-1]) == BLOCKS or used + more > POST:
            found.append([])
            used = 0
        found[-1].append(block)
        used += more
    return found


def weight(block: Mapping[str, Any]) -> int:
    """A block's share of what a message may hold."""
    return len(json.dumps(block, ensure_ascii=False))
