"""A result as elements of a card: verdict, each procedure, what to do next, the papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..cards import answer_pairs, paper_links, procedure_pairs
from .elements import Element, box, facts, heading, lines, links

STYLES = {"required": "attention", "conditional": "warning", "unclear": "warning"}


def result_elements(card: Mapping[str, Any], filed: Mapping[str, Any] | None) -> list[Element]:
    """The card of a result, and the links to its papers where it is on record."""
    steps = [f"{place}. {step}" for place, step in enumerate(card["next_steps"], 1)]
    found = [heading(card["title"], large=True), *lines(card["summary"])]
    found += [procedure(line) for line in card["procedures"]]
    if steps:
        found += [heading("次にすること"), *lines("\n".join(steps))]
    if card["answers"]:
        found += [heading("答えていただいた内容"), facts(answer_pairs(card))]
    found += papers(filed or {})
    found += lines(f"{card['edition']}\n{card['disclaimer']}", subtle=True)
    return [*found, *links([("実施要領の全文", card["source_url"])])]


def procedure(line: Mapping[str, Any]) -> Element:
    """One procedure, in the colour of its status."""
    title = heading(f"{line['name']}：{line['status_label']}")
    style = STYLES.get(line["status"], "emphasis")
    return box(style, [title, facts(procedure_pairs(line))])


def papers(filed: Mapping[str, Any]) -> Iterator[Element]:
    """The number of the consultation, and what can be downloaded."""
    if filed:
        yield heading(f"相談番号：{filed['reference']}")
    found = paper_links(filed)
    if found:
        yield from lines(str(filed["note"]))
        yield from links(found)
