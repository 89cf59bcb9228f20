"""The pieces that Adaptive Cards 1.5 are made of.

Free text goes into RichTextBlocks, which read no Markdown: a sign somebody typed stays that sign.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..wire import about, text_parts

Element = dict[str, Any]
Choices = Sequence[Mapping[str, Any]]

LIMIT = 24 * 1024
"""Bytes of a card's elements: Teams takes 28 KB, and an activity has an envelope."""
LONGEST_RUN = 4_000
"""Characters of one block; at four bytes each, far below the limit."""
MOST_ACTIONS = 6
"""What Teams shows of a set of actions."""
SEND = "これに決める"
PICK = "1つ選んでください。"


def size(element: object) -> int:
    """Bytes, as UTF-8 or as UTF-16, whichever Teams may count."""
    text = json.dumps(element, ensure_ascii=False)
    return max(len(text.encode()), 2 * len(text))


def heading(text: str, *, large: bool = False) -> Element:
    """A heading for the eye and for screen readers."""
    weight = {"type": "TextBlock", "style": "heading", "weight": "Bolder", "wrap": True}
    return {**weight, "size": "Large" if large else "Medium", "text": text}


def lines(text: str, *, subtle: bool = False) -> Iterator[Element]:
    """The text, a block for each line."""
    for line in text.split("\n"):
        for part in text_parts(line, LONGEST_RUN):
            if part.strip():
                run = {"type": "TextRun", "text": part, "isSubtle": subtle}
                yield {"type": "RichTextBlock", "inlines": [run], "spacing": "Small"}


def facts(pairs: Iterable[tuple[str, str]]) -> Element:
    """Names and values side by side."""
    return {"type": "FactSet", "facts": [{"title": name, "value": said} for name, said in pairs]}


def box(style: str, items: Iterable[Element]) -> Element:
    """What belongs together."""
    return {"type": "Container", "style": style, "spacing": "Medium", "items": list(items)}


def links(found: Iterable[tuple[str, str]]) -> Iterator[Element]:
    """Links as actions, in sets that Teams shows whole."""
    actions = [{"type": "Action.OpenUrl", "title": name, "url": address} for name, address in found]
    for start in range(0, len(actions), MOST_ACTIONS):
        yield action_set(actions[start : start + MOST_ACTIONS])


def choice_elements(choices: Choices) -> list[Element]:
    """Buttons, as many as Teams shows; more become a list of which one is sent.

    Teams hides further buttons behind a menu that screen readers and small screens make hard to find; a list
    is read and scrolled like any other text.
    """
    if not choices:
        return []
    if len(choices) > MOST_ACTIONS:
        return [pick_list(choices), action_set([submit(SEND, {"labels": labels(choices)})])]
    described = [about(choice) for choice in choices if choice.get("description")]
    return [*lines("\n".join(described)), action_set([button(choice) for choice in choices])]


def labels(choices: Choices) -> dict[str, str]:
    """What each payload says, so that a pressed one can be shown again."""
    return {str(choice["payload"]): str(choice["label"]) for choice in choices}


def button(choice: Mapping[str, Any]) -> Element:
    """One choice. Teams shows what was pressed as the person's own message."""
    label = str(choice["label"])
    shown = {"type": "messageBack", "displayText": label}
    data = {"choice": str(choice["payload"]), "labels": labels([choice]), "msteams": shown}
    return submit(label, data)


def submit(title: str, data: Mapping[str, Any]) -> Element:
    return {"type": "Action.Submit", "title": title, "data": dict(data)}


def action_set(actions: Sequence[Element]) -> Element:
    return {"type": "ActionSet", "actions": list(actions)}


def pick_list(choices: Choices) -> Element:
    """All choices, one below the other; the one picked arrives as `choice`."""
    listed = [{"title": about(choice), "value": str(choice["payload"])} for choice in choices]
    return {
        "type": "Input.ChoiceSet",
        "id": "choice",
        "label": PICK,
        "style": "expanded",
        "wrap": True,
        "isRequired": True,
        "errorMessage": PICK,
        "choices": listed,
    }
