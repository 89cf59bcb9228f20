"""A desk on a fresh database, with a clock that stands still.

All that goes over HTTP runs on SQLite and on PostgreSQL; what drives a browser looks at pages, on SQLite alone.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk.people import Person, services_on
from desk.screen import Screen
from desk.served import serving
from pages import CHROMIUM, DRIVER, chromium, forget
from postgres import Cluster, postgres
from selenium.webdriver import Chrome
from sqlalchemy import text
from sqlalchemy.engine import Engine
from store_samples import Calendar

from rasa_project.desk.services import DeskServices
from rasa_project.store.engine import open_engine
from rasa_project.store.migrate import migrate
from rasa_project.store.tables import metadata

__all__ = ["postgres"]


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables and nothing in them."""
    path = tmp_path_factory.mktemp("blank") / "records.db"
    made = open_engine(path)
    migrate(made)
    made.dispose()
    return path


@pytest.fixture(scope="session")
def on_server(postgres: Cluster) -> Iterator[Engine]:
    """One database of PostgreSQL for all tests: making one takes longer than most of them."""
    opened = open_engine(postgres.new_database())
    migrate(opened)
    yield opened
    opened.dispose()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Both databases for every test that is not a browser's."""
    in_browser = any(mark.name == "browser" for mark in metafunc.definition.iter_markers())
    if "engine" in metafunc.fixturenames and not in_browser:
        metafunc.parametrize("engine", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Engine:
    wanted = getattr(request, "param", "sqlite")
    opened: Engine = request.getfixturevalue(f"{wanted}_engine")
    return opened


@pytest.fixture
def sqlite_engine(blank: Path, tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(Path(shutil.copy(blank, tmp_path)))
    yield opened
    opened.dispose()


@pytest.fixture
def postgresql_engine(on_server: Engine) -> Iterator[Engine]:
    yield on_server
    tables = ", ".join(table.name for table in metadata.sorted_tables)
    with on_server.begin() as connection:
        # The audit log admits no emptying; here, and for a superuser only, no trigger looks.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))


@pytest.fixture
def services(engine: Engine, calendar: Calendar) -> Iterator[DeskServices]:
    desk = services_on(engine, calendar)
    yield desk
    desk.jobs.end()


@pytest.fixture
def sato(services: DeskServices) -> Person:
    """A triager."""
    return Person(services, "sato")


@pytest.fixture
def ito(services: DeskServices) -> Person:
    """Another one."""
    return Person(services, "ito")


@pytest.fixture
def yomu(services: DeskServices) -> Person:
    """A reader."""
    return Person(services, "yomu")


@pytest.fixture
def kanri(services: DeskServices) -> Person:
    """An administrator."""
    return Person(services, "kanri")


@pytest.fixture
def address(services: DeskServices) -> Iterator[str]:
    """Where the desk is served."""
    with serving(services) as started:
        yield started


@pytest.fixture(scope="session")
def one_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    assert CHROMIUM.exists() and DRIVER.exists(), "run: bash scripts/debian_packages.sh"
    with chromium(tmp_path_factory.mktemp("one")) as started:
        yield started


@pytest.fixture(scope="session")
def other_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with chromium(tmp_path_factory.mktemp("other")) as started:
        yield started


@pytest.fixture
def screen(one_browser: Chrome, address: str) -> Screen:
    """A browser that has never been here."""
    forget(one_browser)
    return Screen(one_browser, address)


@pytest.fixture
def other_screen(other_browser: Chrome, address: str) -> Screen:
    """A colleague's."""
    forget(other_browser)
    return Screen(other_browser, address)
