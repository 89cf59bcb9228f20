"""What a template can be filled with: field name -> value, in the words that officers write there."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.explain import ProcedureResult
from ..core.model import UNKNOWN
from ..render.question import label
from ..render.result import edition_line, step_text
from .filed import Filed, day_text
from .sheet import cited, desk_rows

Fields = dict[str, object]
Rows = list[dict[str, str]]
ONE_BY_ONE = "2つ以上の協議が必要です。まとめて出すか分けて出すかを、窓口に確かめてください。"


def fields_of(filed: Filed, form: str) -> Fields:
    """The fields of one form. What is not known is empty; README.md beside the templates lists them."""
    lines = [line for line in filed.lines if form in line.papers.forms]
    others = [line for line in filed.lines if line not in lines]
    return {
        "相談番号": filed.number,
        "相談日": day_text(filed.day),
        "所属": filed.place,
        "要領": edition_line(filed.edition),
        "要領のページ": filed.edition.official_page,
        **roles(lines),
        "条項の一覧": provisions(filed, form),
        "手続の一覧": [procedure(filed, line) for line in lines],
        "ほかの手続の一覧": [procedure(filed, line) for line in others],
        "することの一覧": steps(filed, lines),
        "答えの一覧": answers(filed),
        "わからない答えの一覧": open_questions(filed),
        "窓口の一覧": [{"名前": name, "連絡先": reach} for name, reach in desk_rows(filed)],
    }


def roles(lines: list[ProcedureResult]) -> Fields:
    """Who does what with which forms, as far as the guideline says so."""
    papers = [line.papers for line in lines]
    return {
        "作る人": joined(paper.prepared_by for paper in papers),
        "出す人": joined(paper.submitted_by for paper in papers),
        "出す相手": joined(paper.submitted_to for paper in papers),
        "返ってくるもの": joined(back for paper in papers for back in paper.returns),
        "まとめ方": ONE_BY_ONE if len(lines) > 1 else "",
        "様式の一覧": named(form for paper in papers for form in paper.forms),
        "確かめる人の一覧": named(who for paper in papers for who in paper.checked_by),
    }


def provisions(filed: Filed, form: str) -> Rows:
    """Every procedure that the form can be for, ticked where this result calls for it."""
    called = {line.procedure.id for line in filed.lines if form in line.papers.forms}
    return [
        {"印": "■" if name in called else "□", "名前": procedure.name}
        for name, procedure in filed.edition.procedures.items()
        if any(form in papers.forms for papers in procedure.papers.values())
    ]


def procedure(filed: Filed, line: ProcedureResult) -> dict[str, str]:
    """One procedure with its reasons, readings marked as ours."""
    said = []
    for reason in line.reasons:
        said.append(cited(reason))
        if reason.reading:
            reading = filed.edition.readings[reason.reading]
            said.append(f"協議ナビの読み方 {reading.id}：{reading.text}{reading.reason}")
    return {
        "名前": line.procedure.name,
        "結果": line.procedure.labels[line.status],
        "理由": "\n".join(said),
        "時期": line.papers.timing or "",
        "窓口": line.desk,
    }


def steps(filed: Filed, lines: list[ProcedureResult]) -> Rows:
    """What to do for these procedures, in order."""
    about = {line.procedure.id for line in lines}
    return [{"こと": step_text(step)} for step in filed.steps if about & set(step.when)]


def answers(filed: Filed) -> Rows:
    """The answers, in the order in which they were given."""
    facts = filed.edition.facts
    return [
        {"質問": facts[name].heading, "答え": label(facts[name], value)}
        for name, value in filed.answers.items()
    ]


def open_questions(filed: Filed) -> Rows:
    """What nobody could answer, with who may know."""
    facts = filed.edition.facts
    return [
        {"質問": facts[name].question, "聞く先": facts[name].who_knows or ""}
        for name, value in filed.answers.items()
        if value == UNKNOWN
    ]


def named(names: Iterable[str]) -> Rows:
    """A list of names, each once."""
    return [{"名前": name} for name in dict.fromkeys(names)]


def joined(names: Iterable[str | None]) -> str:
    """The names, each once."""
    return "、".join(dict.fromkeys(name for name in names if name))
