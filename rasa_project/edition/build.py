"""The files of one edition -> `core.model.Edition`. Shapes are checked here, contents in `checks`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ..core.model import Edition, Papers, Procedure, Provision, Reading, Step, Term
from .checks import check
from .conditions import ConditionReader
from .facts import read_combinations, read_facts
from .source import Entry, flag, keyed, optional, read, texts
from .tables import read_tables


def build_edition(folder: Path) -> Edition:
    """Read and check one edition's folder. Raises EditionError naming file, line, key and remedy."""
    about_file = read(folder / "edition.yml")
    about = about_file.mapping("title", "in_force_from", "amended", "official_page", "no_form")
    facts = read_facts(folder / "facts.yml")
    reader = ConditionReader({fact.id: frozenset(fact.values) for fact in facts.values()})
    edition = Edition(
        id=folder.name,
        title=about_file.required(about, "title").text(),
        in_force_from=read_date(about_file.required(about, "in_force_from"), folder),
        official_page=about_file.required(about, "official_page").text(),
        facts=facts,
        combinations=read_combinations(folder / "facts.yml", facts),
        tables=read_tables(folder / "decisions", reader),
        procedures=read_procedures(folder / "procedures.yml"),
        readings={k: read_reading(k, e) for k, e in keyed(folder / "readings.yml", "readings")},
        provisions={
            k: read_provision(k, e) for k, e in keyed(folder / "provisions.yml", "provisions")
        },
        steps=read_steps(folder / "steps.yml"),
        terms=read_terms(folder / "glossary.yml"),
        papers_note=about_file.required(about, "no_form").text(),
    )
    check(edition, folder)
    return edition


def read_date(entry: Entry, folder: Path) -> date:
    """The date in force, which the folder's name must repeat."""
    try:
        day = date.fromisoformat(entry.text())
    except ValueError:
        entry.fail("は 2024-04-01 の形で書いてください。")
    if day.isoformat() != folder.name:
        entry.fail(f"がフォルダーの名前（{folder.name}）と違います。そろえてください。")
    return day


def read_reading(key: str, entry: Entry) -> Reading:
    """One reading."""
    fields = entry.mapping("text", "reason")
    return Reading(
        key, entry.required(fields, "text").text(), entry.required(fields, "reason").text()
    )


def read_provision(key: str, entry: Entry) -> Provision:
    """One item of the guideline."""
    fields = entry.mapping("title", "article", "summary", "terms", "notes")
    return Provision(
        id=key,
        title=entry.required(fields, "title").text(),
        summary=entry.required(fields, "summary").text().strip(),
        terms=texts(fields, "terms"),
        notes=texts(fields, "notes"),
        article=optional(fields, "article"),
    )


def read_procedures(path: Path) -> dict[str, Procedure]:
    """The procedures with their labels per status, the general ones underneath their own."""
    file = read(path)
    top = file.mapping("statuses", "procedures")
    labels = {k: e.text() for k, e in file.required(top, "statuses").mapping().items()}
    entries = file.required(top, "procedures").mapping().items()
    return {key: read_procedure(key, entry, labels) for key, entry in entries}


def read_procedure(key: str, entry: Entry, labels: dict[str, str]) -> Procedure:
    """One procedure."""
    fields = entry.mapping("name", "provisions", "desk", "labels", "papers")
    own = fields["labels"].mapping(*labels) if "labels" in fields else {}
    papers = entry.required(fields, "papers").mapping(*labels)
    return Procedure(
        id=key,
        name=entry.required(fields, "name").text(),
        provisions=entry.required(fields, "provisions").texts(),
        desk=entry.required(fields, "desk").text(),
        papers={status: read_papers(e) for status, e in papers.items()},
        labels={**labels, **{status: e.text() for status, e in own.items()}},
    )


def read_papers(entry: Entry) -> Papers:
    """Forms and roles for one status."""
    fields = entry.mapping(
        "forms", "prepared_by", "checked_by", "submitted_by", "submitted_to", "returns", "timing",
        "desk",
    )  # fmt: skip
    return Papers(
        forms=texts(fields, "forms"),
        prepared_by=optional(fields, "prepared_by"),
        checked_by=texts(fields, "checked_by"),
        submitted_by=optional(fields, "submitted_by"),
        submitted_to=optional(fields, "submitted_to"),
        returns=texts(fields, "returns"),
        timing=optional(fields, "timing"),
        desk=optional(fields, "desk"),
    )


def read_steps(path: Path) -> tuple[Step, ...]:
    """What to do next, in order."""
    file = read(path)
    steps = []
    for entry in file.required(file.mapping("steps"), "steps").items():
        fields = entry.mapping("when", "text", "provision")
        when = entry.required(fields, "when").mapping()
        steps.append(
            Step(
                when={procedure: frozenset(e.texts()) for procedure, e in when.items()},
                text=entry.required(fields, "text").text(),
                provision=entry.required(fields, "provision").text(),
            )
        )
    return tuple(steps)


def read_terms(path: Path) -> tuple[Term, ...]:
    """The glossary."""
    file = read(path)
    return tuple(read_term(e) for e in file.required(file.mapping("terms"), "terms").items())


def read_term(entry: Entry) -> Term:
    """One word of the glossary."""
    fields = entry.mapping("term", "aliases", "provision", "fact", "value", "text", "ours")
    return Term(
        term=entry.required(fields, "term").text(),
        text=entry.required(fields, "text").text().strip(),
        provision=entry.required(fields, "provision").text(),
        aliases=texts(fields, "aliases"),
        fact=optional(fields, "fact"),
        value=optional(fields, "value"),
        ours=flag(fields, "ours"),
    )
