"""What every vendor's requests and replies have in common: data that is read with care, and faults told apart."""

from __future__ import annotations

import asyncio
import email.utils
import hashlib
import json
import time
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from .base import Incoming, RefusedRequest, UndeliveredError

LARGEST_BODY = 256 * 1024
"""Bytes of a request."""
LONGEST_EVENT = 200
"""Characters of an event's id."""
LONGEST_CALL = 10.0
"""Seconds that one call of a vendor may take, from first to last."""
LONGEST_WAIT = 3600.0
LOOPBACK = ("127.0.0.1", "::1", "localhost")
PASSING = (401, 408, 409, 412, 425, 429)
"""Refusals that may not last; every other 4xx stays what it is."""

Found = TypeVar("Found")


def json_object(body: bytes) -> dict[str, Any]:
    """A request's body. Raises RefusedRequest."""
    try:
        found = json.loads(admitted(body))
    except (ValueError, RecursionError) as error:
        raise RefusedRequest("not JSON", 400) from error
    if not isinstance(found, dict):
        raise RefusedRequest("not a JSON object", 400)
    return found


def admitted(body: bytes) -> bytes:
    """The body, unless it is too large. Raises RefusedRequest."""
    if len(body) > LARGEST_BODY:
        raise RefusedRequest("body too large", 413)
    return body


def posted(incoming: Incoming, *paths: str) -> str:
    """The path of a POST to one of these. Raises RefusedRequest."""
    path = incoming.path.strip("/")
    if path not in paths:
        raise RefusedRequest("no such path", 404)
    if incoming.method != "POST":
        raise RefusedRequest("not a POST", 405)
    return path


def within(found: object, *path: str) -> Any:
    """What lies at the path inside nested objects, or None."""
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def name_in(found: object, *path: str, longest: int = 250) -> str:
    """An id at the path. Raises RefusedRequest where there is none, or one that no vendor gives."""
    name = within(found, *path)
    if not isinstance(name, str) or not 0 < len(name) <= longest or not name.isprintable():
        raise RefusedRequest(f"no {'.'.join(path)}", 400)
    return name


def text_in(found: object, *path: str) -> str:
    """A text at the path, valid Unicode; "" where there is none."""
    text = within(found, *path)
    return text.encode("utf-8", "replace").decode().strip() if isinstance(text, str) else ""


def event_id(*parts: str) -> str:
    """One event's id; a long one keeps its beginning and a digest of all."""
    whole = "|".join(parts)
    if len(whole) <= LONGEST_EVENT:
        return whole
    return f"{whole[:100]}|{hashlib.sha256(whole.encode()).hexdigest()}"


def private(address: str) -> bool:
    """Whether nobody on the way can read what is sent there: HTTPS, or this machine itself."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or parts.hostname in LOOPBACK)


def text_parts(text: str, longest: int) -> list[str]:
    """The text in pieces, cut at line ends where there are any."""
    parts = []
    while len(text) > longest:
        cut = text.rfind("\n", 1, longest + 1)
        cut = longest if cut < 0 else cut
        parts.append(text[:cut])
        text = text[cut:].removeprefix("\n")
    return [*parts, text]


def numbered(text: str, choices: Sequence[Mapping[str, Any]]) -> str:
    """The choices as a list whose numbers can be typed."""
    lines = [f"{place}. {about(choice)}" for place, choice in enumerate(choices, 1)]
    return "\n".join([text, *lines, "番号を書いて送ってください。"])


def about(choice: Mapping[str, Any]) -> str:
    """A choice in one line."""
    description = choice.get("description")
    return f"{choice['label']}：{description}" if description else str(choice["label"])


async def answer_to(call: Coroutine[Any, Any, httpx.Response]) -> httpx.Response:
    """A vendor's answer. Raises UndeliveredError for none, for a refusal and for a fault."""
    return accepted(await any_answer_to(call))


async def any_answer_to(call: Coroutine[Any, Any, httpx.Response]) -> httpx.Response:
    """A vendor's answer, whatever it says. Raises UndeliveredError for none."""
    try:
        return await in_time(call, LONGEST_CALL)
    except (httpx.HTTPError, asyncio.TimeoutError) as error:
        raise UndeliveredError(f"no answer: {type(error).__name__}") from error


async def in_time(call: Coroutine[Any, Any, Found], seconds: float) -> Found:
    """What the call returns, unless it takes too long. Raises TimeoutError.

    Python 3.10's `asyncio.wait_for` forgets that it was cancelled where the call ends at that very moment: who
    stops a listener would wait for ever.
    """
    task = asyncio.ensure_future(call)
    try:
        await asyncio.wait({task}, timeout=seconds)
        if not task.done():
            raise asyncio.TimeoutError
        return task.result()
    finally:
        task.cancel()


def accepted(response: httpx.Response) -> httpx.Response:
    """The response of a vendor that did what it was asked. Raises UndeliveredError for any other."""
    if response.is_success:
        return response
    status = response.status_code
    permanent = 400 <= status < 500 and status not in PASSING
    raise UndeliveredError(f"answered {status}", permanent=permanent, after=wait_of(response))


def wait_of(response: httpx.Response) -> float | None:
    """Retry-After in seconds, given as such or as a date."""
    said = response.headers.get("retry-after", "")
    if said.isascii() and said.isdigit():
        return min(float(said), LONGEST_WAIT)
    try:
        moment = email.utils.parsedate_to_datetime(said).timestamp()
    except (TypeError, ValueError):
        return None
    return min(max(moment - time.time(), 0.0), LONGEST_WAIT)


def object_of(response: httpx.Response) -> dict[str, Any]:
    """The JSON object that a vendor answered. Raises UndeliveredError."""
    try:
        found = response.json()
    except (ValueError, RecursionError) as error:
        raise UndeliveredError("answered no JSON") from error
    if not isinstance(found, dict):
        raise UndeliveredError("answered no JSON object")
    return found
