"""The accounts: registered, changed, given a password."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import Response

from ..store.errors import NotPossible
from ..store.users import User
from .pages import Page, page, redirect
from .visit import Visit
from .wording import NOT_FOUND

DIFFERENT = "2つのパスワードが違います。同じものを2回入力してください。"


def show(visit: Visit) -> Response:
    """Everybody, and the form for a new account."""
    return users_page(visit)


def users_page(
    visit: Visit, status: int = 200, *, typed: Mapping[str, str] | None = None, problem: str = ""
) -> Response:
    """The list, with what was typed into the form."""
    everybody = visit.services.accounts.users()
    return page(
        visit, "users.html", status, users=everybody, typed=typed or {}, problem=problem,
        done=visit.request.query_params.get("done", ""),
    )  # fmt: skip


def create(visit: Visit) -> Response:
    """Register somebody; without a password, only single sign-on lets them in."""
    fields = ("name", "display_name", "desk", "role")
    typed = {name: visit.said(name) for name in fields}
    try:
        password = new_password(visit) if visit.said("password") or visit.said("again") else None
        visit.services.accounts.create(*typed.values(), password=password, actor=visit.person.name)
    except NotPossible as error:
        return users_page(visit, 422, typed=typed, problem=str(error))
    return redirect(visit, "/users?done=user")


def new_password(visit: Visit) -> str:
    """The password that was typed twice. Raises NotPossible."""
    if visit.said("password") != visit.said("again"):
        raise NotPossible(DIFFERENT)
    return visit.said("password")


def show_one(visit: Visit) -> Response:
    """One account with its forms."""
    return user_page(visit, existing(visit))


def user_page(visit: Visit, account: User, status: int = 200, problem: str = "") -> Response:
    """The account as it stands, or as it was typed."""
    return page(
        visit, "user.html", status, account=account, problem=problem,
        done=visit.request.query_params.get("done", ""),
    )  # fmt: skip


def existing(visit: Visit) -> User:
    """The account that the form or the address names. Raises 404."""
    for user in visit.services.accounts.users():
        if user.name == visit.said("name"):
            return user
    raise HTTPException(404, NOT_FOUND)


def change(visit: Visit) -> Response:
    """Keep what was changed; the person is signed out everywhere."""
    account = existing(visit)
    changed = replace(
        account,
        display_name=visit.said("display_name").strip(),
        desk=visit.said("desk"),
        role=visit.said("role"),
        active=visit.said("active") == "1",
    )
    try:
        visit.services.accounts.change(changed, actor=visit.person.name)
    except NotPossible as error:
        return user_page(visit, changed, 422, str(error))
    return back(visit, account, "user")


def set_password(visit: Visit) -> Response:
    """A new password; the person is signed out everywhere."""
    account = existing(visit)
    try:
        password = new_password(visit)
        visit.services.accounts.set_password(account.name, password, actor=visit.person.name)
    except NotPossible as error:
        return user_page(visit, account, 422, str(error))
    return back(visit, account, "password")


def back(visit: Visit, account: User, done: str) -> Response:
    """To the account's page."""
    return redirect(visit, f"/users/account?{urlencode({'name': account.name, 'done': done})}")


PAGES = (
    Page("GET", "/users", "administrator", show),
    Page("POST", "/users", "administrator", create),
    Page("GET", "/users/account", "administrator", show_one),
    Page("POST", "/users/account", "administrator", change),
    Page("POST", "/users/password", "administrator", set_password),
)
