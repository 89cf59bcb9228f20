"""One request: who asks, and what they sent."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from ..store.users import User
from ..text import LONGEST
from .services import DeskServices
from .wording import NOT_FOUND, TOO_LARGE

COOKIE = "kyogi-desk"
LARGEST = 100_000
"""Bytes of a form."""
LARGEST_NUMBER = 2**31 - 1

SECRET = frozenset({"old", "password", "again"})
"""Fields that are never shown, nor changed."""

Form = Mapping[str, tuple[str, ...]]


@dataclass
class Visit:
    """A request on its way through the gate, which fills in the user."""

    request: Request
    services: DeskServices
    form: Form
    token: str = ""
    """What the cookie holds: a session's token, or anything that nobody can guess."""
    user: User | None = None
    new_cookie: bool = False
    names: dict[str, str] = field(default_factory=dict)
    """User name -> name to show; read once a request."""

    def __post_init__(self) -> None:
        self.token = self.request.cookies.get(COOKIE, "")
        if not self.token:
            self.sign(secrets.token_urlsafe(32))

    def sign(self, token: str) -> None:
        """From now on the browser has this token."""
        self.token, self.new_cookie = token, True

    @property
    def person(self) -> User:
        """The user of a page that is not open to everybody."""
        assert self.user is not None
        return self.user

    @property
    def csrf(self) -> str:
        """What a form has to carry: nobody without the cookie can tell."""
        return hmac.new(self.token.encode(), b"csrf", hashlib.sha256).hexdigest()

    @property
    def posting(self) -> bool:
        return self.request.method == "POST"

    @property
    def root(self) -> str:
        """What stands before the path of every page; empty where the desk has a host of its own."""
        return self.services.settings.prefix

    @property
    def path(self) -> str:
        """The page's path, without what stands before every page."""
        return str(self.request.scope["path"]).removeprefix(self.root)

    @property
    def swapping(self) -> bool:
        """Whether htmx asks, which puts a part of the page in place."""
        return "HX-Request" in self.request.headers

    def said(self, name: str) -> str:
        """A field of the form, or of the address."""
        if self.posting:
            return self.form.get(name, ("",))[0]
        return legible(self.request.query_params.get(name, ""))

    def number(self, name: str, *, default: int = 0) -> int:
        """A number from a field."""
        said = self.said(name)
        return bounded(said) if said else default

    @property
    def case(self) -> int:
        """The case that the address names."""
        return bounded(self.request.path_params["case"])

    @property
    def kept(self) -> dict[str, tuple[str, ...]]:
        """What was typed, to be offered again; nothing of a form with a password."""
        if SECRET.intersection(self.form):
            return {}
        return {name: said for name, said in self.form.items() if name != "csrf"}


def bounded(said: str) -> int:
    """A number that a database takes. Raises 404."""
    if not (said.isascii() and said.isdigit() and len(said) < 11 and int(said) <= LARGEST_NUMBER):
        raise HTTPException(404, NOT_FOUND)
    return int(said)


def legible(said: str) -> str:
    """Valid text without control characters, line breaks apart."""
    valid = said.replace("\r\n", "\n").encode("utf-8", "replace").decode("utf-8")
    return "".join(c if c.isprintable() or c in "\n\u3000" else " " for c in valid)


def too_long(visit: Visit) -> bool:
    """Whether a text is longer than is read anywhere."""
    return any(len(text) > LONGEST for texts in visit.form.values() for text in texts)


async def read_form(request: Request) -> Form:
    """The fields of a posted form, passwords as they are. Raises 413."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise HTTPException(413, TOO_LARGE)
    fields: dict[str, tuple[str, ...]] = {}
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), True, max_num_fields=500)
    except ValueError as error:
        raise HTTPException(413, TOO_LARGE) from error
    for name, said in pairs:
        fields[name] = (*fields.get(name, ()), said if name in SECRET else legible(said))
    return fields
