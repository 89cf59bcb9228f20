"""A result as message attachments: one for each procedure, then what to do, the answers, the papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..cards import answer_pairs, paper_links, procedure_pairs

Attachment = dict[str, Any]

COLOURS = {"required": "#c4314b", "conditional": "#c77700", "unclear": "#c77700"}
OTHERWISE = "#6b7280"


def result_attachments(
    card: Mapping[str, Any], filed: Mapping[str, Any] | None
) -> list[Attachment]:
    """The card of a result, and the links to its papers where it is on record."""
    steps = "\n".join(f"{place}. {step}" for place, step in enumerate(card["next_steps"], 1))
    found = [procedure(line) for line in card["procedures"]]
    found += [part("次にすること", steps)] if steps else []
    if card["answers"]:
        answers = "\n".join(f"・{question}：{value}" for question, value in answer_pairs(card))
        found.append(part("答えていただいた内容", answers))
    found += papers(filed) if filed else []
    source = f"[実施要領の全文]({card['source_url']})"
    return [*found, part(card["title"], f"{card['edition']}\n{source}\n{card['disclaimer']}")]


def procedure(line: Mapping[str, Any]) -> Attachment:
    """One procedure, in the colour of its status."""
    title = f"{line['name']}：{line['status_label']}"
    fields = [
        {"title": name, "value": said, "short": False} for name, said in procedure_pairs(line)
    ]
    colour = COLOURS.get(line["status"], OTHERWISE)
    return {"fallback": title, "color": colour, "title": title, "fields": fields}


def papers(filed: Mapping[str, Any]) -> Iterable[Attachment]:
    """The number of the consultation, and what can be downloaded."""
    links = [f"・[{label}]({href})" for label, href in paper_links(filed)]
    said = "\n".join([str(filed["note"]), *links]) if links else ""
    yield part(f"相談番号：{filed['reference']}", said)


def part(title: str, text: str) -> Attachment:
    return {"fallback": title, "title": title, "text": text}
