"""Earlier cases like a consultation, so that a precedent is found: by facts and by text.

Some hundred candidates come from indexes (same subject, same activity, rare words in common); only
these are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from .cases import Case, cases_by_id
from .engine import reading
from .search import folded, grams, searched
from .tables import consultations
from .tables_desk import DECIDED, case_texts, cases

WEIGHTS = {"subject": 5, "activity": 3, "contract": 3, "network": 2}
"""What makes two projects alike; every other fact counts once."""
FACTS, TEXT = 0.7, 0.3
PER_SOURCE = 60
"""Candidates taken from one index, the newest first."""
RARE = 0.1
"""A word is rare if no more than this share of the candidates found by facts has it."""
SEARCHES = 3
WORD = re.compile(r"[一-龠々]{3,}|[ァ-ヴー]{3,}|[A-Za-z]{3,}")


@dataclass(frozen=True)
class Similar:
    """An earlier case, from 0 (nothing in common) to 1."""

    case: Case
    likeness: float


@dataclass(frozen=True)
class Candidate:
    """What is compared."""

    id: int
    decided: bool
    answers: Mapping[str, str]
    folded: str


def similar(engine: Engine, consultation: str, limit: int = 10) -> tuple[Similar, ...]:
    """The cases most like a consultation, its own apart: decided ones first. Raises StoreError."""
    kept = consultations.c
    wanted = select(kept.answers, kept.text).where(kept.id == consultation)
    with reading(engine) as connection:
        this = connection.execute(wanted).first()
        if this is None:
            return ()
        found = candidates(connection, consultation, *this)
        best = ranked(found, *this)[:limit]
        shown = cases_by_id(connection, [one.id for _, one in best])
    return tuple(Similar(shown[one.id], round(likeness, 3)) for likeness, one in best)


def ranked(
    found: Iterable[Candidate], answers: Mapping[str, str], text: str
) -> list[tuple[float, Candidate]]:
    """Likeness and candidate: decided ones first, then the most alike, then the newest."""
    flat = grams(folded(text))
    pairs = [
        (
            FACTS * facts_alike(answers, one.answers) + TEXT * text_alike(flat, grams(one.folded)),
            one,
        )
        for one in found
    ]
    return sorted(pairs, key=lambda pair: (not pair[1].decided, -pair[0], -pair[1].id))


def facts_alike(these: Mapping[str, str], those: Mapping[str, str]) -> float:
    """The weight of the facts with the same answer, as a share of all facts answered in either."""
    weights = {fact: WEIGHTS.get(fact, 1) for fact in {*these, *those}}
    shared = sum(weight for fact, weight in weights.items() if these.get(fact) == those.get(fact))
    return shared / sum(weights.values()) if weights else 0.0


def text_alike(these: set[str], those: set[str]) -> float:
    """The share of these letter pairs that the other text has; it may say more, such as the reasons."""
    return len(these & those) / len(these) if these else 0.0


def candidates(
    connection: Connection, consultation: str, answers: Mapping[str, str], text: str
) -> list[Candidate]:
    """The cases worth comparing."""
    by_facts = set()
    for condition in like_facts(answers):
        newest = select(cases.c.id).where(*condition).order_by(cases.c.id.desc())
        by_facts |= set(connection.execute(newest.limit(PER_SOURCE)).scalars())
    found = read(connection, consultation, by_facts)
    by_text = set()
    for word in rare_words(text, found):
        source = searched(connection, word)
        newest = select(source.key).select_from(source.tables).where(*source.conditions)
        newest = newest.order_by(source.key.desc()).limit(PER_SOURCE)
        by_text |= set(connection.execute(newest).scalars())
    return found + read(connection, consultation, by_text - by_facts)


def like_facts(answers: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    """Conditions that indexes answer, the newest first: decided and not, with the activity and without."""
    subject = cases.c.subject == answers.get("subject")
    both = (subject, cases.c.activity == answers.get("activity"))
    yield (*both, DECIDED)
    yield (subject, DECIDED)
    yield both


def rare_words(text: str, found: list[Candidate]) -> list[str]:
    """The longest words of the text that few of the candidates have: those facts do not explain."""
    words = sorted(set(WORD.findall(text)), key=lambda word: (-len(word), word))
    rare = (
        word
        for word in words
        if sum(folded(word) in one.folded for one in found) <= RARE * len(found)
    )
    return list(islice(rare, SEARCHES))


def read(connection: Connection, consultation: str, ids: set[int]) -> list[Candidate]:
    """What is compared of these cases, those of the consultation itself left out."""
    wanted = (
        select(cases.c.id, cases.c.decision, consultations.c.answers, case_texts.c.folded)
        .join(consultations, consultations.c.id == cases.c.consultation)
        .join(case_texts, case_texts.c.case_id == cases.c.id)
        .where(cases.c.id.in_(ids), consultations.c.id != consultation)
    )
    return [
        Candidate(case, decision is not None, answers, text)
        for case, decision, answers, text in connection.execute(wanted)
    ]
