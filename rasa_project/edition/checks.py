"""What must hold between the files of an edition. Each complaint names the file and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from ..core.decide import Decider
from ..core.errors import EditionError, FactError, NoRuleError
from ..core.model import LEFT_OUT, STATUSES, UNKNOWN, Edition, Table


def check(edition: Edition, folder: Path) -> None:
    """Raise EditionError for the first contradiction between the files."""
    for problem in problems(edition):
        raise EditionError(f"{folder.name}/{problem}")


def problems(edition: Edition) -> Iterator[str]:
    """All contradictions, as "file: what is wrong and what to do"."""
    yield from tables(edition)
    yield from rules(edition)
    yield from provisions(edition)
    yield from steps(edition)
    yield from words(edition)
    yield from gaps(edition)


def tables(edition: Edition) -> Iterator[str]:
    """Each procedure has exactly one table and says who is in charge."""
    decided = {table.procedure for table in edition.tables}
    for name in decided - set(edition.procedures):
        yield f"decisions: 手続「{name}」が procedures.yml にありません。書き足してください。"
    for name in set(edition.procedures) - decided:
        yield f"procedures.yml: 手続「{name}」の表が decisions/ にありません。書き足してください。"


def rules(edition: Edition) -> Iterator[str]:
    """Rule ids are unique, and readings and labels exist."""
    seen: set[str] = set()
    for table in edition.tables:
        for rule in table.rules:
            if rule.id in seen:
                yield f"decisions: 規則「{rule.id}」が2つあります。id を変えてください。"
            seen.add(rule.id)
            if rule.reading not in (None, *edition.readings):
                yield f"decisions: 規則「{rule.id}」の読み方「{rule.reading}」が readings.yml にありません。書き足すか、番号を直してください。"
    if missing := [s for s in STATUSES for p in edition.procedures.values() if s not in p.labels]:
        yield f"procedures.yml: statuses に「{missing[0]}」の言葉がありません。書き足してください。"


def provisions(edition: Edition) -> Iterator[str]:
    """Every provision that is cited is described."""
    cited = [
        (f"規則「{r.id}」", p)
        for t in edition.tables
        for r in t.rules
        for p in (r.provision, *r.notes)
    ]
    cited += [(f"表「{t.procedure}」", t.unclear.provision) for t in edition.tables]
    cited += [(f"事実「{fact.id}」", fact.provision) for fact in edition.facts.values()]
    cited += [
        (f"手続「{p.id}」", name) for p in edition.procedures.values() for name in p.provisions
    ]
    cited += [(f"次にすること「{step.text[:12]}…」", step.provision) for step in edition.steps]
    cited += [(f"用語「{term.term}」", term.provision) for term in edition.terms]
    for who, name in cited:
        if name not in edition.provisions:
            yield f"provisions.yml: {who}が根拠にしている「{name}」がありません。書き足すか、番号を直してください。"


def steps(edition: Edition) -> Iterator[str]:
    """Steps speak of procedures and statuses that exist."""
    for step in edition.steps:
        for procedure, statuses in step.when.items():
            if procedure not in edition.procedures:
                yield f"steps.yml: 手続「{procedure}」はありません。procedures.yml の名前を使ってください。"
            if wrong := statuses - {*STATUSES, LEFT_OUT}:
                allowed = "、".join((*STATUSES, LEFT_OUT))
                yield f"steps.yml: 結果「{'、'.join(sorted(wrong))}」はありません。使えるのは {allowed} です。"


def words(edition: Edition) -> Iterator[str]:
    """No way of saying a value belongs to two values of one fact; no word has two explanations."""
    for fact in edition.facts.values():
        said = [(word, c.value) for c in fact.choices for word in (c.label, *c.aliases)]
        for word in doubled(said):
            yield f"facts.yml: 「{word}」が {fact.id} の2つの選択肢にあります。片方だけにしてください。"
    explained = [(word, term.term) for term in edition.terms for word in (term.term, *term.aliases)]
    for word in doubled(explained):
        yield f"glossary.yml: 「{word}」が2つの用語にあります。片方だけにしてください。"
    for term in edition.terms:
        fact_of = edition.facts.get(term.fact or "")
        if term.fact and (fact_of is None or term.value not in (None, *fact_of.values)):
            yield f"glossary.yml: 用語「{term.term}」の {term.fact}: {term.value} は facts.yml にありません。fact と value を直してください。"


def doubled(pairs: list[tuple[str, str]]) -> list[str]:
    """The words that belong to more than one thing."""
    owners: dict[str, str] = {}
    return [word for word, owner in pairs if owners.setdefault(word, owner) != owner]


def gaps(edition: Edition) -> Iterator[str]:
    """Some rule decides in every case in which a table speaks."""
    decider = Decider(edition)
    for table in edition.tables:
        for answers in openings(decider, table):
            try:
                decider.verdict(table, answers)
            except NoRuleError as error:
                yield (
                    f"decisions: 手続「{table.procedure}」の表に、{error.example}のときに"
                    "当てはまる規則がありません。規則を足すか、decided_when を直してください。"
                )
                break


def openings(decider: Decider, table: Table) -> Iterator[dict[str, str]]:
    """Every answer to the facts that say whether the table speaks or that have a value to begin with.

    All other facts stay open, and deciding tries each of their values.
    """
    facts, scope = decider.edition.facts, decider.scopes[table.procedure]
    stated = [f for f in scope.ruled if facts[f].default or facts[f].taken_as]
    names = dict.fromkeys((*scope.switches, *stated))
    for values in product(*((None, *facts[name].values, UNKNOWN) for name in names)):
        answers = {name: value for name, value in zip(names, values, strict=True) if value}
        try:
            decider.check(answers)
        except FactError:
            continue
        yield answers
