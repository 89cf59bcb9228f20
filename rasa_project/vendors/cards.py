"""What a result's card says, as names and values that every vendor can lay out its own way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def procedure_pairs(line: Mapping[str, Any]) -> list[tuple[str, str]]:
    """One procedure: why, what to hand in, who does what, when, and whom to ask."""
    found = [pair for reason in line["reasons"] for pair in reason_pairs(reason)]
    forms = "、".join(line["forms"]) or line["forms_note"]
    found += [("様式", forms)] if forms else []
    found += [(role["label"], role["value"]) for role in line["roles"]]
    found += [("時期", line["timing"])] if line["timing"] else []
    contact = line["contact"]
    details = "、".join(contact["details"]) or contact["note"]
    return [*found, ("窓口", f"{contact['name']}（{details}）" if details else contact["name"])]


def reason_pairs(reason: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Why, where it stands, and the reading that it rests on."""
    provision = reason["provision"]
    place = provision if provision.startswith("※") else f"要領{provision}"
    cited = "、".join([place, *reason["notes"]])
    found = [("理由", f"{reason['text']}（{cited}）")]
    reading = reason["reading"]
    return [*found, (f"協議ナビの読み方 {reading['id']}", reading["text"])] if reading else found


def answer_pairs(card: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The questions and what was answered."""
    return [(answer["question"], answer["value"]) for answer in card["answers"]]


def paper_links(filed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The papers with addresses that lead somewhere from outside the page."""
    papers = [(str(paper["label"]), str(paper["href"])) for paper in filed.get("papers") or ()]
    return [(label, href) for label, href in papers if href.startswith("https://")]
