"""The bot's web server: what holds for every request, whichever channel it is for."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import urlsplit

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from ..delivery.locks import BusyError
from ..store.errors import StoreError
from ..watch import metrics
from .bridge import vendor_routes
from .door import Door
from .inbound import TOO_LONG
from .responses import NO_PAGE, answer, refusal, too_many
from .web import Page

LOG = logging.getLogger(__name__)
LARGEST_REQUEST = 256_000
"""Bytes; the largest that a vendor sends."""
LARGEST_TRANSACTION = 8_500_000
"""Bytes; Matrix sends up to 100 events of 64 KB at once, and stops for good when that is refused."""
SILENT = "申し訳ありません。いまは返事ができません。しばらくしてから、もう一度送ってください。"
ELSEWHERE = "ほかのページからは送れません。協議ナビのページを開いてください。"
FAILED = {404: NO_PAGE, 405: "その操作はできません。", 413: TOO_LONG}
AWAY = (StoreError, BusyError, asyncio.TimeoutError)


def make_app(door: Door) -> Sanic:
    """The server with every channel that is switched on, before it listens."""
    app = Sanic("kyogi", configure_logging=False)
    matrix = "matrix" in door.vendors
    app.config.REQUEST_MAX_SIZE = LARGEST_TRANSACTION if matrix else LARGEST_REQUEST
    app.config.REQUEST_TIMEOUT = 20
    app.config.RESPONSE_TIMEOUT = 40
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 10
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.error_handler.add(Exception, failed)

    async def guard(request: Request) -> HTTPResponse | None:
        return await refuse(door, request)

    app.register_middleware(guard, "request")
    app.blueprint(Page(door).blueprint())
    add_probes(app, door)
    for vendor in door.vendors.values():
        app.blueprint(vendor_routes(vendor, door))
    return app


def add_probes(app: Sanic, door: Door) -> None:
    """For those who run the bot; the reverse proxy keeps all but /livez to itself."""

    async def livez(request: Request) -> HTTPResponse:
        return answer({"alive": True})

    async def readyz(request: Request) -> HTTPResponse:
        ready, found = await door.ready()
        return answer({"ready": ready, "checks": dict(found)}, 200 if ready else 503)

    async def metrics_page(request: Request) -> HTTPResponse:
        await door.ready()
        body, content_type = await asyncio.to_thread(metrics.exposition)
        return raw(body, content_type=content_type)

    app.add_route(livez, "/livez")
    app.add_route(readyz, "/readyz")
    app.add_route(metrics_page, "/metrics")


async def refuse(door: Door, request: Request) -> HTTPResponse | None:
    """The response to a request that must not go further, else None."""
    if request.method not in ("GET", "HEAD") and not same_origin(request):
        return refusal("origin", ELSEWHERE, 403)
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > largest(request.path):
        return refusal("size", TOO_LONG, 413)
    if not request.path.startswith("/kyogi/") or request.path.startswith("/kyogi/channels/"):
        return None
    return too_many(await door.address(address(door, request)))


def largest(path: str) -> int:
    """Bytes that a request there may have."""
    return LARGEST_TRANSACTION if path.startswith("/kyogi/channels/matrix") else LARGEST_REQUEST


def same_origin(request: Request) -> bool:
    """Whether a browser's page sent this from where it was served, or no page at all."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:  # browsers send it by https and on loopback, and no page can set it
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def address(door: Door, request: Request) -> str:
    """Where a request comes from; a reverse proxy's word counts only from its own address."""
    if door.proxy and request.ip == door.proxy:
        return str(request.headers.get("x-real-ip") or request.ip)
    return str(request.ip)


def channel(path: str) -> str:
    """Whose address it is, as the figures name it."""
    below = path.removeprefix("/kyogi/channels/")
    return "page" if below == path else below.partition("/")[0]


def failed(request: Request, error: Exception) -> HTTPResponse:
    """The response to a request that ended in an exception: a sentence, and never a trace."""
    if isinstance(error, AWAY):
        LOG.error("a request could not be served: %s", type(error).__name__)
        metrics.refused(channel(request.path), "unavailable")
        return answer({"error": str(error) if isinstance(error, StoreError) else SILENT}, 503)
    status = int(getattr(error, "status_code", 500))
    if status >= 500:
        LOG.error("a request failed", exc_info=error)
    return answer({"error": FAILED.get(status, SILENT)}, status)
