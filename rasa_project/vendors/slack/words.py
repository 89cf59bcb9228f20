"""Slack's notation for text, called mrkdwn: undone in what comes in, made harmless in what goes out."""

from __future__ import annotations

import re
from collections.abc import Collection

FORM = re.compile(r"<([^<>]*)>")
"""A mention, a link or a command. Nobody types one: < and > arrive as entities."""
FIRST_MENTION = re.compile(r"\s*<@[^<>]*>")


def escaped(text: str) -> str:
    """The text without any mention, link or command of its own."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_size(text: str) -> int:
    """The length of the escaped text, which is what Slack counts."""
    return len(text) + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))


def unescaped(text: str) -> str:
    """Slack's three entities as the characters they stand for."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def typed(text: str, own: Collection[str]) -> str:
    """What a person typed. own: the bot's user ids, whose mentions are left out."""
    said = unescaped(FORM.sub(lambda found: readable(found[1], own), text)).strip()
    return said.encode("utf-8", "replace").decode()


def readable(form: str, own: Collection[str]) -> str:
    """What stands for a form on the screen."""
    target, _, name = form.partition("|")
    kind, rest = target[:1], target[1:]
    if kind == "@":
        return "" if rest in own else f"@{name or rest}"
    if kind == "#":
        return f"#{name or rest}"
    if kind == "!":
        return name or f"@{rest}"
    return name or re.sub("^(mailto|tel):", "", target)
