"""Words and items of the guideline, found as people cite them and explained as text."""

from __future__ import annotations

import difflib
import re

from ..core.model import Edition, Provision, Term
from ..render import wording
from ..render.result import place
from ..text import fold


def find_term(edition: Edition, word: str) -> Term | None:
    """The entry for a word or one of its aliases."""
    wanted = fold(word)
    return next((t for t in edition.terms if wanted in map(fold, (t.term, *t.aliases))), None)


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
    if article := re.fullmatch(r"第?(\d+)条.*", wanted):
        cited = re.compile(rf"第{article[1]}条")
        exact = [p for p in edition.provisions.values() if fold(p.article or "").endswith(wanted)]
        return exact or [p for p in edition.provisions.values() if cited.search(p.article or "")]
    return [p for name, p in edition.provisions.items() if name.startswith(f"{wanted}(")]


def explain_provision(item: Provision) -> str:
    """One item as text."""
    article = f"・{item.article}" if item.article else ""
    return f"【{place(item.id)}{article}】{item.title}\n{item.summary.replace('。 ', '。')}"
