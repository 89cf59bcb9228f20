"""What the tests of the desk work with: a desk, people at it, consultations on its list."""

from __future__ import annotations

import re
import warnings
from datetime import date
from functools import lru_cache
from typing import Any

from store_samples import Calendar, consultation

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have httpx2, which is not among our packages
    from starlette.testclient import TestClient

import httpx
from sqlalchemy.engine import Engine

from rasa_project.contacts import Contacts
from rasa_project.core.explain import Consultations
from rasa_project.course import open_course
from rasa_project.desk.app import app
from rasa_project.desk.services import DeskServices, DeskSettings
from rasa_project.desk.visit import COOKIE
from rasa_project.edition import in_force
from rasa_project.store.cases import Case, case_of

PASSWORD = "正しい馬と電池とホチキス"
UNCLEAR = {
    "stage": "plan",
    "subject": "smart_device",
    "activity": "extend_lease",
    "network": "unknown",
}
PEOPLE = {
    "yomu": ("読む人", "reader"),
    "sato": ("佐藤", "triager"),
    "ito": ("伊藤", "triager"),
    "kanri": ("管理する人", "administrator"),
}


@lru_cache(maxsize=1)
def consultations() -> Consultations:
    return Consultations(in_force(date(2024, 4, 1)))


def services_on(
    engine: Engine, calendar: Calendar, settings: DeskSettings | None = None
) -> DeskServices:
    """A desk with one account of each role, and one more triager."""
    services = DeskServices(
        engine=engine,
        consultations=consultations(),
        edition_of=lambda day: (
            Consultations(in_force(day)) if day.year != 2024 else consultations()
        ),
        course=open_course(consultations()),
        contacts=Contacts({}),
        settings=settings or DeskSettings(),
        clock=calendar,
    )
    known = {user.name for user in services.accounts.users()}
    for name, (shown, role) in PEOPLE.items():
        if name not in known:
            services.accounts.create(name, shown, "dx", role, password=None, actor="system")
    return services


def new_case(services: DeskServices, kind: str = "unclear", **values: Any) -> Case:
    """A finished consultation on the desk's list."""
    answers = values.pop("answers", UNCLEAR)
    desk = values.pop("desk", "dx")
    result = consultations().result(answers)
    given = {"result": result.as_dict(), "state": "finished"} if result.complete else {}
    kept = consultation(**{"answers": answers, **given, **values})
    services.records.save(kept)
    return services.desk.open_case(kept.id, desk, kind)


def now(services: DeskServices, case: Case) -> Case:
    """The case as it stands."""
    found = case_of(services.engine, case.id)
    assert found is not None
    return found


class Person:
    """Somebody at a browser without JavaScript."""

    def __init__(self, services: DeskServices, name: str | None = None, peer: str = "127.0.0.1"):
        self.client = TestClient(
            app(services),
            client=(peer, 50000),
            follow_redirects=False,
            raise_server_exceptions=True,
        )
        if name is not None:
            token = services.sign_ins.sign_in_trusted(name).token
            self.client.cookies.set(COOKIE, token)

    def get(self, path: str, **options: Any) -> httpx.Response:
        response: httpx.Response = self.client.get(path, **options)
        return response

    def post(self, path: str, *, headers: Any = None, **fields: Any) -> httpx.Response:
        """Send a form as one of our pages would."""
        data = {"csrf": self.csrf, **fields}
        response: httpx.Response = self.client.post(path, data=data, headers=headers)
        return response

    @property
    def csrf(self) -> str:
        """From a page that everybody may open."""
        found = re.search(r'name="csrf" value="(\w+)"', self.get("/sign-in").text)
        if found is None:  # signed in already, so it leads elsewhere
            found = re.search(r'name="csrf" value="(\w+)"', self.get("/consultation").text)
        assert found is not None
        return found[1]

    def sign_in(self, name: str, password: str = PASSWORD, **fields: Any) -> httpx.Response:
        return self.post("/sign-in", name=name, password=password, **fields)


def step(person: Person, case: Case, name: str, **fields: Any) -> httpx.Response:
    """Do something with a case as it was seen."""
    return person.post(f"/cases/{case.id}/{name}", version=str(case.version), **fields)
