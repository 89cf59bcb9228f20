"""A reply of the bot as the contents of Matrix messages: plain text, and the same as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from ..base import Said
from .homeserver import encoded
from .html import lines_html, listed, result_html

CHOICES = "kyogi_navi.choices"
"""Where a message keeps what its numbers mean, for the bot to read when a number is typed."""
CHOOSE = "番号を書いて選べます。"
LARGEST = 60_000
"""Bytes of a content; an event may have 65,536 with its envelope."""
PIECE = 7_000
"""Bytes of a piece of a text that is too long: with every sign escaped still below LARGEST."""

Content = dict[str, Any]


def contents(said: Said, user: str) -> list[Content]:
    """The messages that say a reply to a user: one, or several where it is too long for one."""
    choices = said.get("choices") or ()
    plain, rich = plain_text(said), rich_text(said)
    whole = content(
        "\n\n".join(filter(None, (plain, choices_text(choices)))),
        rich + choices_html(choices),
        user,
        choices,
    )
    if len(encoded(whole)) <= LARGEST:
        return [whole]
    parts = [content(piece, lines_html(piece), user) for piece in pieces(plain)]
    if choices:
        parts.append(content(choices_text(choices), choices_html(choices), user, choices))
    return parts


def content(plain: str, rich: str, user: str, choices: Sequence[Mapping[str, Any]] = ()) -> Content:
    """One message's content."""
    kept = [{key: choice[key] for key in ("payload", "label")} for choice in choices]
    return {
        "msgtype": "m.text",
        "body": plain,
        "format": "org.matrix.custom.html",
        "formatted_body": rich,
        "m.mentions": {"user_ids": [user]},
        **({CHOICES: kept} if kept else {}),
    }


def pieces(text: str) -> Iterator[str]:
    """A long text cut between lines, and inside a line only where that is too long by itself."""
    piece = ""
    for line in short_lines(text):
        joined = f"{piece}\n{line}" if piece else line
        if len(joined.encode("utf-8", "replace")) > PIECE:
            yield piece
            joined = line
        piece = joined
    if piece:
        yield piece


def short_lines(text: str) -> Iterator[str]:
    """The lines, none longer than a piece; no character has more than four bytes."""
    longest = PIECE // 4
    for line in text.split("\n"):
        yield from (line[start : start + longest] for start in range(0, max(1, len(line)), longest))


def plain_text(said: Said) -> str:
    """The text, with the papers' addresses where there are papers."""
    links = (f"・{paper['label']}：{paper['href']}" for paper in filed(said).get("papers", ()))
    return "\n".join([str(said.get("text") or ""), *links]).strip()


def filed(said: Said) -> Mapping[str, Any]:
    """Under which number a result is on record, and its papers; empty for anything else."""
    found = (said.get("custom") or {}).get("filed")
    return found if isinstance(found, dict) else {}


def numbered(choices: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Label and description of each choice, without a number of its own that says the same."""
    for number, choice in enumerate(choices, 1):
        label = str(choice["label"]).removeprefix(f"{number}. ")
        yield label, str(choice.get("description") or "")


def choices_text(choices: Sequence[Mapping[str, Any]]) -> str:
    """The choices as numbered lines."""
    lines = [
        f"{number}. {label}" + (f"（{more}）" if more else "")
        for number, (label, more) in enumerate(numbered(choices), 1)
    ]
    return "\n".join([CHOOSE, *lines]) if lines else ""


def choices_html(choices: Sequence[Mapping[str, Any]]) -> str:
    """The choices as a numbered list."""
    items = [
        escape(label) + (f"<br>{escape(more)}" if more else "") for label, more in numbered(choices)
    ]
    return f"<p>{CHOOSE}</p>{listed(items, 'ol')}" if items else ""


def rich_text(said: Said) -> str:
    """The reply as HTML; a result with headings and lists."""
    custom = said.get("custom") or {}
    card = custom.get("card") if custom.get("kind") == "result" else None
    return result_html(card, filed(said)) if card else lines_html(plain_text(said))
