"""Whether a request comes from Slack."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

from ..base import RefusedRequest

OLDEST = 300
"""Seconds that a request may be old, or ahead of our clock."""
SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


def check(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> None:
    """Raises RefusedRequest unless the signing secret signed this body, just now."""
    stamp = headers.get("x-slack-request-timestamp", "")
    if not SECONDS.fullmatch(stamp):
        raise RefusedRequest("no timestamp")
    if abs(now - int(stamp)) > OLDEST:
        raise RefusedRequest("timestamp too far from now")
    said = headers.get("x-slack-signature", "").encode("utf-8", "replace")
    if not hmac.compare_digest(said, signature(secret, stamp, body).encode()):
        raise RefusedRequest("wrong signature")


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Slack's signature, version v0, of the body as it came."""
    signed = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
