"""The desk below a path of the city's host, behind a proxy that cuts the path off, or does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from desk.people import PASSWORD, Person, new_case, now, services_on
from desk.screen import Screen
from sqlalchemy.engine import Engine
from store_samples import Calendar

from rasa_project.desk.services import DeskServices, DeskSettings

BELOW = "/kyogi/desk"
ADDRESS = re.compile(r'(?:href|src|action|formaction|hx-get|hx-post)="([^"]*)"')
PAGES = (
    "/", "/?state=all&desk=both", "/cases/1", "/consultation", "/figures", "/learners", "/exports",
    "/users", "/users/account?name=sato", "/audit", "/password", "/nowhere",
)  # fmt: skip


@pytest.fixture
def services(engine: Engine, calendar: Calendar) -> Iterator[DeskServices]:
    """A desk with a place below its host."""
    desk = services_on(engine, calendar, DeskSettings(prefix=BELOW))
    yield desk
    desk.jobs.end()


@pytest.mark.parametrize("before", ["", BELOW], ids=["cut off", "passed on"])
def test_every_address_on_every_page_is_below_the_prefix(
    services: DeskServices, kanri: Person, before: str
) -> None:
    new_case(services)
    for path in PAGES:
        page = kanri.get(before + path)
        assert page.status_code == (404 if path == "/nowhere" else 200), path
        addresses = {found for found in ADDRESS.findall(page.text) if found[:1] == "/"}
        assert f"{BELOW}/" in addresses
        assert all(one.startswith(f"{BELOW}/") for one in addresses), (path, addresses)
    assert kanri.get(BELOW).status_code == 200


def test_signing_in_leads_back_below_the_prefix_with_a_cookie_for_it_alone(
    services: DeskServices,
) -> None:
    services.accounts.set_password("sato", PASSWORD, actor="kanri")
    case = new_case(services)
    person = Person(services)
    refused = person.get(f"{BELOW}/cases/{case.id}")
    assert f"Path={BELOW};" in refused.headers["set-cookie"]
    asked = refused.headers["location"]
    assert asked == f"{BELOW}/sign-in?to=%2Fcases%2F{case.id}"
    page = person.get(asked)
    csrf = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert csrf is not None
    fields = {"csrf": csrf[1], "name": "sato", "password": PASSWORD, "to": f"/cases/{case.id}"}
    answer = person.client.post(f"{BELOW}/sign-in", data=fields)
    assert answer.headers["location"] == f"{BELOW}/cases/{case.id}"
    assert person.get(answer.headers["location"]).status_code == 200


@pytest.mark.browser
def test_a_case_is_worked_below_the_prefix(services: DeskServices, screen: Screen) -> None:
    services.accounts.set_password("sato", PASSWORD, actor="kanri")
    case = new_case(services)
    screen.go(f"{BELOW}/").type_sign_in("sato")
    screen.press(f"#case-{case.id}")
    screen.js("window.stayed = true")
    screen.press("#claim")
    screen.see("引き取りました。")
    assert screen.js("return window.stayed") and screen.complaints() == []
    assert f"{BELOW}/cases/{case.id}" in screen.driver.current_url
    assert now(services, case).claimed_by == "sato"
