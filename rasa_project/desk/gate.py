"""The gate before every page: genuine form, signed in, role, and what is said when the store fails."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..store import audit
from ..store.errors import StoreError
from ..store.sign_in import SignInRefused
from . import wording
from .auth import genuine, identify, may, put_cookie
from .pages import Page, message, page, redirect, retargeted
from .services import DeskServices
from .visit import Form, Visit, read_form, too_long

LOG = logging.getLogger(__name__)
NOBODY = (
    "シングルサインオンの利用者は、この画面に登録されていません。管理の役割の人に頼んでください。"
)
Endpoint = Callable[[Request], Awaitable[Response]]


def endpoint(services: DeskServices, entry: Page) -> Endpoint:
    """The page behind the gate. The store is asked in a thread, so that nobody waits for somebody else."""

    async def answer(request: Request) -> Response:
        form: Form = {}
        if request.method == "POST":
            form = await read_form(request)
        return await run_in_threadpool(guarded, Visit(request, services, form), entry)

    return answer


def guarded(visit: Visit, entry: Page) -> Response:
    """The page, or why not."""
    try:
        response = admitted(visit, entry)
    except StoreError as error:
        response = message(visit, 503, str(error), kept=visit.kept)
    except SignInRefused:
        response = message(visit, 403, NOBODY)
    except HTTPException as error:
        response = message(visit, error.status_code, error.detail)
    except Exception:  # here, so that this page has its headers, too
        LOG.exception("%s %s", entry.method, entry.path)
        response = message(visit, 500, wording.BROKEN, kept=visit.kept)
    put_cookie(visit, response)
    return response


def admitted(visit: Visit, entry: Page) -> Response:
    """One check after the other."""
    if visit.posting and not genuine(visit):
        return refused(visit, entry, "forged", wording.FORGED)
    if entry.role is not None:
        visit.user = identify(visit)
        if visit.user is None:
            return sign_in_first(visit)
        if not may(visit.user, entry.role):
            return refused(visit, entry, "refused", wording.FORBIDDEN)
    if visit.posting and too_long(visit):
        return message(visit, 422, wording.TOO_LONG, kept=visit.kept)
    return entry.show(visit)


def refused(visit: Visit, entry: Page, action: str, text: str) -> Response:
    """403, and an entry in the audit log that names the page as the table does."""
    actor = visit.user.name if visit.user else "unknown"
    detail = {"page": f"{entry.method} {entry.path}"}
    audit.record(visit.services.engine, actor, action, detail, clock=visit.services.clock)
    return message(visit, 403, text)


def sign_in_first(visit: Visit) -> Response:
    """The sign-in page, which leads back to here with whatever was typed."""
    path, query = visit.path, visit.request.url.query
    if visit.posting:
        values = {"to": path, "kept": visit.kept, "notice": wording.EXPIRED_UNSAVED}
        return retargeted(page(visit, "sign_in.html", 401, **values), "#page")
    if visit.swapping:
        return message(visit, 401, wording.EXPIRED)
    to = f"{path}?{query}" if query else path
    return redirect(visit, "/sign-in" if to == "/" else f"/sign-in?{urlencode({'to': to})}")
