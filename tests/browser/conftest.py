"""One browser for the session, forgetful between tests; the real bot, and one that fails on demand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pages import CHROMIUM, DRIVER, Page, chromium, forget
from selenium.webdriver import Chrome
from servers import Bot
from web.fake_server import start


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    assert CHROMIUM.exists() and DRIVER.exists(), "run: bash scripts/debian_packages.sh"
    with chromium(tmp_path_factory.mktemp("browser")) as started:
        yield started


@pytest.fixture
def driver(browser: Chrome) -> Chrome:
    """The browser as if it had never been anywhere."""
    forget(browser)
    return browser


@pytest.fixture
def page(driver: Chrome, bot: Bot) -> Page:
    """The page of the running bot, just opened."""
    return Page(driver, bot.address).open()


@pytest.fixture
def failing_page(driver: Chrome) -> Iterator[Page]:
    """The page of a server that fails when it is told to (see tests/web/fake_server.py)."""
    server = start()
    try:
        yield Page(driver, f"http://127.0.0.1:{server.server_address[1]}/kyogi/").open()
    finally:
        server.shutdown()
        server.server_close()
