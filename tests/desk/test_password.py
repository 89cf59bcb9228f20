"""Everybody at the desk changes their own password, and nobody anybody else's."""

from __future__ import annotations

import pytest
from desk.people import PASSWORD, Person

from rasa_project.desk.services import DeskServices
from rasa_project.desk.visit import COOKIE
from rasa_project.store.audit import entries
from rasa_project.store.lockout import FREE

NEW = "まったく別のパスワードにした"


@pytest.fixture
def signed_in(services: DeskServices) -> Person:
    """A reader who came with a password."""
    services.accounts.set_password("yomu", PASSWORD, actor="kanri")
    person = Person(services)
    person.sign_in("yomu")
    return person


def asked(person: Person, old: str = PASSWORD, new: str = NEW, again: str | None = None) -> str:
    """What the page answers to a wish for another password; where it leads to if it was granted."""
    answer = person.post("/password", old=old, password=new, again=new if again is None else again)
    assert old not in answer.text and new not in answer.text
    return answer.headers.get("location") or f"{answer.status_code} {answer.text}"


def test_the_page_is_linked_from_every_page(signed_in: Person) -> None:
    assert 'href="/password"' in signed_in.get("/").text


def test_the_new_password_counts_and_other_screens_are_signed_out(
    services: DeskServices, signed_in: Person
) -> None:
    elsewhere = Person(services)
    elsewhere.sign_in("yomu")
    before = signed_in.client.cookies.get(COOKIE)
    done = asked(signed_in)
    assert "パスワードを変えました" in signed_in.get(done).text
    assert signed_in.client.cookies.get(COOKIE) != before, "a stolen cookie is worth nothing now"
    assert elsewhere.get("/").status_code == 303
    assert Person(services).sign_in("yomu", PASSWORD).status_code == 403
    assert Person(services).sign_in("yomu", NEW).status_code == 303
    (entry,) = [one for one in entries(services.engine) if one.action == "password_changed"]
    assert entry.actor == "yomu" and NEW not in str(entry)
    assert "本人によるパスワードの変更" in Person(services, "kanri").get("/audit").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"old": "ちがうパスワードです"}, "いまのパスワードが違います"),
        ({"new": "短い"}, "12文字以上"),
        ({"again": "ちがうパスワードです"}, "2つのパスワードが違います"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_nothing_changes(
    services: DeskServices, signed_in: Person, fields: dict[str, str], said: str
) -> None:
    assert said in asked(signed_in, **fields)
    assert signed_in.get("/").status_code == 200
    assert Person(services).sign_in("yomu", PASSWORD).status_code == 303


def test_guessing_the_old_password_is_stopped_and_audited(
    services: DeskServices, signed_in: Person
) -> None:
    for _ in range(FREE["both"]):
        assert asked(signed_in, "ちがうパスワードです").startswith("422")
    assert "あと30秒待って" in asked(signed_in)
    actions = [entry.action for entry in entries(services.engine, limit=2)]
    assert actions == ["locked_out", "password_refused"]


def test_who_comes_by_single_sign_on_only_has_no_password_to_change(
    services: DeskServices, sato: Person
) -> None:
    for old in ("", PASSWORD):
        answer = sato.post("/password", old=old, password=NEW, again=NEW)
        assert "いまのパスワードが違います" in answer.text
    assert Person(services).sign_in("sato", NEW).status_code == 403
