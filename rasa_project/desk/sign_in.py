"""Signing in and out."""

from __future__ import annotations

from starlette.responses import Response

from ..store.errors import NotPossible, StoreError
from ..store.lockout import LockedOut
from . import wording
from .auth import address, identify
from .pages import Page, message, page, redirect
from .visit import Visit

PREFIX = "kept:"
"""Marks fields of the form that waits behind the sign-in."""
SIGNED_IN = (
    "サインインしました。下の内容は、まだ保存していません。確かめて、もう一度送ってください。"
)


def show(visit: Visit) -> Response:
    """The form; who is signed in already goes on."""
    to = inside(visit.said("to"))
    if identify(visit) is not None:
        return redirect(visit, to)
    return page(visit, "sign_in.html", to=to, kept={}, notice="")


def sign_in(visit: Visit) -> Response:
    """Begin a session and go where the person wanted to go, with what they had typed."""
    to, name = inside(visit.said("to")), visit.said("name")
    kept = {
        field.removeprefix(PREFIX): said
        for field, said in visit.form.items()
        if field.startswith(PREFIX)
    }
    try:
        begun = visit.services.sign_ins.sign_in(name, visit.said("password"), address(visit))
    except (NotPossible, StoreError) as error:
        return page(
            visit, "sign_in.html", status(error), to=to, kept=kept, notice=said_of(error), name=name
        )
    visit.sign(begun.token)
    visit.user = begun.user
    return message(visit, 200, SIGNED_IN, kept=kept, action=to) if kept else redirect(visit, to)


def status(error: NotPossible | StoreError) -> int:
    """The HTTP status of a refusal."""
    if isinstance(error, StoreError):
        return 503
    return 429 if isinstance(error, LockedOut) else 403


def said_of(error: NotPossible | StoreError) -> str:
    """The sentence for the page; a lock-out says how long to wait."""
    if not isinstance(error, LockedOut):
        return str(error)
    wait = wording.minutes(error.wait)
    return f"サインインの失敗が続いたため、止めています。あと{wait}待って、もう一度試してください。"


def sign_out(visit: Visit) -> Response:
    """End the session."""
    visit.services.sign_ins.sign_out(visit.token)
    return page(visit, "signed_out.html")


def inside(to: str) -> str:
    """An address of ours, below the desk's prefix; the queue for any other."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) else "/"


PAGES = (
    Page("GET", "/sign-in", None, show),
    Page("POST", "/sign-in", None, sign_in),
    Page("POST", "/sign-out", None, sign_out),
)
