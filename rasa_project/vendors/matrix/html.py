"""HTML as Matrix programs show it (a few tags, no styles). Whatever is put in as text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

Card = Mapping[str, Any]


def lines_html(text: str) -> str:
    """Plain lines."""
    return f"<p>{'<br>'.join(map(escape, text.split(chr(10))))}</p>" if text else ""


def listed(items: Sequence[str], kind: str = "ul") -> str:
    """HTML items as a list; nothing where there are none."""
    return f"<{kind}>{''.join(f'<li>{item}</li>' for item in items)}</{kind}>" if items else ""


def link(label: str, address: str) -> str:
    """A link where the address is one that may be followed, else the label."""
    safe = address.startswith("https://")
    return f'<a href="{escape(address)}">{escape(label)}</a>' if safe else escape(label)


def result_html(card: Card, filed: Card) -> str:
    """A result: the verdict, each procedure, what comes next, the answers, number and papers."""
    answers = [f"{escape(one['question'])}：{escape(one['value'])}" for one in card["answers"]]
    return "".join(
        [
            f"<h3>{escape(card['title'])}</h3>",
            lines_html(card["summary"]),
            *map(procedure_html, card["procedures"]),
            section("次にすること", listed([escape(step) for step in card["next_steps"]], "ol")),
            section("答えていただいた内容", listed(answers)),
            filed_html(filed),
            lines_html(card["edition"]),
            f"<p>{link('実施要領の全文', card['source_url'])}</p>",
            lines_html(card["disclaimer"]),
        ]
    )


def section(heading: str, body: str) -> str:
    """A body under its heading; nothing where there is no body."""
    return f"<h4>{heading}</h4>{body}" if body else ""


def procedure_html(procedure: Card) -> str:
    """One procedure: its status, why, and what has to be known to do it."""
    items = [*map(reason_html, procedure["reasons"]), *map(escape, particulars(procedure))]
    name, status = escape(procedure["name"]), escape(procedure["status_label"])
    return section(f"{name}：{status}", listed(items))


def reason_html(reason: Card) -> str:
    """A reason with where it stands."""
    place = "・".join([reason["provision"], *reason["notes"]])
    said = f"理由：{escape(reason['text'])}（実施要領 {escape(place)}）"
    reading = reason["reading"]
    if not reading:
        return said
    return f"{said}<br>協議ナビの読み方 {escape(reading['id'])}：{escape(reading['text'])}"


def particulars(procedure: Card) -> Iterable[str]:
    """Forms, people, time and desk of a procedure, one a line."""
    forms = "、".join(procedure["forms"]) or procedure["forms_note"]
    if forms:
        yield f"様式：{forms}"
    for role in procedure["roles"]:
        yield f"{role['label']}：{role['value']}"
    if procedure["timing"]:
        yield f"時期：{procedure['timing']}"
    contact = procedure["contact"]
    details = "、".join(contact["details"]) or contact["note"]
    yield f"窓口：{contact['name']}" + (f"（{details}）" if details else "")


def filed_html(filed: Card) -> str:
    """Under which number the result is on record, and its papers."""
    if not filed:
        return ""
    number = f"<p>相談番号：<strong>{escape(filed['reference'])}</strong></p>"
    papers = [link(paper["label"], paper["href"]) for paper in filed["papers"]]
    return section("記録と書類", number + lines_html(filed["note"]) + listed(papers))
