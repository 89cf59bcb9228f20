"""Fill a database with plausible consultations and cases, for measuring: fast, not one by one.

    .venv/bin/python scripts/fill_records.py ADDRESS [COUNT]

The address is a file or a URL, the tables are made where they are missing, and everything is added to what is
there. `make bench` uses `fill`.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.engine import Engine

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from oracle import sensible_cases  # noqa: E402

from rasa_project.core.explain import Consultations  # noqa: E402
from rasa_project.edition import in_force  # noqa: E402
from rasa_project.render.question import label  # noqa: E402
from rasa_project.store.engine import open_engine, writing  # noqa: E402
from rasa_project.store.kept import Kept  # noqa: E402
from rasa_project.store.migrate import migrate  # noqa: E402
from rasa_project.store.reference import new_reference  # noqa: E402
from rasa_project.store.saving import JAPAN, differences, values_of  # noqa: E402
from rasa_project.store.search import text_row  # noqa: E402
from rasa_project.store.tables import changes, consultations, unread, verdicts  # noqa: E402
from rasa_project.store.tables_desk import audit, case_texts, cases, comments  # noqa: E402

BATCH, PATTERNS = 2_000, 3_000
YEARS, WITH_CASE, WITH_UNREAD = 3, 0.6, 0.05
LAST_DAY = datetime(2026, 9, 30, tzinfo=timezone.utc)
TABLES = (consultations, changes, verdicts, unread, cases, comments, audit, case_texts)
BUREAUS = (
    "総務局", "財政局", "市民局", "福祉局", "健康局", "環境局", "都市整備局", "建設局", "水道局",
)  # fmt: skip
THINGS = (
    "住民票", "税務", "窓口予約", "道路台帳", "図書貸出", "施設予約", "給付金", "健診", "職員研修",
    "防災無線", "水質検査", "学校図書", "公園管理", "入札",
)  # fmt: skip
MEANS = (
    "クラウド", "専用回線", "タブレット", "帳票印刷", "顔認証", "音声認識", "地図表示", "電子申請",
)  # fmt: skip
STATES = ("new", "claimed", "decided", *["closed"] * 6)
DECISIONS = ("required", "not_required", "conditional")
PEOPLE = ("sato", "suzuki", "tanaka", "ito", "kato")

Row = dict[str, Any]


class Filler:
    """Makes rows for each table; the same seed makes the same ones, references apart."""

    def __init__(self, first_case: int) -> None:
        self.chance = random.Random(first_case)
        self.case = first_case
        self.references: set[str] = set()
        self.patterns = list(self._patterns())
        self.rows: dict[str, list[Row]] = {}

    def _patterns(self) -> Iterator[Row]:
        """Columns of some kinds of consultation; many consultations share each."""
        decide = Consultations(in_force(date(2026, 4, 1)))
        facts = decide.edition.facts
        for answers in self.chance.sample(list(sensible_cases()), PATTERNS):
            result = decide.result(answers)
            given_up = self.chance.choice(("open", "dropped"))
            said = (f"{facts[one].heading}：{label(facts[one], v)}" for one, v in answers.items())
            kept = Kept(
                id="", conversation="", channel="web", edition=decide.edition.in_force_from,
                rules="0123456789abcdef", answers=answers, text="\n".join(said),
                open_question=result.next_question,
                state="finished" if result.complete else given_up,
                result=result.as_dict() if result.complete else None,
            )  # fmt: skip
            yield values_of(kept)

    def batch(self, size: int) -> dict[str, list[Row]]:
        """The rows of so many consultations, by the names of the tables."""
        self.rows = {table.name: [] for table in TABLES}
        for _ in range(size):
            self._consultation()
        return self.rows

    def _consultation(self) -> None:
        chance = self.chance
        began = LAST_DAY - timedelta(minutes=chance.randrange(YEARS * 365 * 24 * 60))
        values = chance.choice(self.patterns)
        row = {
            **values, "id": f"{chance.getrandbits(128):032x}", "reference": self._reference(),
            "conversation": f"{chance.getrandbits(256):064x}", "department": chance.choice(BUREAUS),
            "started": began, "updated": began, "month": began.astimezone(JAPAN).strftime("%Y-%m"),
            "finished": began if values["state"] == "finished" else None,
        }  # fmt: skip
        self.rows["consultations"].append(row)
        self._hanging_on(row, began)
        if chance.random() < WITH_CASE:
            self._case(row, began)

    def _reference(self) -> str:
        while (reference := new_reference()) in self.references:
            continue
        self.references.add(reference)
        return reference

    def _hanging_on(self, kept: Row, at: datetime) -> None:
        of_it = {"consultation": kept["id"]}
        for number, one in enumerate(differences({}, kept["answers"]), 1):
            self.rows["changes"].append({**of_it, "number": number, "at": at, **one})
        for procedure, status in kept["statuses"].items():
            verdict = {"procedure": procedure, "status": status, "month": kept["month"]}
            self.rows["verdicts"].append({**of_it, **verdict})
        if self.chance.random() < WITH_UNREAD:
            said = f"{self.chance.choice(THINGS)}は{self.chance.choice(MEANS)}でよろしく"
            misread = {"at": at, "text": said, "asked": "stage", "act": "out_of_scope"}
            self.rows["unread"].append({**of_it, **misread})

    def _case(self, kept: Row, at: datetime) -> None:
        chance, who = self.chance, self.chance.choice(PEOPLE)
        state = chance.choice(STATES)
        done = state in ("decided", "closed")
        reason = f"{chance.choice(THINGS)}の{chance.choice(MEANS)}と同じ扱いとします。"
        said = f"{chance.choice(THINGS)}システムに{chance.choice(MEANS)}を使うとのこと。"
        self.rows["cases"].append({
            "id": self.case, "consultation": kept["id"], "desk": chance.choice(("dx", "dx", "kiban")),
            "kind": chance.choice(("handed_over", "unclear")), "state": state, "version": 3,
            "claimed_by": None if state == "new" else who, "subject": kept["subject"],
            "activity": kept["activity"], "opened": at, "updated": at, "decided": at if done else None,
            "closed": at if state == "closed" else None, "reason": reason if done else None,
            "decision": chance.choice(DECISIONS) if done else None, "procedures": {} if done else None,
        })  # fmt: skip
        of_it = {"case_id": self.case, "at": at}
        self.rows["comments"].append({**of_it, "author": who, "text": said})
        self.rows["audit"].append({**of_it, "actor": "bot", "action": "opened", "detail": {}})
        texts = (kept["reference"], kept["department"], kept["text"], reason if done else "", said)
        self.rows["case_texts"].append(text_row(self.case, texts))
        self.case += 1


def fill(engine: Engine, count: int, progress: Callable[[int], None] = lambda done: None) -> None:
    """Add consultations, six in ten with a case."""
    with writing(engine) as connection:
        last = connection.execute(select(func.max(cases.c.id))).scalar() or 0
    filler = Filler(last + 1)
    for done in range(0, count, BATCH):
        rows = filler.batch(min(BATCH, count - done))
        with writing(engine) as connection:
            for table in TABLES:
                if rows[table.name]:
                    connection.execute(insert(table), rows[table.name])
        progress(min(done + BATCH, count))
    finish(engine)


def finish(engine: Engine) -> None:
    """Leave the database as if it had grown by itself: numbering goes on, statistics are there."""
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            following = "SELECT setval(pg_get_serial_sequence('cases', 'id'), max(id)) FROM cases"
            connection.execute(text(following))
        connection.execute(text("ANALYZE"))


def main() -> int:
    """Fill the database at an address."""
    parser = argparse.ArgumentParser(description="Fill a database with plausible consultations.")
    parser.add_argument("address", help="a file, or a URL of SQLite or PostgreSQL")
    parser.add_argument("count", type=int, nargs="?", default=100_000)
    said = parser.parse_args()
    engine = open_engine(said.address if "://" in said.address else Path(said.address))
    migrate(engine)
    fill(engine, said.count, lambda done: print(f"\r{done:,}", end="", file=sys.stderr))
    print(file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
