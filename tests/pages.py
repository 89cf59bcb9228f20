"""The page in a real browser, driven as a person would: by pressing, typing and reading."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from rasa_project.bootstrap import services

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--force-device-scale-factor=1", "--lang=ja",
)  # fmt: skip
ACTIVE = ".message:last-child .choice:not(:disabled)"
"""The choices that can be pressed now."""


@contextlib.contextmanager
def chromium(profile: Path) -> Iterator[Chrome]:
    """A browser that has never been anywhere, until the end of the block."""
    options = ChromeOptions()
    options.binary_location = str(CHROMIUM)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in (*FLAGS, f"--user-data-dir={profile}", "--window-size=1280,900"):
        options.add_argument(flag)
    driver = Chrome(options, ChromeService(str(DRIVER)))
    try:
        yield driver
    finally:
        driver.quit()


def forget(driver: Chrome) -> None:
    """No cookies, no open page, no emulated phone, no old complaints."""
    driver.get("about:blank")
    driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    driver.get_log("browser")  # type: ignore[no-untyped-call]


class Page:
    """The page at an address."""

    def __init__(self, driver: Chrome, address: str) -> None:
        self.driver = driver
        self.address = address

    def open(self) -> Page:
        """Go there, or reload; returns when the conversation is shown."""
        self.driver.get(self.address)
        self.settle()
        return self

    def resize(self, width: int, height: int) -> Page:
        """The size of the part of the window that shows the page, also below Chromium's own least."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        return self

    def settle(self) -> None:
        """Wait until no answer is outstanding."""
        WebDriverWait(self.driver, 20, 0.02).until(
            lambda driver: driver.find_element(By.ID, "log").get_attribute("aria-busy") == "false"
        )

    def js(self, script: str, *arguments: object) -> Any:
        """What a script returns."""
        return self.driver.execute_script(script, *arguments)  # type: ignore[no-untyped-call]

    def all(self, selector: str) -> list[WebElement]:
        """The elements, in order."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """The last of the elements; there must be one."""
        return self.all(selector)[-1]

    def texts(self, selector: str) -> list[str]:
        """What the elements say."""
        return [str(element.get_property("textContent")) for element in self.all(selector)]

    @property
    def input(self) -> WebElement:
        return self.one("#text")

    @property
    def focused(self) -> WebElement:
        return self.driver.switch_to.active_element

    def click(self, element: WebElement) -> None:
        """Press with the mouse; the input bar must not lie over it."""
        self.js("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()
        self.settle()

    def press(self, label: str) -> None:
        """Press the choice with this label."""
        found = [c for c in self.all(ACTIVE) if c.get_attribute("data-label") == label]
        assert found, f"「{label}」 is not among {self.labels}"
        self.click(found[0])

    def type(self, text: str, *keys: str) -> None:
        """Write into the field and press Enter (or other keys)."""
        self.input.send_keys(text, *(keys or (Keys.ENTER,)))
        self.settle()

    @property
    def labels(self) -> list[str]:
        """The choices that can be pressed now."""
        return [str(choice.get_attribute("data-label")) for choice in self.all(ACTIVE)]

    @property
    def asked(self) -> str | None:
        """The fact whose question stands last, if one does."""
        last = self.texts(".bot .text, .card h2")[-1]
        facts = services().consultations.edition.facts.values()
        return next((fact.id for fact in facts if last.startswith(fact.question)), None)

    def label(self, facts: Mapping[str, str]) -> str:
        """The label that answers the open question."""
        assert self.asked is not None
        choice = services().consultations.edition.facts[self.asked].choice(facts[self.asked])
        return choice.label if choice else "わからない"

    @property
    def statuses(self) -> dict[str, str]:
        """procedure name -> status, of the latest card."""
        found = self.js(
            "return [...[...document.querySelectorAll('.card')].at(-1).querySelectorAll('h3:has(.badge)')]"
            ".map((h) => [h.lastChild.textContent, h.firstChild.dataset.status])"
        )
        return dict(found)

    def print(self) -> bytes:
        """The page as a PDF, on the paper it asks for."""
        printed = self.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        return base64.b64decode(printed["data"])

    def complaints(self, *, allowed: Sequence[str] = ()) -> list[str]:
        """What the browser's console says, violations of the page's security policy among it."""
        said = [str(entry["message"]) for entry in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]
        return [line for line in said if not any(part in line for part in allowed)]
