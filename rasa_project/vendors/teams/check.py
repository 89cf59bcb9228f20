"""Whether a request comes from Microsoft, for this bot, from this tenant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from ..base import RefusedRequest
from ..wire import name_in, within
from .keys import SigningKey, SigningKeys
from .settings import Settings

LEEWAY = 300
"""Seconds by which clocks may differ, as Microsoft's own libraries have it."""
LONGEST_TOKEN = 16_384
CHANNEL = "msteams"


@dataclass(frozen=True)
class Vouched:
    """What a checked token says."""

    service_url: str
    channels: frozenset[str]


async def vouched(headers: Mapping[str, str], settings: Settings, keys: SigningKeys) -> Vouched:
    """What the request's token says. Raises RefusedRequest for one that is not Microsoft's, or not for us."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= LONGEST_TOKEN:
        raise RefusedRequest("no bearer token")
    try:
        key = await keys.key(key_name(token))
        if key is None:
            raise RefusedRequest("signed with an unknown key")
        service_url = claims(token, key, settings).get("serviceurl")
    except jwt.PyJWTError as error:
        raise RefusedRequest(f"a wrong token: {type(error).__name__}") from error
    return Vouched(service_url if isinstance(service_url, str) else "", key.endorsements)


def claims(token: str, key: SigningKey, settings: Settings) -> dict[str, Any]:
    """What a token claims that the key signed, for us and for now. Raises PyJWTError."""
    return jwt.decode(
        token,
        key.public,
        algorithms=["RS256"],
        audience=settings.app,
        issuer=settings.issuer,
        leeway=LEEWAY,
        options={"require": ["exp", "iss", "aud"]},
    )


def key_name(token: str) -> str:
    """The name of the key that a token says it is signed with. Raises RefusedRequest and PyJWTError."""
    header = jwt.get_unverified_header(token)
    name = header.get("kid")
    if header.get("alg") != "RS256" or not isinstance(name, str):
        raise RefusedRequest("not signed with a named RSA key")
    return name


def check(activity: Mapping[str, Any], token: Vouched, settings: Settings) -> None:
    """Hold an activity against its token and our tenant. Raises RefusedRequest."""
    service_url = name_in(activity, "serviceUrl", longest=500)
    if service_url != token.service_url:
        raise RefusedRequest("the token is for another serviceUrl")
    if not settings.admits(service_url):
        raise RefusedRequest("a serviceUrl of nobody we know", 403)
    if activity.get("channelId") != CHANNEL or CHANNEL not in token.channels:
        raise RefusedRequest("no activity of Teams", 403)
    named = (
        within(activity, "conversation", "tenantId"),
        within(activity, "channelData", "tenant", "id"),
    )
    tenants = {str(tenant).lower() for tenant in named if tenant is not None}
    if tenants != {settings.tenant}:
        raise RefusedRequest("another tenant", 403)
