"""Every test of the store runs on both databases, each time on a fresh one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import Cluster, postgres
from sqlalchemy.engine import Engine
from store_samples import Calendar

from rasa_project.store.accounts import Accounts
from rasa_project.store.desk import Desk
from rasa_project.store.engine import open_engine
from rasa_project.store.migrate import migrate
from rasa_project.store.records import Records
from rasa_project.store.sign_in import SignIns

__all__ = ["postgres"]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/records.db"
        return
    server: Cluster = request.getfixturevalue("postgres")
    url = server.new_database()
    yield url
    server.drop(url)


@pytest.fixture
def empty(address: str) -> Iterator[Engine]:
    """An empty database."""
    engine = open_engine(address)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(empty: Engine) -> Engine:
    """A database with its tables."""
    migrate(empty)
    return empty


@pytest.fixture
def calendar() -> Calendar:
    """What time it is."""
    return Calendar()


@pytest.fixture
def records(engine: Engine, calendar: Calendar) -> Records:
    return Records(engine, calendar)


@pytest.fixture
def desk(engine: Engine, calendar: Calendar) -> Desk:
    return Desk(engine, calendar)


@pytest.fixture
def accounts(engine: Engine, calendar: Calendar) -> Accounts:
    return Accounts(engine, calendar)


@pytest.fixture
def sign_ins(engine: Engine, calendar: Calendar) -> SignIns:
    return SignIns(engine, calendar)
