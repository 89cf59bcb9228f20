"""Words and items of the guideline, found as people cite them and explained as text."""

from __future__ import annotations

import difflib
import re

from ..core.model import Edition, Provision, Term
from ..render import wording
from ..render.result import place
from ..text import fold


def find_term(edition: Edition, word: str) -> Term | None:
    """The entry for a word or one of its aliases, else that of the answer the word stands for."""
    wanted = fold(word)
    named = (t for t in edition.terms if wanted in map(fold, (t.term, *t.aliases)))
    meant = [
        (fact.id, choice.value)
        for fact in edition.facts.values()
        for choice in fact.choices
        if wanted in map(fold, (choice.label, *choice.aliases))
    ]
    return next(named, None) or next((t for t in edition.terms if (t.fact, t.value) in meant), None)


def explain_term(term: Term) -> str:
    """An entry as text."""
    ours = wording.OURS if term.ours else ""
    return f"【{term.term}】{term.text.replace('。 ', '。')}（{place(term.provision)}）{ours}"


def near_terms(edition: Edition, word: str) -> str:
    """Words that are nearly the one asked for."""
    names = {fold(name): term.term for term in edition.terms for name in (term.term, *term.aliases)}
    near = [names[name] for name in difflib.get_close_matches(fold(word), names, n=3, cutoff=0.6)]
    said = f"「{word[:40]}」の説明は、用意していません。"
    return f"{said}もしかして：{'、'.join(dict.fromkeys(near))}" if near else said


def find_provisions(edition: Edition, term: str) -> list[Provision]:
    """The items a citation names: one item, a whole section, or those that belong to an article."""
    wanted = fold(term)
    if wanted in edition.provisions:
        return [edition.provisions[wanted]]
    if article := re.match(r"第?(\d+)条", wanted):
        return of_article(edition, f"第{article[1]}条", wanted)
    return [p for name, p in edition.provisions.items() if name.startswith(f"{wanted}(")]


def of_article(edition: Edition, article: str, wanted: str) -> list[Provision]:
    """The items of an article: the very paragraph, else its provisos, all on it alone, or on it too."""
    about = [p for p in edition.provisions.values() if article in (p.article or "")]
    paragraph = [p for p in about if wanted != article and fold(p.article or "").endswith(wanted)]
    proviso = [p for p in about if "ただし書" in wanted and "ただし書" in (p.article or "")]
    alone = [p for p in about if "・" not in (p.article or "")]
    return paragraph or proviso or alone or about


def explain_provision(item: Provision) -> str:
    """One item as text."""
    article = f"・{item.article}" if item.article else ""
    return f"【{place(item.id)}{article}】{item.title}\n{item.summary.replace('。 ', '。')}"
