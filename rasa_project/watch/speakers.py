"""Whose turn a log line belongs to: a digest of the conversation, and the request's own id."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)

conversation: ContextVar[str] = ContextVar("conversation", default="")
request: ContextVar[str] = ContextVar("request", default="")


class Installation:
    """The key that digests of conversations are made with: nobody can find a person by trying ids."""

    key = b""


@contextmanager
def speaking(conversation_id: str) -> Iterator[None]:
    """Log lines of the body, and of the tasks and threads it starts, carry the conversation's digest."""
    token = conversation.set(digest(conversation_id))
    try:
        yield
    finally:
        conversation.reset(token)


@contextmanager
def serving(request_id: str = "") -> Iterator[str]:
    """Log lines of the body carry the request's id: the one given, or a new one where that is odd."""
    kept = request_id if REQUEST_ID.fullmatch(request_id) else secrets.token_hex(8)
    token = request.set(kept)
    try:
        yield kept
    finally:
        request.reset(token)


def digest(conversation_id: str) -> str:
    """12 hexadecimal digits."""
    said = conversation_id.encode("utf-8", "surrogatepass")
    return hmac.new(Installation.key, said, "sha256").hexdigest()[:12]
