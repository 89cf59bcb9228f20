"""Who may come in, for how long, and how often one may guess."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from store_samples import Calendar

from rasa_project.store.accounts import LAST, Accounts
from rasa_project.store.audit import entries
from rasa_project.store.engine import reading
from rasa_project.store.errors import NotPossible
from rasa_project.store.lockout import FREE, LockedOut
from rasa_project.store.sign_in import SignInRefused, SignIns
from rasa_project.store.tables_people import sessions, users
from rasa_project.store.users import User, fits

PASSWORD, HERE, THERE = "correct horse battery", "127.0.0.1", "127.0.0.2"


@pytest.fixture
def sato(accounts: Accounts) -> User:
    return accounts.create(
        "Sato", "佐藤 <b>花子</b>", "dx", "triager", password=PASSWORD, actor="system"
    )


def test_signing_in_and_out(sato: User, sign_ins: SignIns, engine: Engine) -> None:
    signed_in = sign_ins.sign_in(" ＳＡＴＯ ", PASSWORD, HERE)
    assert signed_in.user == sato == sign_ins.user(signed_in.token)
    assert sato.name == "sato" and sato.display_name == "佐藤 <b>花子</b>"
    with reading(engine) as connection:
        stored = str([*connection.execute(select(users)), *connection.execute(select(sessions))])
    assert PASSWORD not in stored and signed_in.token not in stored and "$argon2id$" in stored
    sign_ins.sign_out(signed_in.token)
    assert sign_ins.user(signed_in.token) is None
    assert [one.action for one in entries(engine)] == ["signed_out", "signed_in", "user_created"]


def test_a_session_ends_when_idle_and_after_half_a_day(
    sato: User, sign_ins: SignIns, calendar: Calendar
) -> None:
    token = sign_ins.sign_in("sato", PASSWORD, HERE).token
    for _ in range(24):
        calendar.go(minutes=29)
        assert sign_ins.user(token) == sato
    calendar.go(minutes=29)
    assert sign_ins.user(token) is None
    token = sign_ins.sign_in("sato", PASSWORD, HERE).token
    calendar.go(minutes=31)
    assert sign_ins.user(token) is None
    assert sign_ins.user("guessed") is None


def guess(sign_ins: SignIns) -> timedelta:
    """Try a wrong password; how long there is to wait instead."""
    try:
        sign_ins.sign_in("sato", "wrong password", HERE)
    except LockedOut as locked:
        return locked.wait
    except SignInRefused:
        return timedelta()
    raise AssertionError


@pytest.mark.slow
def test_guessing_gets_slower_and_slower(
    sato: User, sign_ins: SignIns, calendar: Calendar, engine: Engine
) -> None:
    assert [guess(sign_ins) for _ in range(FREE["both"])] == [timedelta()] * FREE["both"]
    waits = []
    for _ in range(10):
        waits.append(guess(sign_ins))
        calendar.now += waits[-1]
        assert guess(sign_ins) == timedelta()
    assert waits[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert waits == sorted(waits) and waits[-1] == timedelta(hours=1)
    with pytest.raises(LockedOut, match="60分"):
        sign_ins.sign_in("sato", PASSWORD, HERE)
    assert entries(engine)[0].action == "locked_out" and entries(engine)[0].actor == "sato"
    assert sign_ins.sign_in("sato", PASSWORD, THERE).user == sato
    calendar.go(days=2)
    assert sign_ins.sign_in("sato", PASSWORD, HERE).user == sato


def test_one_address_guessing_at_many_names_is_locked_out(
    sign_ins: SignIns, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FREE, "address", 3)
    for number in range(FREE["address"]):
        with pytest.raises(SignInRefused):
            sign_ins.sign_in(f"name{number}", "wrong password", HERE)
    with pytest.raises(LockedOut):
        sign_ins.sign_in("another", "wrong password", HERE)
    assert {one.actor for one in entries(engine)} == {"unknown"}
    assert "name1" not in str(entries(engine))


def test_many_guesses_at_once_count_all(sato: User, sign_ins: SignIns) -> None:
    said: list[type[Exception]] = []

    def guess() -> None:
        try:
            sign_ins.sign_in("sato", "wrong password", HERE)
        except NotPossible as refused:
            said.append(type(refused))

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.__name__ for one in said) == ["LockedOut"] * 3 + ["SignInRefused"] * 5


@pytest.mark.parametrize("typed", ["\0", "\ud800", "' OR 1=1 --", "x" * 10_000, "<script>"])
def test_whatever_is_typed_is_only_a_wrong_password(
    typed: str, sato: User, sign_ins: SignIns, accounts: Accounts
) -> None:
    for name, password in ((typed, typed), ("sato", typed)):
        with pytest.raises(SignInRefused):
            sign_ins.sign_in(name, password, HERE)


def test_right_passwords_never_lock_out(sato: User, sign_ins: SignIns) -> None:
    for _ in range(FREE["both"] + 2):
        sign_ins.sign_in("sato", PASSWORD, HERE)


def test_single_sign_on_needs_an_active_account(
    sato: User, sign_ins: SignIns, accounts: Accounts, engine: Engine
) -> None:
    token = sign_ins.sign_in_trusted("SATO").token
    assert sign_ins.user(token) == sato
    accounts.change(replace(sato, active=False), actor="admin")
    assert sign_ins.user(token) is None
    for name in ("sato", "nobody"):
        with pytest.raises(SignInRefused):
            sign_ins.sign_in_trusted(name)
    with pytest.raises(SignInRefused):
        sign_ins.sign_in("sato", PASSWORD, HERE)
    kato = accounts.create("kato", "加藤", "kiban", "reader", password=None, actor="system")
    with pytest.raises(SignInRefused):
        sign_ins.sign_in("kato", "", HERE)
    assert sign_ins.sign_in_trusted("kato").user == kato


def test_a_changed_account_is_signed_out_everywhere(
    sato: User, sign_ins: SignIns, accounts: Accounts, engine: Engine
) -> None:
    tokens = [sign_ins.sign_in("sato", PASSWORD, HERE).token]
    accounts.change(replace(sato, role="reader", display_name="佐藤"), actor="admin")
    assert [user.role for user in accounts.users()] == ["reader"]
    assert entries(engine)[0].detail == {"user": "sato", "role": "reader"}
    tokens.append(sign_ins.sign_in("sato", PASSWORD, HERE).token)
    accounts.set_password("sato", "another good password", actor="sato")
    tokens.append(sign_ins.sign_in("sato", "another good password", HERE).token)
    sign_ins.sign_out_everywhere("sato", actor="admin")
    assert [sign_ins.user(token) for token in tokens] == [None] * 3
    with pytest.raises(SignInRefused):
        sign_ins.sign_in("sato", PASSWORD, HERE)


def test_a_password_changed_by_its_owner_ends_every_session_and_begins_one(
    sato: User, sign_ins: SignIns, accounts: Accounts, engine: Engine
) -> None:
    tokens = [sign_ins.sign_in("sato", PASSWORD, HERE).token for _ in range(2)]
    with pytest.raises(SignInRefused):
        sign_ins.change_password("sato", "wrong password", "another good password", HERE)
    with pytest.raises(NotPossible, match="12文字"):
        sign_ins.change_password("sato", PASSWORD, "short", HERE)
    assert all(sign_ins.user(token) for token in tokens), "nothing changed"
    begun = sign_ins.change_password("SATO", PASSWORD, "another good password", HERE)
    assert [sign_ins.user(token) for token in (*tokens, begun.token)] == [None, None, sato]
    actions = [one.action for one in entries(engine, limit=3)]
    assert actions == ["signed_in", "password_changed", "password_refused"]
    accounts.change(replace(sato, active=False), actor="admin")
    with pytest.raises(SignInRefused):
        sign_ins.change_password("sato", "another good password", PASSWORD, HERE)


def test_a_password_that_was_set_meanwhile_is_not_overwritten(
    sato: User, sign_ins: SignIns, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(password: str, stored: str | None) -> bool:
        accounts.set_password("sato", "set by the administrator", actor="admin")
        return fits(password, stored)

    monkeypatch.setattr("rasa_project.store.sign_in.fits", slow)
    with pytest.raises(SignInRefused):
        sign_ins.change_password("sato", PASSWORD, "another good password", HERE)
    monkeypatch.undo()
    assert sign_ins.sign_in("sato", "set by the administrator", HERE).user == sato


def test_asking_unnoticed_does_not_keep_a_session_alive(
    sato: User, sign_ins: SignIns, calendar: Calendar
) -> None:
    token = sign_ins.sign_in("sato", PASSWORD, HERE).token
    for _ in range(3):
        calendar.go(minutes=9)
        assert sign_ins.user(token, noticed=False) == sato
    calendar.go(minutes=9)
    assert sign_ins.user(token, noticed=False) is None


@pytest.mark.parametrize("change", [{"role": "reader"}, {"active": False}])
def test_of_administrators_who_dismiss_each_other_at_once_one_stays(
    change: dict[str, Any], accounts: Accounts, engine: Engine
) -> None:
    def dismiss(user: User) -> None:
        start.wait()
        try:
            accounts.change(replace(user, **change), actor="somebody else")
        except NotPossible as error:
            said.append(str(error))

    for round_ in range(5):
        names = [f"{name}{round_}" for name in ("one", "two", "three")]
        three = [
            accounts.create(name, name, "dx", "administrator", password=None, actor="system")
            for name in names
        ]
        for user in accounts.users():  # those left over from the round before
            if user.name not in names and user.active and user.role == "administrator":
                accounts.change(replace(user, **change), actor="system")
        start, said = threading.Barrier(3), list[str]()
        threads = [threading.Thread(target=dismiss, args=(user,)) for user in three]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        left = [u for u in accounts.users() if u.active and u.role == "administrator"]
        assert len(left) == 1 and said == [LAST]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "利用者名"),
        ({"name": "a b"}, "利用者名"),
        ({"name": "system"}, "system"),
        ({"name": "SATO"}, "もう登録"),
        ({"display_name": " "}, "表示名"),
        ({"desk": "somewhere"}, "somewhere"),
        ({"role": "king"}, "king"),
        ({"password": "short"}, "12文字"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    wrong: dict[str, str], said: str, sato: User, accounts: Accounts
) -> None:
    usual = {
        "name": "kato",
        "display_name": "加藤",
        "desk": "dx",
        "role": "reader",
        "password": PASSWORD,
    }
    with pytest.raises(NotPossible, match=said):
        accounts.create(**{**usual, **wrong}, actor="system")
    assert accounts.users() == (sato,)
