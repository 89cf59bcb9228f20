"""The desk in a real browser, driven as a person would: by pressing, typing and reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_core_python
from desk.people import PASSWORD
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from rasa_project.desk.services import DeskServices
from rasa_project.desk.visit import COOKIE

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN = "axe.run(document, {resultTypes: ['violations']}).then((r) => arguments[0](r.violations))"


class Screen:
    """One browser."""

    def __init__(self, driver: Chrome, address: str) -> None:
        self.driver, self.address = driver, address

    def go(self, path: str) -> Screen:
        """Open a page."""
        self.driver.get(self.address + path)
        return self

    def sign_in(self, services: DeskServices, name: str) -> Screen:
        """As somebody who has signed in, without the typing."""
        self.go("/sign-in")
        token = services.sign_ins.sign_in_trusted(name).token
        cookie = {
            "name": COOKIE,
            "value": token,
            "path": "/",
            "httpOnly": True,
            "sameSite": "Strict",
        }
        self.driver.add_cookie(cookie)
        return self

    def type_sign_in(self, name: str) -> None:
        """With name and password."""
        self.one("#name").send_keys(name)
        self.one("#password").send_keys(PASSWORD, Keys.ENTER)

    def one(self, selector: str) -> WebElement:
        """The element; there must be one, at the latest when the next page has come.

        A key that sends a form returns before Chromium has the page that follows.
        """
        return WebDriverWait(self.driver, 15, 0.05, [WebDriverException]).until(
            lambda driver: driver.find_element(By.CSS_SELECTOR, selector)
        )

    def type(self, selector: str, text: str) -> None:
        self.one(selector).send_keys(text)

    def press(self, selector: str) -> None:
        """Press with the mouse."""
        element = self.one(selector)
        self.js("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def keys(self, *keys: str) -> None:
        """Press keys where the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def tab_to(self, selector: str, key: str = Keys.TAB) -> None:
        """Go on with the keyboard until the element has the focus."""
        for _ in range(60):
            if self.js("return document.activeElement.matches(arguments[0])", selector):
                return
            self.keys(key)
        raise AssertionError(f"{selector} is not reached with {key}")

    def js(self, script: str, *arguments: object) -> Any:
        """What a script returns."""
        return self.driver.execute_script(script, *arguments)  # type: ignore[no-untyped-call]

    def value(self, selector: str) -> str:
        """What stands in a field."""
        return str(self.one(selector).get_property("value"))

    @property
    def text(self) -> str:
        """What can be read on the page."""
        return self.one("main").text

    def see(self, text: str, reloading: bool = False) -> None:
        """Wait until it can be read, whatever the driver says while one page gives way to the next."""

        def there(driver: Chrome) -> bool:
            if reloading:
                driver.refresh()
            return text in self.text

        waiting = WebDriverWait(self.driver, 15, 0.05, [WebDriverException])
        waiting.until(there, f"「{text}」 is not to be seen")

    def resize(self, width: int, height: int) -> None:
        """The size of the page, also below Chromium's own least."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def dark(self, dark: bool) -> None:
        feature = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def scripts(self, on: bool) -> None:
        """Whether the page's scripts run."""
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not on})

    def violations(self) -> list[str]:
        """What axe-core complains of: rule, and the elements."""
        self.js(AXE)
        found: list[dict[str, Any]] = self.driver.execute_async_script(RUN)
        return [f"{v['id']}: {[node['html'][:120] for node in v['nodes']]}" for v in found]

    def complaints(self) -> list[str]:
        """What the browser's console says, violations of the security policy among it."""
        log = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        said = [f"{entry['level']} {entry['message']}" for entry in log]
        return [line for line in said if not line.startswith("DEBUG") and "409" not in line]
