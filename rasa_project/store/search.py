"""Full-text search over the desk's cases, in Japanese, from one letter on; the same on both databases.

The text is folded, and its single letters and letter pairs are indexed as words. A search asks the
index for texts that have all pairs of a word, and keeps those that have the word itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import column, delete, false, func, insert, select, table, text
from sqlalchemy.engine import Connection

from ..text import fold
from .tables import Number, consultations
from .tables_desk import case_texts, cases, comments

LONGEST_SEARCH = 200
fts = table("case_search", column("rowid", Number))


@dataclass(frozen=True)
class Source:
    """Where to select from: a join with `cases`, the key to order by, the conditions."""

    tables: Any
    key: Any
    conditions: tuple[Any, ...] = ()


def folded(said: str) -> str:
    """Letters and digits only, as `text.fold` compares them; lines stay apart."""
    lines = ("".join(filter(str.isalnum, fold(line))) for line in said.splitlines())
    return "\n".join(filter(None, lines))


def grams(folded_text: str) -> set[str]:
    """Single letters and pairs."""
    return {
        line[start : start + size]
        for line in folded_text.split("\n")
        for size in (1, 2)
        for start in range(len(line) - size + 1)
    }


def words(said: str) -> list[str]:
    """What a search looks for: every word, folded; empty where there is nothing to look for."""
    return list(dict.fromkeys(filter(None, map(folded, said[:LONGEST_SEARCH].split()))))


def searched(connection: Connection, said: str) -> Source:
    """The cases whose texts hold every word."""
    wanted = words(said)
    if not wanted:
        return Source(cases, cases.c.id, (false(),))
    pairs = sorted(set().union(*map(needed_grams, wanted)))
    found = (in_sqlite if connection.dialect.name == "sqlite" else in_postgresql)(pairs)
    place = func.instr if connection.dialect.name == "sqlite" else func.strpos
    exact = (place(case_texts.c.folded, word) > 0 for word in wanted)
    return Source(found.tables, found.key, (*found.conditions, *exact))


# Pairs are letters and digits only, so neither query language needs an escape inside its quotes.


def in_sqlite(pairs: list[str]) -> Source:
    """Ordered by the index's own key, SQLite stops at the end of the page."""
    match = text("case_search MATCH :grams")
    joined = fts.join(case_texts, case_texts.c.case_id == fts.c.rowid)
    joined = joined.join(cases, cases.c.id == case_texts.c.case_id)
    said = " ".join(f'"{pair}"' for pair in pairs)
    return Source(joined, fts.c.rowid, (match.bindparams(grams=said),))


def in_postgresql(pairs: list[str]) -> Source:
    """PostgreSQL sees for itself whether the index or the order is worth more."""
    match = text("case_texts.grams @@ CAST(:grams AS tsquery)")
    joined = case_texts.join(cases, cases.c.id == case_texts.c.case_id)
    said = " & ".join(f"'{pair}'" for pair in pairs)
    return Source(joined, cases.c.id, (match.bindparams(grams=said),))


def needed_grams(word: str) -> set[str]:
    """The pairs of a word, or its one letter."""
    return {gram for gram in grams(word) if len(gram) == min(2, len(word))}


def text_row(case: int, parts: Iterable[str]) -> dict[str, Any]:
    """The row of `case_texts` for the texts of a case."""
    flat = folded("\n".join(parts))
    return {"case_id": case, "folded": flat, "grams": " ".join(sorted(grams(flat)))}


def index_cases(connection: Connection, ids: Iterable[int]) -> None:
    """Bring the searched texts of these cases up to date."""
    for case in ids:
        row = text_row(case, texts_of(connection, case))
        connection.execute(delete(case_texts).where(case_texts.c.case_id == case))
        connection.execute(insert(case_texts), row)


def texts_of(connection: Connection, case: int) -> Iterator[str]:
    """What is searched of a case: 相談番号, department, the consultation's text, reason, comments."""
    kept = consultations.c
    wanted = select(kept.reference, kept.department, kept.text, cases.c.reason)
    wanted = wanted.join(cases, cases.c.consultation == kept.id).where(cases.c.id == case)
    for row in connection.execute(wanted):
        yield from filter(None, row)
    said = select(comments.c.text).where(comments.c.case_id == case).order_by(comments.c.id)
    yield from connection.execute(said).scalars()
