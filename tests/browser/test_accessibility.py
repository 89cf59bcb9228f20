"""axe-core finds nothing to complain of, in any state of the page, in light, in dark and on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_core_python
import pytest
from pages import Page
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.wait import WebDriverWait

pytestmark = [pytest.mark.browser]

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RUN = "axe.run(document, {resultTypes: ['violations']}).then((r) => arguments[0](r.violations))"
LOOKS = {"light": (1280, 900), "dark": (1280, 900), "phone": (360, 740)}


def violations(page: Page) -> list[str]:
    """What axe-core complains of: rule, and the elements."""
    page.js(AXE)
    found: list[dict[str, Any]] = page.driver.execute_async_script(RUN)
    return [f"{v['id']}: {[node['html'][:120] for node in v['nodes']]}" for v in found]


def look(page: Page, name: str) -> None:
    """Light, dark, or as small as a phone."""
    scheme = "dark" if name == "dark" else "light"
    feature = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", feature)
    page.resize(*LOOKS[name]).open()


@pytest.mark.model
@pytest.mark.parametrize("name", LOOKS)
def test_the_bots_page_is_accessible_from_greeting_to_result(page: Page, name: str) -> None:
    look(page, name)
    assert violations(page) == [], "greeting"
    facts = {"stage": "plan", "subject": "scratch", "activity": "introduce", "network": "unknown"}
    while page.asked:
        page.press(page.label(facts))
        assert violations(page) == [], page.asked or "result"


@pytest.mark.parametrize("name", LOOKS)
def test_an_error_is_accessible(failing_page: Page, name: str) -> None:
    look(failing_page, name)
    failing_page.type("エラー")
    assert failing_page.one("#trouble").is_displayed()
    assert violations(failing_page) == []


@pytest.mark.model
@pytest.mark.parametrize("name", LOOKS)
def test_the_course_is_accessible_and_works_without_scripts(page: Page, name: str) -> None:
    look(page, name)
    course = page.driver.find_element("link text", "実施要領を学ぶ").get_property("href")
    for payload in ("course:lesson=", "course:quiz", "course:answer="):
        if payload != "course:answer=":
            page.driver.get(str(course))
        before = page.one("main")
        page.one(f'button[value^="{payload}"]').click()
        # While one page gives way to the next, the driver may complain of more than a stale element.
        WebDriverWait(page.driver, 10, 0.05, [WebDriverException]).until(staleness_of(before))
        assert violations(page) == [], payload
    assert not page.js("return document.scripts.length")
