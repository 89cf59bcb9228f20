"""Back-up and restore, rehearsed: what is destroyed comes back, and nothing is overwritten unasked."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from postgres import Cluster
from servers import KYOGI
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine
from store_samples import consultation, decided_case

from rasa_project.core.errors import KyogiError
from rasa_project.store.audit import entries
from rasa_project.store.backup import LIST, Databases, back_up, restore
from rasa_project.store.cases import Filters, queue
from rasa_project.store.desk import Desk
from rasa_project.store.engine import open_engine, writing
from rasa_project.store.migrate import migrate
from rasa_project.store.records import Records

NIGHT = datetime(2026, 4, 1, 17, 30, tzinfo=timezone.utc)
ODD = "「協議」\n'; DROP TABLE turns; -- 𠮷 \\ % \t"
Rows = dict[str, list[str]]


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Databases]:
    """Conversations and records, each with something in it."""
    addresses = {name: f"sqlite:///{tmp_path}/{name}.db" for name in ("conversations", "records")}
    server: Cluster | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        addresses = {name: server.new_database() for name in addresses}
    engines = {name: open_engine(address) for name, address in addresses.items()}
    fill(engines["conversations"], engines["records"])
    yield engines
    for name, engine in engines.items():
        engine.dispose()
        if server:
            server.drop(addresses[name])


def fill(conversations: Engine, records: Engine) -> None:
    """Cases with all that hangs on them, and a table that the records' migrations know nothing of."""
    migrate(records)
    for number in range(20):
        decided_case(Records(records), Desk(records), text=f"{ODD}{number}")
    with writing(conversations) as connection:
        connection.execute(text("CREATE TABLE turns (id INTEGER PRIMARY KEY, said TEXT)"))
        connection.execute(text("INSERT INTO turns VALUES (1, :said)"), {"said": ODD})


def rows(databases: Databases) -> Rows:
    """Every row of every table, SQLite's own tables for searching included."""
    found: Rows = {}
    for name, engine in databases.items():
        with engine.connect() as connection:
            for table in inspect(engine).get_table_names():
                all_rows = connection.exec_driver_sql(f'SELECT * FROM "{table}"')
                found[f"{name}.{table}"] = sorted(repr(tuple(row)) for row in all_rows)
    return found


def destroy(databases: Databases) -> None:
    """Nothing is left but the empty database."""
    for engine in databases.values():
        if engine.dialect.name == "sqlite":
            engine.dispose()
            for path in Path(engine.url.database).parent.glob("*.db*"):
                path.unlink()
            continue
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))


def test_what_was_destroyed_comes_back_row_by_row(both: Databases, tmp_path: Path) -> None:
    before = rows(both)
    assert sum(map(len, before.values())) > 100
    folder = back_up(both, tmp_path, NIGHT)
    destroy(both)
    restore(folder, both, replace=False)
    assert rows(both) == before
    # And one can work with it: numbers go on, searching finds, the log is whole.
    migrate(both["records"])
    decided_case(Records(both["records"]), Desk(both["records"]))
    assert len(queue(both["records"], Filters(text="協議")).cases) == 20
    assert len(entries(both["records"], limit=500)) > 21


def test_what_came_after_the_back_up_is_gone_after_a_replacement(
    both: Databases, tmp_path: Path
) -> None:
    before = rows(both)
    folder = back_up(both, tmp_path, NIGHT)
    Records(both["records"]).save(consultation())
    with writing(both["conversations"]) as connection:
        connection.execute(text("CREATE TABLE of_a_newer_program (id INTEGER)"))
    restore(folder, both, replace=True)
    assert rows(both) == before
    # What was restored can be backed up and restored again.
    again = back_up(both, tmp_path / "..", NIGHT)
    restore(again, both, replace=True)
    shutil.rmtree(again)
    assert rows(both) == before


def test_a_database_with_something_in_it_is_not_overwritten_unasked(
    both: Databases, tmp_path: Path
) -> None:
    folder = back_up(both, tmp_path, NIGHT)
    Records(both["records"]).save(consultation())
    now = rows(both)
    with pytest.raises(KyogiError, match="もう中身があります"):
        restore(folder, both, replace=False)
    assert rows(both) == now


def test_a_copy_that_was_changed_is_refused_before_anything_is_touched(
    both: Databases, tmp_path: Path
) -> None:
    folder = back_up(both, tmp_path, NIGHT)
    now = rows(both)
    (changed,) = folder.glob("records.*")
    with changed.open("ab") as file:
        file.write(b"x")
    with pytest.raises(KyogiError, match="取ったときのままではありません"):
        restore(folder, both, replace=True)
    assert rows(both) == now


def test_a_back_up_holds_whole_transactions_while_others_write(
    both: Databases, tmp_path: Path
) -> None:
    records, stop = both["records"], threading.Event()

    def work() -> None:
        while not stop.is_set():
            decided_case(Records(records), Desk(records))

    worker = threading.Thread(target=work)
    worker.start()
    try:
        folder = back_up(both, tmp_path, NIGHT)
    finally:
        stop.set()
        worker.join()
    restore(folder, both, replace=True)
    with records.connect() as connection:
        orphans = (
            "SELECT count(*) FROM changes WHERE consultation NOT IN (SELECT id FROM consultations)"
        )
        assert connection.execute(text(orphans)).scalar() == 0
    assert rows(both)["records.cases"]


def test_nobody_else_can_read_a_back_up_and_a_failed_one_leaves_nothing(
    both: Databases, tmp_path: Path
) -> None:
    folder = back_up(both, tmp_path, NIGHT)
    assert all(path.stat().st_mode & 0o077 == 0 for path in [folder, *folder.glob("*.*")])
    nowhere = open_engine("postgresql://kyogi@127.0.0.1:1/none")
    missing = open_engine(tmp_path / "missing.db")
    for engine in (nowhere, missing):
        (tmp_path / "other").mkdir(exist_ok=True)
        with pytest.raises(KyogiError):
            back_up({"records": engine}, tmp_path / "other", NIGHT)
        assert not list((tmp_path / "other").iterdir())


def test_a_back_up_of_other_databases_is_refused(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "records.db")
    migrate(engine)
    folder = back_up({"records": engine}, tmp_path, NIGHT)
    elsewhere = open_engine("postgresql://kyogi@127.0.0.1:1/none")
    with pytest.raises(KyogiError, match="postgresql には戻せません"):
        restore(folder, {"records": elsewhere}, replace=True)
    with pytest.raises(KyogiError, match="設定にそろえて"):
        restore(folder, {"conversations": engine}, replace=True)
    with pytest.raises(KyogiError, match="控えではありません"):
        restore(tmp_path, {"records": engine}, replace=True)
    (folder / LIST).write_text(
        '{"records": {"kind": "sqlite", "file": "../records.db", "digest": ""}}'
    )
    with pytest.raises(KyogiError, match="取ったときのままではありません"):
        restore(folder, {"records": engine}, replace=True)


@pytest.mark.slow
def test_the_commands_do_it_with_the_settings(tmp_path: Path) -> None:
    databases = {
        name: open_engine(tmp_path / f"{name}.db") for name in ("conversations", "records")
    }
    fill(databases["conversations"], databases["records"])
    before = rows(databases)
    own = {"KYOGI_DB": f"{tmp_path}/conversations.db", "KYOGI_RECORDS": f"{tmp_path}/records.db"}

    def kyogi(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [*KYOGI, *words], check=False, capture_output=True, encoding="utf-8",
            env={**os.environ, **own},
        )  # fmt: skip
        return done.returncode, (done.stdout or done.stderr).strip()

    code, folder = kyogi("backup", str(tmp_path))
    assert code == 0
    assert kyogi("restore", folder)[0] == 2
    destroy(databases)
    assert kyogi("restore", folder) == (0, "控えのとおりに戻しました。")
    assert rows(databases) == before
    assert kyogi("restore", folder, "--replace")[0] == 0
