"""Who is there: the session's cookie, or the city's single sign-on through its proxy."""

from __future__ import annotations

import hmac
import logging

from starlette.responses import Response

from ..store import audit
from ..store.sign_in import SignInRefused
from ..store.users import ROLES, User, user_name
from .visit import COOKIE, Visit

LOG = logging.getLogger(__name__)


def peer(visit: Visit) -> str:
    """The address the connection comes from; no header can change it."""
    client = visit.request.client
    return client.host if client else ""


def by_proxy(visit: Visit) -> bool:
    """Whether the configured proxy asks on somebody's behalf."""
    return (
        visit.services.settings.proxy is not None and peer(visit) == visit.services.settings.proxy
    )


def address(visit: Visit) -> str:
    """Where the person is, as far as somebody trusted says so: for slowing down guessing."""
    forwarded = visit.request.headers.get("X-Forwarded-For", "")
    # Only the last one was added by our proxy; the others are what its client claimed.
    last = forwarded.rpartition(",")[2].strip()
    return last if by_proxy(visit) and last else peer(visit)


def is_https(visit: Visit) -> bool:
    """Whether the browser's connection is encrypted."""
    forwarded = visit.request.headers.get("X-Forwarded-Proto", "").strip().lower()
    return visit.request.url.scheme == "https" or (by_proxy(visit) and forwarded == "https")


def genuine(visit: Visit) -> bool:
    """Whether a posted form is one of ours: sent from our pages, with the token of this browser."""
    if visit.request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    carried = (visit.said("csrf"), visit.request.headers.get("X-CSRF-Token", ""))
    return any(hmac.compare_digest(one.encode(), visit.csrf.encode()) for one in carried)


def identify(visit: Visit) -> User | None:
    """The signed-in user; single sign-on begins a session. Raises SignInRefused for a name unknown here."""
    # A page that refreshes itself does not keep a session alive.
    user = visit.services.sign_ins.user(visit.token, noticed=not visit.said("auto"))
    trusted = vouched_for(visit, signed_in=user is not None)
    if trusted is None or (user is not None and user.name == user_name(trusted)):
        return user
    signed_in = visit.services.sign_ins.sign_in_trusted(trusted)
    visit.sign(signed_in.token)
    return signed_in.user


def vouched_for(visit: Visit, *, signed_in: bool) -> str | None:
    """The name in the single sign-on header, if the proxy put it there. Raises SignInRefused for two names."""
    header = visit.services.settings.header
    names = visit.request.headers.getlist(header) if header else []
    if not names:
        return None
    if not by_proxy(visit):
        if not signed_in:
            LOG.warning("single sign-on header from %s ignored", peer(visit))
            services, detail = visit.services, {"peer": peer(visit)}
            audit.record(services.engine, "unknown", "header_ignored", detail, clock=services.clock)
        return None
    if len(names) != 1:
        raise SignInRefused
    # Headers come as Latin-1; a name in Japanese was sent as UTF-8.
    return names[0].encode("latin-1").decode("utf-8", "replace")


def may(user: User, role: str) -> bool:
    """Whether the user's role reaches as far."""
    return ROLES.index(user.role) >= ROLES.index(role)


def put_cookie(visit: Visit, response: Response) -> None:
    """Give the browser its token: for this session of the browser, for the desk, not for scripts."""
    if visit.new_cookie:
        response.set_cookie(
            COOKIE,
            visit.token,
            httponly=True,
            samesite="strict",
            secure=is_https(visit),
            path=visit.root or "/",
        )
