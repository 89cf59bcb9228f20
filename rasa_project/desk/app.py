"""The application: one table of pages, the gate before them, safe headers around everything."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import (
    case,
    consultation,
    exports,
    figures,
    learners,
    log,
    password,
    queue,
    sign_in,
    steps,
    users,
    wording,
)
from .below import Below
from .gate import endpoint
from .headers import SafeHeaders
from .pages import message
from .services import DeskServices
from .static import static
from .visit import Visit

PAGES = (
    *sign_in.PAGES,
    *password.PAGES,
    *queue.PAGES,
    *case.PAGES,
    *steps.PAGES,
    *consultation.PAGES,
    *figures.PAGES,
    *learners.PAGES,
    *exports.PAGES,
    *users.PAGES,
    *log.PAGES,
)
"""Every page with the least role that may open it."""
WORDS = {404: wording.NOT_FOUND, 405: wording.NOT_FOUND, 413: wording.TOO_LARGE}


def app(services: DeskServices) -> Starlette:
    """The desk over these services. The tables must be there (`store.migrate`)."""

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        services.jobs.end()

    routes = [
        Route("/static/{name}", static),
        *(Route(page.path, endpoint(services, page), methods=[page.method]) for page in PAGES),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(SafeHeaders), Middleware(Below, prefix=services.settings.prefix)],
        exception_handlers={HTTPException: partial(refused, services)},
        lifespan=lifespan,
    )


async def refused(services: DeskServices, request: Request, error: Exception) -> Response:
    """What never came to a page: an address or a method that there is not, too large a form."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    return message(Visit(request, services, {}), status, WORDS.get(status, wording.BROKEN))
