"""What the databases hold, beside what people remember."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from battery.talkers import Talker

from rasa_project.delivery.tables import spoken
from rasa_project.store.engine import open_engine, reading
from rasa_project.store.kept import conversation_key
from rasa_project.store.tables import consultations


@dataclass(frozen=True)
class Findings:
    """How often each promise was broken."""

    lost: int = 0
    doubled: int = 0
    unstated: tuple[str, ...] = ()
    """The facts, each with the words on its record."""
    leaked: int = 0


def check(database: str, talkers: Sequence[Talker]) -> Findings:
    """Read everything once and compare."""
    words, filed = rows(database, spoken), rows(database, consultations)
    lost = doubled = 0
    for talker in talkers:
        kept = said(words, talker.conversation)
        lost += sum((talker.acknowledged - kept).values())
        doubled += sum((kept - talker.sent).values())
    return Findings(lost, doubled, unstated(filed, talkers), leaked(words, talkers))


def rows(database: str, table: Any) -> Sequence[Any]:
    """All that a table holds."""
    engine = open_engine(database)
    with reading(engine) as connection:
        found: Sequence[Any] = connection.execute(sa.select(table)).mappings().all()
    engine.dispose()
    return found


def said(words: Sequence[Any], conversation: str) -> Counter[str]:
    """What a person said, by the words, and how often."""
    mine = (row["messages"] for row in words if row["conversation"] == conversation)
    return Counter(one["text"] for turn in mine for one in turn if one["from"] == "user")


def unstated(filed: Sequence[Any], talkers: Sequence[Talker]) -> tuple[str, ...]:
    """Facts on record that their person never chose; a record of nobody's counts, too."""
    stated = {conversation_key(one.conversation): one.stated for one in talkers}
    return tuple(
        f"{fact}={value}: {row['text']}"
        for row in filed
        for fact, value in row["answers"].items()
        if (fact, value) not in stated.get(row["conversation"], set())
    )


def leaked(words: Sequence[Any], talkers: Sequence[Talker]) -> int:
    """Turns that hold the mark of somebody of another conversation."""
    return sum(
        talker.mark in json.dumps(row["messages"], ensure_ascii=False)
        for row in words
        for talker in talkers
        if row["conversation"] != talker.conversation
    )
