"""Keys that sign: cookies, choices and links. The first signs; the others are still believed.

To rotate: put a new key first, restart the processes one after the other, and remove the oldest line
when what it signed may be refused.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

SEAL = "~"
"""Between a choice's payload and its seal; no payload holds it."""
DIGITS = 20
"""Hexadecimal digits of a seal, 80 bits: guessing takes as many requests."""


class Keys:
    """keys: at least one, the one that signs first."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys or not all(keys):
            raise ValueError("at least one key, and none empty")
        self._keys = tuple(key.encode() for key in keys)
        # itsdangerous signs with the last of a list.
        self._cookies = URLSafeSerializer(list(reversed(keys)), salt="kyogi-session")
        self._links = URLSafeSerializer(list(reversed(keys)), salt="kyogi-paper")

    def new_session(self) -> tuple[str, str]:
        """A new conversation (32 hexadecimal digits) and the cookie that carries it."""
        conversation = secrets.token_hex(16)
        return conversation, self.cookie(conversation)

    def cookie(self, conversation: str) -> str:
        """A cookie signed with the present key."""
        return str(self._cookies.dumps(conversation))

    def conversation(self, cookie: str | None) -> str | None:
        """The conversation of a cookie that one of the keys signed, else None."""
        return self._read(self._cookies, cookie)

    def link(self, conversation: str) -> str:
        """A token for links that a channel without cookies shows in one conversation."""
        return str(self._links.dumps(conversation))

    def linked(self, token: str) -> str | None:
        """The conversation that the token belongs to, else None."""
        return self._read(self._links, token)

    def _read(self, serializer: URLSafeSerializer, token: str | None) -> str | None:
        try:
            return str(serializer.loads(token)) if token else None
        except BadSignature:
            return None

    def seal(self, conversation: str, payload: str) -> str:
        """The payload of a choice, good in this conversation only."""
        return f"{payload}{SEAL}{digest(self._keys[0], conversation, payload)}"

    def unseal(self, conversation: str, sealed: object) -> str | None:
        """The payload, if it was sealed for this conversation, else None."""
        if not isinstance(sealed, str) or len(sealed) > 500 or not sealed.isascii():
            return None
        payload, _, seal = sealed.rpartition(SEAL)
        right = (digest(key, conversation, payload) for key in self._keys)
        return payload if any([hmac.compare_digest(seal, one) for one in right]) else None

    def sealed(self, conversation: str, said: Mapping[str, Any]) -> dict[str, Any]:
        """A message with every payload in it sealed, those of a result's card too."""
        found: dict[str, Any] = self._walk(conversation, said)
        return found

    def _walk(self, conversation: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {
                name: self.seal(conversation, part)
                if name == "payload" and isinstance(part, str)
                else self._walk(conversation, part)
                for name, part in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [self._walk(conversation, part) for part in value]
        return value


def digest(key: bytes, conversation: str, payload: str) -> str:
    """What only who has the key can say of a payload in a conversation."""
    said = f"choice\n{conversation}\n{payload}".encode("utf-8", "replace")
    return hmac.new(key, said, hashlib.sha256).hexdigest()[:DIGITS]
