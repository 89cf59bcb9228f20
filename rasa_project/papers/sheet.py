"""What stands on the 相談結果シート: one content, which Word and PDF only draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..contacts import UNSET
from ..core.explain import ProcedureResult, Reason
from ..core.model import Edition
from ..render.question import label
from ..render.result import DISCLAIMER, edition_line, place, roles, step_text, summary
from .filed import Filed, day_text

WIDTH = 170
"""Millimetres between the margins of an A4 page."""
NO_DECISION = (
    "このシートは、協議ナビの結果の控えです。承認でも、市の決定でもありません。" + DISCLAIMER
)
NOT_RECORDED = "（記録されていません）"
NOT_STATED = "（聞いていません）"
NO_STEPS = "この結果では、次にすることはありません。"
NO_ANSWERS = "答えは、まだありません。"


@dataclass(frozen=True)
class Heading:
    """A heading, of level 1 or 2."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows of text. Widths are millimetres; without a head, the first column names its row."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    head: tuple[str, ...] = ()


Block = Heading | Text | Table


@dataclass(frozen=True)
class Sheet:
    """A paper to be drawn: its title, what stands on the foot of every page, and the blocks."""

    title: str
    foot: str
    blocks: tuple[Block, ...]


def sheet_of(filed: Filed) -> Sheet:
    """The result sheet of a consultation."""
    blocks = (
        particulars(filed),
        Text(NO_DECISION),
        *verdicts(filed),
        *reasons(filed),
        *next_steps(filed),
        *answers(filed),
        *desks(filed),
    )
    number = f"　相談番号 {filed.number}" if filed.number else ""
    return Sheet("相談結果シート", f"協議ナビ　相談結果シート{number}", blocks)


def particulars(filed: Filed) -> Table:
    """Which consultation this is, and under which edition."""
    edition = filed.edition
    return pairs(
        ("相談番号", filed.number or NOT_RECORDED),
        ("相談した日", day_text(filed.day)),
        ("所属", filed.place or NOT_STATED),
        ("もとにした要領", f"{edition_line(edition)}\n全文：{edition.official_page}"),
    )


def verdicts(filed: Filed) -> Iterator[Block]:
    """The statuses at a glance."""
    yield Heading("1．結果")
    if question := filed.result.next_question:
        heading = filed.edition.facts[question].heading
        yield Text(f"まだ答えていない質問があります（次は「{heading}」）。これは途中の結果です。")
    yield Text(summary(filed.result, [step.text for step in filed.steps]))
    rows = tuple(
        (line.procedure.name, line.procedure.labels[line.status], line.desk) for line in filed.lines
    )
    if rows:
        yield Table(rows, (85, 50, 35), ("手続", "結果", "窓口"))


def reasons(filed: Filed) -> Iterator[Block]:
    """Each procedure with its reasons, papers and times."""
    if filed.lines:
        yield Heading("2．理由と手続")
    for line in filed.lines:
        yield Heading(f"{line.procedure.name}：{line.procedure.labels[line.status]}", 2)
        yield pairs(
            *(row for reason in line.reasons for row in reason_rows(filed.edition, reason)),
            *procedure_rows(filed.edition, line),
        )


def reason_rows(edition: Edition, reason: Reason) -> Iterator[tuple[str, str]]:
    """A reason with its provision; a reading apart from it, marked as ours."""
    yield "理由", cited(reason)
    if reason.reading:
        reading = edition.readings[reason.reading]
        yield f"協議ナビの読み方 {reading.id}", f"{reading.text}{reading.reason}"


def cited(reason: Reason) -> str:
    """A reason with the places it rests on."""
    return f"{reason.text}（{'、'.join([place(reason.provision), *reason.notes])}）"


def procedure_rows(edition: Edition, line: ProcedureResult) -> Iterator[tuple[str, str]]:
    """Forms, roles, time and desk."""
    acts = line.status in ("required", "conditional", "unclear")
    forms = "、".join(line.papers.forms) or (edition.papers_note if acts else "")
    if forms:
        yield "様式", forms
    yield from ((role["label"], role["value"]) for role in roles(line))
    if line.papers.timing:
        yield "時期", line.papers.timing
    yield "窓口", line.desk


def next_steps(filed: Filed) -> Iterator[Block]:
    """What to do next, numbered."""
    yield Heading("3．次にすること")
    steps = tuple((str(number), step_text(step)) for number, step in enumerate(filed.steps, 1))
    yield Table(steps, (10, WIDTH - 10)) if steps else Text(NO_STEPS)


def answers(filed: Filed) -> Iterator[Block]:
    """The answers, in the order in which they were given."""
    yield Heading("4．答えていただいた内容")
    facts = filed.edition.facts
    rows = tuple((facts[n].heading, label(facts[n], v)) for n, v in filed.answers.items())
    yield Table(rows, (60, WIDTH - 60), ("質問", "答え")) if rows else Text(NO_ANSWERS)


def desks(filed: Filed) -> Iterator[Block]:
    """Whom to ask, and where."""
    found = desk_rows(filed)
    if found:
        yield Heading("5．窓口")
        yield Table(found, (60, WIDTH - 60), ("窓口", "連絡先"))


def desk_rows(filed: Filed) -> tuple[tuple[str, str], ...]:
    """(name, ways to reach it) of the desks of this result, each once."""
    named = dict.fromkeys(line.desk for line in filed.lines)
    found = (filed.contacts.desk(short) for short in named)
    return tuple((desk.name, "、".join(desk.details) or UNSET) for desk in found)


def pairs(*rows: tuple[str, str]) -> Table:
    """A table of names and values."""
    return Table(rows, (40, WIDTH - 40))
