"""The responses of the page's channel: files, JSON, and the headers of both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sanic.response import HTTPResponse, raw

from ..watch import metrics

STATIC = Path(__file__).parents[1] / "web" / "static"
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
TOO_MANY = "短い時間に送られた数が多すぎます。少し待って、もう一度送ってください。"
NO_PAGE = "そのページはありません。"


def file_response(name: str) -> HTTPResponse:
    """A file of the page; anything else is not there."""
    path = STATIC / name
    if path.parent != STATIC or path.suffix not in TYPES or not path.is_file():
        return answer({"error": NO_PAGE}, 404)
    return raw(path.read_bytes(), headers=HEADERS, content_type=TYPES[path.suffix])


def answer(content: dict[str, Any], status: int = 200) -> HTTPResponse:
    """A JSON response."""
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    return raw(body, status=status, headers=HEADERS, content_type="application/json; charset=utf-8")


def refusal(reason: metrics.Reason, sentence: str, status: int) -> HTTPResponse:
    """The response to a request to the page that is not taken, counted."""
    metrics.refused("page", reason)
    return answer({"error": sentence}, status)


def too_many(wait: float) -> HTTPResponse | None:
    """The response to somebody who has to wait, in seconds; None for who need not."""
    if wait <= 0:
        return None
    response = refusal("rate", TOO_MANY, 429)
    response.headers["Retry-After"] = str(int(wait) + 1)
    return response
