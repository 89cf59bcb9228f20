"""Calls of Slack's Web API, and what its refusals mean for a reply that should go out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from ..base import UndeliveredError

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
LONGEST_WAIT = 3600.0
NO_USE = frozenset(
    {
        "access_denied",
        "account_inactive",
        "cannot_reply_to_message",
        "cant_update_message",
        "channel_is_limited_access",
        "channel_not_found",
        "duplicate_channel_not_found",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "invalid_arguments",
        "invalid_auth",
        "invalid_blocks",
        "invalid_blocks_format",
        "is_archived",
        "is_inactive",
        "message_not_found",
        "messages_tab_disabled",
        "missing_scope",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_permission",
        "no_text",
        "not_allowed_token_type",
        "not_authed",
        "not_in_channel",
        "org_login_required",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "user_not_found",
    }
)
"""Errors that the same call would meet again."""


class RefusedCallError(UndeliveredError):
    """Slack answered, and said no. name: its word for why."""

    def __init__(self, method: str, name: str, after: float | None) -> None:
        super().__init__(f"{method}: {name}", permanent=name in NO_USE, after=after)
        self.name = name


class WebApi:
    """Slack's methods, called with a token. base: the address that ends in /api."""

    def __init__(self, base: str) -> None:
        self._client = httpx.AsyncClient(base_url=base, timeout=TIMEOUT)

    async def call(self, method: str, token: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """Slack's answer to a method. Raises UndeliveredError."""
        authorization = {"Authorization": f"Bearer {token}"}
        try:
            answer = await self._client.post(method, json=dict(content), headers=authorization)
        except httpx.HTTPError as error:
            raise UndeliveredError(f"{method}: {type(error).__name__}") from error
        return checked(method, answer)

    async def close(self) -> None:
        """Give back connections."""
        await self._client.aclose()


def checked(method: str, answer: httpx.Response) -> dict[str, Any]:
    """What Slack says, if it says yes. Raises UndeliveredError."""
    if answer.status_code != 200:
        raise UndeliveredError(f"{method}: HTTP {answer.status_code}", after=wait_of(answer))
    try:
        said = answer.json()
    except ValueError as error:
        raise UndeliveredError(f"{method}: no JSON") from error
    if isinstance(said, dict) and said.get("ok") is True:
        return said
    name = str(said.get("error"))[:80] if isinstance(said, dict) else "no object"
    raise RefusedCallError(method, name, wait_of(answer))


def wait_of(answer: httpx.Response) -> float | None:
    """The seconds that Slack asks us to wait, within reason."""
    said = answer.headers.get("retry-after", "")
    return min(float(said), LONGEST_WAIT) if said.isascii() and said.isdigit() else None
