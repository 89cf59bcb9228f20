"""Nobody comes in without signing in, without the role, with a forged form, or by a header of their own."""

from __future__ import annotations

import re

import pytest
from desk.people import PASSWORD, PEOPLE, Person, new_case, now, services_on, step
from sqlalchemy.engine import Engine
from store_samples import Calendar

from rasa_project.desk.app import PAGES
from rasa_project.desk.headers import POLICY
from rasa_project.desk.pages import Page
from rasa_project.desk.services import DeskServices, DeskSettings
from rasa_project.desk.visit import COOKIE, LARGEST
from rasa_project.store.audit import Entry, entries
from rasa_project.store.lockout import FREE
from rasa_project.store.users import ROLES

CLOSED = [page for page in PAGES if page.role is not None]
SSO = DeskSettings(proxy="10.0.0.9", header="X-Remote-User")
HEADER = {"X-Remote-User": "sato"}


def last(services: DeskServices) -> Entry:
    """The newest entry of the audit log."""
    return entries(services.engine, limit=1)[0]


def call(person: Person, page: Page, case: int) -> int:
    """The status of a page opened by somebody."""
    path = page.path.replace("{case}", str(case)).replace("{job}", "none")
    answer = person.get(path) if page.method == "GET" else person.post(path, version="1")
    return answer.status_code


@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_opens_for_its_roles_only(services: DeskServices, name: str) -> None:
    person, role = Person(services, name), PEOPLE[name][1]
    for page in CLOSED:
        case = new_case(services)
        status = call(person, page, case.id)
        if ROLES.index(role) >= ROLES.index(str(page.role)):
            assert status not in (401, 403, 500), page
            continue
        assert status == 403, page
        assert now(services, case) == case, page
        entry = last(services)
        assert (entry.actor, entry.action) == (name, "refused"), page
        assert entry.detail == {"page": f"{page.method} {page.path}"}


def test_the_least_role_of_every_page_is_as_agreed() -> None:
    for page in CLOSED:
        administrators = page.path.startswith(
            ("/users", "/audit", "/exports", "/figures/candidates")
        )
        acting = page.path.startswith("/cases") and page.method == "POST"
        expected = "administrator" if administrators else "triager" if acting else "reader"
        assert page.role == expected, page
    assert {page.path for page in PAGES if page.role is None} == {"/sign-in", "/sign-out"}


def test_a_stranger_is_sent_to_sign_in_first(services: DeskServices) -> None:
    case, stranger = new_case(services), Person(services)
    for page in CLOSED:
        status = call(stranger, page, case.id)
        assert status == (303 if page.method == "GET" else 401), page
    assert now(services, case) == case


def test_somebody_signs_in_goes_where_they_wanted_and_out_again(services: DeskServices) -> None:
    services.accounts.set_password("sato", PASSWORD, actor="kanri")
    case = new_case(services)
    person = Person(services)
    to = person.get(f"/cases/{case.id}?done=claim").headers["location"]
    assert to == f"/sign-in?to=%2Fcases%2F{case.id}%3Fdone%3Dclaim"
    before = person.client.cookies.get(COOKIE)
    answer = person.sign_in("sato", to=f"/cases/{case.id}")
    assert answer.headers["location"] == f"/cases/{case.id}"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Secure" not in cookie
    assert person.client.cookies.get(COOKIE) != before, "no session under a token known before"
    assert person.get("/").status_code == 200
    person.post("/sign-out")
    assert person.get("/").status_code == 303


@pytest.mark.parametrize("to", ["https://example.org/", "//example.org", "/\\example.org", "x"])
def test_signing_in_leads_nowhere_else(services: DeskServices, to: str) -> None:
    services.accounts.set_password("sato", PASSWORD, actor="kanri")
    assert Person(services).sign_in("sato", to=to).headers["location"] == "/"


def test_a_wrong_password_and_an_unknown_name_look_the_same(services: DeskServices) -> None:
    services.accounts.set_password("sato", PASSWORD, actor="kanri")
    services.accounts.set_password("ito", PASSWORD, actor="kanri")
    said = []
    for name in ("sato", "nobody", "ito", "yomu"):
        answer = Person(services).sign_in(name, "ちがうパスワードです")
        said.append((answer.status_code, answer.text.replace(name, "").partition("<h1>")[2][:300]))
    assert len({text.split('name="csrf"')[0] for _, text in said}) == 1
    assert {status for status, _ in said} == {403}


def test_guessing_is_stopped_and_told_how_long(services: DeskServices, calendar: Calendar) -> None:
    services.accounts.set_password("sato", PASSWORD, actor="kanri")
    person = Person(services)
    for _ in range(FREE["both"]):
        assert person.sign_in("sato", "ちがうパスワードです").status_code == 403
    refused = person.sign_in("sato")
    assert refused.status_code == 429
    assert "あと30秒待って" in refused.text
    calendar.go(hours=2)
    assert person.sign_in("sato").status_code == 303


@pytest.mark.parametrize("csrf", ["", "x", "0" * 64, "あ"])
def test_a_form_without_our_token_is_refused_and_logged(
    services: DeskServices, sato: Person, csrf: str
) -> None:
    case = new_case(services)
    path = f"/cases/{case.id}/claim"
    assert sato.client.post(path, data={"csrf": csrf, "version": "1"}).status_code == 403
    assert now(services, case) == case
    assert last(services).action == "forged"


def test_the_token_of_somebody_else_is_refused(
    services: DeskServices, sato: Person, ito: Person
) -> None:
    case = new_case(services)
    data = {"csrf": ito.csrf, "version": "1"}
    assert sato.client.post(f"/cases/{case.id}/claim", data=data).status_code == 403


def test_a_form_sent_from_another_site_is_refused_token_or_not(
    services: DeskServices, sato: Person
) -> None:
    case = new_case(services)
    for site in ("cross-site", "same-site"):
        answer = sato.post(f"/cases/{case.id}/claim", version="1", headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403


def test_htmx_may_carry_the_token_in_its_header(services: DeskServices, sato: Person) -> None:
    case = new_case(services)
    headers = {"X-CSRF-Token": sato.csrf, "HX-Request": "true"}
    answer = sato.client.post(f"/cases/{case.id}/claim", data={"version": "1"}, headers=headers)
    assert answer.status_code == 303


def test_a_session_ends_after_half_an_hour_and_typed_text_survives_it(
    services: DeskServices, calendar: Calendar
) -> None:
    services.accounts.set_password("sato", PASSWORD, actor="kanri")
    case = new_case(services)
    person = Person(services)
    person.sign_in("sato")
    page = person.get(f"/cases/{case.id}").text
    csrf = page.partition('name="csrf" value="')[2][:64]
    calendar.go(minutes=31)
    path, reason = f"/cases/{case.id}/decide", "長く考えた理由"
    data = {"csrf": csrf, "version": "1", "decision": "required", "reason": reason}
    expired = person.client.post(path, data=data)
    assert expired.status_code == 401
    assert (
        "保存できていません" in expired.text
        and f'name="kept:reason" value="{reason}"' in expired.text
    )
    assert expired.headers["HX-Retarget"] == "#page"
    kept = {f"kept:{name}": said for name, said in data.items() if name != "csrf"}
    again = person.sign_in("sato", to=path, **kept)
    assert again.status_code == 200 and reason in again.text and f'action="{path}"' in again.text
    step(person, case, "decide", decision="required", reason=reason)
    assert now(services, case).reason == reason


def test_a_list_that_refreshes_itself_does_not_keep_a_session_alive(
    services: DeskServices, sato: Person, calendar: Calendar
) -> None:
    for _ in range(4):
        calendar.go(minutes=9)
        answer = sato.get("/?auto=1", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Retarget"] == "#notice" and "期限が切れました" in answer.text


def test_a_deactivated_account_is_out_at_once(services: DeskServices, sato: Person) -> None:
    kanri = Person(services, "kanri")
    kanri.post("/users/account", name="sato", display_name="佐藤", desk="dx", role="triager")
    assert sato.get("/").status_code == 303


def test_every_response_is_safe(services: DeskServices, sato: Person) -> None:
    stranger = Person(services)
    bodies = {"content": b"x" * (LARGEST + 1)}
    answers = [
        sato.get("/"),
        sato.get("/nowhere"),
        sato.get("/users"),
        stranger.get("/sign-in"),
        stranger.get("/"),
        stranger.client.post("/sign-in", **bodies),
        stranger.client.put("/"),
    ]
    assert [answer.status_code for answer in answers] == [200, 404, 403, 200, 303, 413, 405]
    for answer in answers:
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "<script>" not in answer.text and " style=" not in answer.text
        assert not re.search(r"\son\w+=", answer.text)


def test_only_style_and_script_may_be_kept_by_a_browser(sato: Person) -> None:
    page = sato.get("/").text
    for name in ("desk.css", "htmx.js"):
        address = page.partition(f"/static/{name}")[2].partition('"')[0]
        answer = sato.get(f"/static/{name}{address}")
        assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"]
    assert sato.get("/static/../app.py").status_code == 404
    assert sato.get("/static/app.py").status_code == 404


def test_https_makes_the_cookie_secure(services: DeskServices) -> None:
    person = Person(services)
    answer = person.get("https://testserver/sign-in")
    assert "Secure" in answer.headers["set-cookie"]


def test_single_sign_on_lets_a_known_user_in_by_the_proxy_only(
    engine: Engine, calendar: Calendar
) -> None:
    services = services_on(engine, calendar, SSO)
    through_proxy = Person(services, peer="10.0.0.9")
    answer = through_proxy.get("/", headers={**HEADER, "X-Forwarded-Proto": "https"})
    assert answer.status_code == 200 and "佐藤" in answer.text
    assert "Secure" in answer.headers["set-cookie"]
    assert last(services).detail == {"way": "single_sign_on"}


def test_the_header_from_anywhere_else_is_ignored_and_logged(
    engine: Engine, calendar: Calendar
) -> None:
    services = services_on(engine, calendar, SSO)
    answer = Person(services, peer="10.0.0.66").get("/", headers=HEADER)
    assert answer.status_code == 303
    entry = last(services)
    assert (entry.action, entry.detail) == ("header_ignored", {"peer": "10.0.0.66"})


def test_a_forwarded_address_does_not_make_a_proxy(engine: Engine, calendar: Calendar) -> None:
    services = services_on(engine, calendar, SSO)
    headers = {**HEADER, "X-Forwarded-For": "10.0.0.9", "X-Forwarded-Proto": "https"}
    answer = Person(services, peer="10.0.0.66").get("/", headers=headers)
    assert answer.status_code == 303 and "Secure" not in answer.headers["set-cookie"]


@pytest.mark.parametrize("names", [["nobody"], ["sato", "kanri"], [""]])
def test_the_proxy_cannot_bring_somebody_who_is_not_there(
    engine: Engine, calendar: Calendar, names: list[str]
) -> None:
    services = services_on(engine, calendar, SSO)
    person = Person(services, peer="10.0.0.9")
    answer = person.get("/", headers=[("X-Remote-User", name) for name in names])
    assert answer.status_code == 403 and "登録されていません" in answer.text


def test_the_proxys_word_replaces_a_session_of_somebody_else(
    engine: Engine, calendar: Calendar
) -> None:
    services = services_on(engine, calendar, SSO)
    person = Person(services, "kanri", peer="10.0.0.9")
    person.client.cookies.clear()
    person.get("/", headers={"X-Remote-User": "kanri"})
    assert "佐藤" in person.get("/", headers=HEADER).text
    assert person.get("/users", headers=HEADER).status_code == 403


def test_without_a_proxy_no_header_counts(services: DeskServices) -> None:
    assert Person(services).get("/", headers=HEADER).status_code == 303
