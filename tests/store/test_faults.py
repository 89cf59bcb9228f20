"""A database that is locked, full, read-only or gone: a StoreError in good time, and nothing half kept."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from postgres import ABSENT, Cluster, cluster
from sqlalchemy import create_engine, text
from store_samples import NOT_REQUIRED, SAAS, consultation, new_case

from rasa_project.core.errors import KyogiError
from rasa_project.store.audit import entries
from rasa_project.store.cases import case_of
from rasa_project.store.desk import Desk
from rasa_project.store.engine import PATIENCE, open_engine, reading, writing
from rasa_project.store.errors import BUSY, FULL, GONE, NOT_SAVED, OTHER, READ_ONLY, StoreError
from rasa_project.store.migrate import migrate
from rasa_project.store.records import Records


@contextmanager
def store_error(sentence: str, *, within: float = PATIENCE + 3.0) -> Iterator[None]:
    """What happens inside ends with this sentence, in time."""
    began = time.monotonic()
    with pytest.raises(StoreError) as caught:
        yield
    assert str(caught.value) == sentence
    assert time.monotonic() - began < within


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database of SQLite with one consultation."""
    path = tmp_path / "records.db"
    engine = open_engine(path)
    migrate(engine)
    Records(engine).save(consultation(id="0" * 32))
    engine.dispose()
    return path


@pytest.mark.slow
def test_a_locked_file_is_waited_for_and_then_said_to_be_busy(file: Path) -> None:
    records = Records(open_engine(file))
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with store_error(BUSY + NOT_SAVED):
            records.save(consultation())
        assert records.count() == 1
        other.execute("ROLLBACK")
    records.save(consultation())
    assert records.count() == 2


def test_a_full_disk_keeps_nothing_of_the_transaction(file: Path) -> None:
    engine = open_engine(file)
    records = Records(engine)
    with reading(engine) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with store_error(FULL + NOT_SAVED):
        records.save(
            consultation(id="0" * 32, answers={**SAAS, "stage": "procure"}, text="長" * 9000)
        )
    found = records.by_id("0" * 32)
    assert found is not None and found.answers == SAAS
    assert len(records.changes(found.id)) == len(SAAS)


def test_a_file_that_may_only_be_read_can_be_read(file: Path) -> None:
    records = Records(open_engine(f"sqlite:///file:{file}?mode=ro&uri=true"))
    assert records.count() == 1
    with store_error(READ_ONLY + NOT_SAVED):
        records.save(consultation())


def test_a_folder_that_is_not_there_and_a_file_that_is_no_database(tmp_path: Path) -> None:
    with store_error(GONE):
        Records(open_engine(tmp_path / "nowhere" / "records.db")).count()
    (tmp_path / "text").write_text("no database " * 100)
    with store_error(OTHER):
        Records(open_engine(tmp_path / "text")).count()


@pytest.mark.parametrize("address", ["", "records.db", "mysql://127.0.0.1/records", "nothing://x"])
def test_an_address_of_no_database_is_refused(address: str) -> None:
    with pytest.raises(KyogiError, match="postgresql://"):
        open_engine(address)


@pytest.fixture(scope="module")
def mortal() -> Iterator[Cluster]:
    """A server of its own, to be stopped."""
    with cluster() as server:
        yield server


@pytest.mark.slow
def test_a_server_that_stops_in_the_middle_keeps_nothing_half(mortal: Cluster) -> None:
    engine = open_engine(mortal.new_database())
    migrate(engine)
    desk = Desk(engine)
    case = new_case(Records(engine), desk)

    def stop(*_: object) -> str:
        mortal.stop()
        return "回答です。"

    with store_error(GONE + NOT_SAVED):
        desk.decide(case.id, "sato", case.version, NOT_REQUIRED, stop)
    with store_error(GONE):
        Records(engine).count()
    mortal.start()
    assert case_of(engine, case.id) == case and len(entries(engine)) == 1
    assert desk.claim(case.id, "sato", case.version).state == "claimed"
    engine.dispose()


@pytest.mark.slow
def test_a_row_that_somebody_holds_is_waited_for_and_then_said_to_be_busy(
    postgres: Cluster,
) -> None:
    url = postgres.new_database()
    engine, other = open_engine(url), create_engine(url, future=True)
    migrate(engine)
    case = new_case(Records(engine), Desk(engine))
    with other.begin() as connection:
        connection.execute(text("SELECT 1 FROM cases FOR UPDATE"))
        with store_error(BUSY + NOT_SAVED):
            Desk(engine).claim(case.id, "sato", case.version)
    assert case_of(engine, case.id) == case
    for one in (engine, other):
        one.dispose()


def test_a_server_that_may_only_read_says_so(postgres: Cluster) -> None:
    url = postgres.new_database()
    engine = open_engine(url)
    migrate(engine)
    with writing(engine) as connection:
        name = connection.engine.url.database
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    engine.dispose()
    with store_error(READ_ONLY + NOT_SAVED):
        Records(engine).save(consultation())
    engine.dispose()


def test_without_the_programs_the_tests_say_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("postgres.programs", lambda: None)
    with pytest.raises(pytest.fail.Exception, match="debian_packages"), cluster():
        raise AssertionError(ABSENT)
