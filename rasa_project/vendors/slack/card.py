"""A result as blocks: verdicts with their reasons, what to do next, papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from .blocks import (
    ELEMENTS,
    FIELDS,
    LINK,
    Block,
    field,
    header,
    in_groups,
    label,
    sections,
    small,
)
from .words import escaped

Card = Mapping[str, Any]
DIVIDER: Block = {"type": "divider"}
BACK = "この番号を書くと、あとで同じ相談を開けます。"


def card_blocks(card: Card, filed: Card | None) -> list[Block]:
    """The whole card. filed: number and papers of the consultation, once it is on record."""
    steps = [f"{number}. {step}" for number, step in enumerate(card["next_steps"], 1)]
    answers = [f"・{one['question']}：{one['value']}" for one in card["answers"]]
    return [
        header(card["title"]),
        *sections("", card["summary"]),
        *(block for line in card["procedures"] for block in procedure(line)),
        DIVIDER,
        *(sections("\n".join(steps), "次にすること") if steps else []),
        *(sections("\n".join(answers), "答えていただいた内容") if answers else []),
        *(papers(filed) if filed else []),
        small([escaped(card["edition"]), link(card["source_url"]), escaped(card["disclaimer"])]),
    ]


def procedure(line: Card) -> list[Block]:
    """One procedure: verdict, particulars, reasons."""
    fields = [field(name, value) for name, value in particulars(line)]
    reasons = "\n".join(text for reason in line["reasons"] for text in reason_lines(reason))
    return [
        DIVIDER,
        *sections(line["status_label"], line["name"]),
        *sections(reasons),
        *({"type": "section", "fields": group} for group in in_groups(fields, FIELDS)),
    ]


def particulars(line: Card) -> list[tuple[str, str]]:
    """What one needs to know to act, as far as the guideline says so."""
    contact = line["contact"]
    details = "、".join(contact["details"]) or contact["note"]
    found = (
        ("様式", "、".join(line["forms"]) or line["forms_note"]),
        *((role["label"], role["value"]) for role in line["roles"]),
        ("時期", line["timing"]),
        ("窓口", f"{contact['name']}（{details}）" if details else contact["name"]),
    )
    return [(name, value) for name, value in found if value]


def reason_lines(reason: Card) -> list[str]:
    """One reason, with where it stands, and the reading it rests on."""
    place = reason["provision"]
    cited = "、".join([place if place.startswith("※") else f"要領{place}", *reason["notes"]])
    reading = reason["reading"]
    said = [f"協議ナビの読み方 {reading['id']}：{reading['text']}"] if reading else []
    return [f"{reason['text']}（{cited}）", *said]


def papers(filed: Card) -> list[Block]:
    """The consultation's number, and its papers as buttons that open a link."""
    linked = [
        one for one in filed["papers"] if 0 < len(one["href"]) <= LINK and is_link(one["href"])
    ]
    buttons = [
        {
            "type": "button",
            "action_id": f"paper.{number}",
            "text": label(one["label"]),
            "url": one["href"],
        }
        for number, one in enumerate(linked)
    ]
    return [
        *sections(f"{BACK}\n{filed['note']}", f"相談番号 {filed['reference']}"),
        *({"type": "actions", "elements": group} for group in in_groups(buttons, ELEMENTS)),
    ]


def is_link(href: str) -> bool:
    """Whether Slack can open it; a page's own relative address is no use here."""
    return href.startswith(("https://", "http://"))


def link(href: str) -> str:
    """A link to the guideline, escaped."""
    return f"<{escaped(quote(href, safe=':/?#[]@!$&()*+,;=%~-._'))}|要領の全文>"
