"""One's own password: changed by whoever knows the old one."""

from __future__ import annotations

from starlette.responses import Response

from ..store.errors import NotPossible
from ..store.lockout import LockedOut
from ..store.sign_in import SignInRefused
from .auth import address
from .pages import Page, page, redirect
from .sign_in import said_of
from .users import new_password
from .visit import Visit

WRONG = "いまのパスワードが違います。"


def show(visit: Visit) -> Response:
    """The form."""
    return password_page(visit)


def password_page(visit: Visit, status: int = 200, problem: str = "") -> Response:
    """The form; what was typed into it never comes back."""
    done = visit.request.query_params.get("done", "")
    return page(visit, "password.html", status, problem=problem, done=done)


def change(visit: Visit) -> Response:
    """Keep the new password; of the person's sessions only this browser's goes on, as a new one."""
    try:
        begun = visit.services.sign_ins.change_password(
            visit.person.name, visit.said("old"), new_password(visit), address(visit)
        )
    except SignInRefused:
        return password_page(visit, 422, WRONG)
    except LockedOut as error:
        return password_page(visit, 429, said_of(error))
    except NotPossible as error:
        return password_page(visit, 422, str(error))
    visit.sign(begun.token)
    return redirect(visit, "/password?done=own_password")


PAGES = (
    Page("GET", "/password", "reader", show),
    Page("POST", "/password", "reader", change),
)
