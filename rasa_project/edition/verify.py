"""The edition against the official text: does every rule stand where it says it stands?

An edition can be free of contradictions and still be wrong about the guideline. What a machine can
hold against the text is held here: item numbers, words, footnotes, and that nothing is copied.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..core.model import Edition, Provision, Rule, Table
from .official import Official, plain

LONGEST_RUN = 25
"""So many characters in the same order are a copy (title and names of forms excepted)."""


@dataclass(frozen=True)
class Finding:
    """What holding the edition against the text has shown."""

    problems: tuple[str, ...]
    uncited: tuple[str, ...]
    """Provisions that no rule rests on: nothing wrong, but to be looked through."""
    rules: tuple[int, int]
    """Rules without a problem, and all rules."""
    provisions: tuple[int, int]
    texts: tuple[int, int]


def verify(edition: Edition, official: Official, folder: Path) -> Finding:
    """Hold the edition, read from the folder, against the text."""
    rules = [
        list(rule_problems(table, rule, official, folder))
        for table in edition.tables
        for rule in table.rules
    ]
    provisions = [
        list(provision_problems(provision, official, folder))
        for provision in edition.provisions.values()
    ]
    runs = runs_of(official)
    texts = [list(copied(where, text, runs)) for where, text in texts_of(edition)]
    found = [problem for one in (*rules, *provisions, *texts) for problem in one]
    problems = (*found, *undescribed(edition, official))
    return Finding(problems, uncited(edition), clean(rules), clean(provisions), clean(texts))


def undescribed(edition: Edition, official: Official) -> Iterator[str]:
    """Every provision of the text has an entry."""
    for item in official.items:
        if item not in edition.provisions:
            yield f"provisions.yml: 要領の「{item}」の説明がありません。書き足してください。"


def clean(checked: list[list[str]]) -> tuple[int, int]:
    """How many had no problem, and how many there were."""
    return sum(not problems for problems in checked), len(checked)


def rule_problems(table: Table, rule: Rule, official: Official, folder: Path) -> Iterator[str]:
    """The rule's provision and notes exist, and its terms stand together in that very item."""
    paths = sorted((folder / "decisions").glob("*.yml"))
    where = f"{place(paths, f'id: {rule.id}')}: 規則「{rule.id}」（{table.procedure}）"
    for name in (rule.provision, *rule.notes):
        if name not in official.items:
            yield f"{where}の根拠「{name}」は、要領の本文にありません。番号を直してください。"
    if not rule.terms:
        yield f"{where}に terms がありません。根拠の項目にある言葉を書いてください。"
    elif rule.provision in official.items and not official.together(rule.provision, rule.terms):
        words = "".join(f"「{term}」" for term in rule.terms)
        elsewhere = [item for item in official.items if official.together(item, rule.terms)]
        hint = f"（{'、'.join(elsewhere)} にはあります）" if elsewhere else ""
        yield (
            f"{where}の terms{words}が、{rule.provision} の1つの段落にそろって出てきません{hint}。"
            "要領の言葉どおりに書くか、provision を直してください。"
        )


def provision_problems(provision: Provision, official: Official, folder: Path) -> Iterator[str]:
    """The item exists, its terms stand in it, and it calls the notes."""
    name = provision.id
    at = place([folder / "provisions.yml"], f'"{name}":')
    where = f"{at}: 「{name}」"
    if name not in official.items:
        yield f"{where}は、要領の本文にありません。番号を直すか、消してください。"
        return
    for term in provision.terms:
        if not official.together(name, (term,)):
            yield (
                f"{where}の terms「{term}」は、その項目に出てきません。要領の言葉どおりに書いてください。"
            )
    for note in provision.notes:
        if plain(note) not in official.calls(name):
            yield (
                f"{where}の notes「{note}」は、その項目に付いていません。注の番号を直してください。"
            )


def place(paths: list[Path], words: str) -> str:
    """file:line of the words, for the reader; the file's name alone where they are not found."""
    for path in paths:
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            if line.strip().removeprefix("- ") == words:
                return f"{path.name}:{number}"
    return paths[0].name if len(paths) == 1 else "decisions"


def uncited(edition: Edition) -> tuple[str, ...]:
    """The provisions that no rule rests on, in the order of the text."""
    cited = {
        name
        for table in edition.tables
        for rule in table.rules
        for name in (rule.provision, *rule.notes)
    }
    return tuple(name for name in edition.provisions if name not in cited)


def runs_of(official: Official) -> frozenset[str]:
    """Every run of the text that is long enough to be a copy."""
    return frozenset(run for line in official.lines for run in windows(line))


def windows(text: str) -> Iterator[str]:
    """The runs of LONGEST_RUN characters in a text."""
    return (text[at : at + LONGEST_RUN] for at in range(len(text) - LONGEST_RUN + 1))


def copied(where: str, text: str, runs: frozenset[str]) -> Iterator[str]:
    """The first run copied from the official text, if any."""
    run = next((run for run in windows(plain(text)) if run in runs), None)
    if run:
        yield (
            f"{where}に、要領の文「{run}」がそのまま{LONGEST_RUN}文字以上写されています。"
            "やさしい言葉に言いかえてください。"
        )


def texts_of(edition: Edition) -> Iterator[tuple[str, str]]:
    """Everything the edition says in its own words, with where it is said."""
    yield from texts_of_decisions(edition)
    yield from texts_of_facts(edition)
    for provision in edition.provisions.values():
        yield f"provisions.yml: 「{provision.id}」の title", provision.title
        yield f"provisions.yml: 「{provision.id}」の summary", provision.summary
    for reading in edition.readings.values():
        yield f"readings.yml: 「{reading.id}」の text", reading.text
        yield f"readings.yml: 「{reading.id}」の reason", reading.reason
    for term in edition.terms:
        yield f"glossary.yml: 用語「{term.term}」の text", term.text
    for number, step in enumerate(edition.steps, 1):
        yield f"steps.yml: {number}番目の text", step.text


def texts_of_decisions(edition: Edition) -> Iterator[tuple[str, str]]:
    """What rules, tables and procedures say."""
    for table in edition.tables:
        yield f"decisions: 表「{table.procedure}」の unclear の text", table.unclear.text
        for rule in table.rules:
            yield f"decisions: 規則「{rule.id}」の text", rule.text
    for procedure in edition.procedures.values():
        for status, label in procedure.labels.items():
            yield f"procedures.yml: 手続「{procedure.id}」の labels の {status}", label
        for status, papers in procedure.papers.items():
            if papers.timing:
                yield f"procedures.yml: 手続「{procedure.id}」の {status} の timing", papers.timing


def texts_of_facts(edition: Edition) -> Iterator[tuple[str, str]]:
    """What questions and answers say."""
    for fact in edition.facts.values():
        where = f"facts.yml: 事実「{fact.id}」の"
        for key in ("heading", "question", "help", "why", "who_knows"):
            if text := getattr(fact, key):
                yield f"{where} {key}", text
        for choice in fact.choices:
            said = (choice.label, choice.description or "", *choice.aliases)
            for text in filter(None, said):
                yield f"{where}選択肢「{choice.value}」", text
