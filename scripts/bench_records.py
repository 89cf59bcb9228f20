"""What `make bench` measures of records and desk: a store filled with consultations, on both databases."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Engine

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "scripts")]

from fill_records import fill  # noqa: E402
from postgres import cluster  # noqa: E402
from servers import KYOGI  # noqa: E402

from rasa_project.desk.labels import Labels  # noqa: E402
from rasa_project.desk.sheets import write_csv, write_xlsx  # noqa: E402
from rasa_project.desk.tables import consultation_rows  # noqa: E402
from rasa_project.edition import in_force  # noqa: E402
from rasa_project.store.cases import Filters, queue  # noqa: E402
from rasa_project.store.engine import open_engine, reading  # noqa: E402
from rasa_project.store.migrate import migrate  # noqa: E402
from rasa_project.store.records import Records  # noqa: E402
from rasa_project.store.similar import similar  # noqa: E402
from rasa_project.store.tables_desk import cases  # noqa: E402

Row = tuple[str, str, str]
COUNT = int(os.environ.get("BENCH_RECORDS", "100000"))
ROUNDS = 15
SEARCHED = ("スマートデバイス", "リース", "福祉", "前例", "更新")


def records(folder: Path) -> Iterator[Row]:
    """Queue page, search, similar cases, exports and deciding again."""
    yield from measured("SQLite", str(folder / "records.db"), folder)
    with cluster(options="") as server:
        yield from measured("PostgreSQL", server.new_database(), folder)


def measured(name: str, address: str, folder: Path) -> Iterator[Row]:
    """One database."""
    engine = open_engine(address if "://" in address else Path(address))
    migrate(engine)
    yield f"{name}：相談 {COUNT:,} 件を入れる", took(lambda: fill(engine, COUNT)), ""
    yield f"{name}：一覧の1ページ", median(lambda: queue(engine, Filters())), ""
    for said in SEARCHED:
        wanted = Filters(text=said)
        yield f"{name}：「{said}」で探す", median(partial(queue, engine, wanted)), ""
    consultation = some_case(engine)
    yield f"{name}：似た案件", median(lambda: similar(engine, consultation)), ""
    yield from as_a_whole(name, engine, folder)
    engine.dispose()
    again = [*KYOGI, "records", "reevaluate"]
    where = {**os.environ, "KYOGI_RECORDS": address}
    yield f"{name}：全件を決め直す", took(lambda: quiet(again, where)), ""


def as_a_whole(name: str, engine: Engine, folder: Path) -> Iterator[Row]:
    """Exports of everything."""
    labels = Labels(in_force(date.today()))
    for kind, write in (("CSV", write_csv), ("XLSX", write_xlsx)):
        path, rows = folder / f"all.{kind}", consultation_rows(labels, Records(engine).stream())
        yield f"{name}：全件の{kind}", took(partial(write, path, rows)), ""


def quiet(command: list[str], environment: dict[str, str]) -> None:
    """Run a command without showing what it prints."""
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def some_case(engine: Engine) -> str:
    """A consultation on the list."""
    with reading(engine) as connection:
        return str(connection.execute(select(cases.c.consultation).limit(1)).scalar_one())


def median(work: Callable[[], object], rounds: int = ROUNDS) -> str:
    """The median time of some runs, after one that is not counted."""
    work()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return f"{statistics.median(times) * 1000:.0f} ms"


def took(work: Callable[[], object]) -> str:
    """The time of one run."""
    started = time.perf_counter()
    work()
    return f"{time.perf_counter() - started:.1f} 秒"
