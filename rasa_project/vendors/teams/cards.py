"""A message of the bot as activities, each within what Teams takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..base import Said
from ..wire import numbered, text_parts, within
from .elements import LIMIT, Element, choice_elements, lines, size
from .result import result_elements

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
LONGEST_TEXT = 6_000
"""Characters of a message without a card; at four bytes each, within the limit."""
LONGEST_SUMMARY = 200


def activities(said: Said) -> list[dict[str, Any]]:
    """One message, without the envelope. What fits no card becomes text, its choices numbers."""
    text, choices = str(said.get("text") or ""), said.get("choices") or ()
    custom = said.get("custom")
    card = within(custom, "card") if within(custom, "kind") == "result" else None
    if not choices and card is None:
        return plain(text)
    body = list(lines(text)) if card is None else result_elements(card, within(custom, "filed"))
    elements = [*body, *choice_elements(choices)]
    if any(size(element) > LIMIT for element in elements):
        return plain(numbered(text, choices) if choices else text)
    return [card_activity(group, text) for group in packed(elements)]


def plain(text: str) -> list[dict[str, Any]]:
    """Text as it stands; none at all says nothing."""
    shape = {"type": "message", "textFormat": "plain"}
    return [{**shape, "text": part} for part in text_parts(text, LONGEST_TEXT) if part.strip()]


def packed(elements: Iterable[Element]) -> list[list[Element]]:
    """The elements in order, in groups that are small enough for a card."""
    groups: list[list[Element]] = [[]]
    used = 0
    for element in elements:
        used += size(element)
        if used > LIMIT and groups[-1]:
            groups.append([])
            used = size(element)
        groups[-1].append(element)
    return groups


def card_activity(body: list[Element], text: str) -> dict[str, Any]:
    """A card; its summary is what notifications say."""
    card: Mapping[str, Any] = {
        "$schema": SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.5",
        "msteams": {"width": "Full"},
        "body": body,
    }
    attached = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    summary = text.partition("\n")[0][:LONGEST_SUMMARY]
    return {"type": "message", "summary": summary, "attachments": [attached]}
