"""The bot's web server: what holds for every request, whichever channel it is for."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import urlsplit

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from ..delivery.locks import BusyError
from ..store.errors import StoreError
from .bridge import vendor_routes
from .door import Door
from .inbound import TOO_LONG
from .responses import NO_PAGE, answer
from .web import Page

LOG = logging.getLogger(__name__)
LARGEST_REQUEST = 256_000
"""Bytes; the largest that a vendor sends."""
SILENT = "申し訳ありません。いまは返事ができません。しばらくしてから、もう一度送ってください。"
TOO_MANY = "短い時間に送られた数が多すぎます。少し待って、もう一度送ってください。"
ELSEWHERE = "ほかのページからは送れません。協議ナビのページを開いてください。"
FAILED = {404: NO_PAGE, 405: "その操作はできません。", 413: TOO_LONG}
AWAY = (StoreError, BusyError, asyncio.TimeoutError)


def make_app(door: Door) -> Sanic:
    """The server with every channel that is switched on, before it listens."""
    app = Sanic("kyogi", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LARGEST_REQUEST
    app.config.REQUEST_TIMEOUT = 20
    app.config.RESPONSE_TIMEOUT = 40
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 10
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.error_handler.add(Exception, failed)

    async def guard(request: Request) -> HTTPResponse | None:
        return await refuse(door, request)

    app.register_middleware(guard, "request")
    app.blueprint(Page(door).blueprint())
    for vendor in door.vendors.values():
        app.blueprint(vendor_routes(vendor, door))
    return app


async def refuse(door: Door, request: Request) -> HTTPResponse | None:
    """The response to a request that must not go further, else None."""
    if request.method not in ("GET", "HEAD") and not same_origin(request):
        return answer({"error": ELSEWHERE}, 403)
    if not request.path.startswith("/kyogi/") or request.path.startswith("/kyogi/channels/"):
        return None
    wait = await door.allow(f"address:{address(door, request)}")
    if wait <= 0:
        return None
    response = answer({"error": TOO_MANY}, 429)
    response.headers["Retry-After"] = str(int(wait) + 1)
    return response


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


def failed(request: Request, error: Exception) -> HTTPResponse:
    """The response to a request that ended in an exception: a sentence, and never a trace."""
    if isinstance(error, AWAY):
        LOG.error("a request could not be served: %s", type(error).__name__)
        return answer({"error": str(error) if isinstance(error, StoreError) else SILENT}, 503)
    status = int(getattr(error, "status_code", 500))
    if status >= 500:
        LOG.error("a request failed", exc_info=error)
    return answer({"error": FAILED.get(status, SILENT)}, status)
