"""Who a conversation belongs to: an identifier that only the server can make, in a signed cookie."""

from __future__ import annotations

import secrets

from itsdangerous import BadSignature, URLSafeSerializer

COOKIE = "kyogi_session"


class Sessions:
    """Makes and reads session cookies."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(secret, salt="kyogi-session")

    def new(self) -> tuple[str, str]:
        """A new sender id (128 random bits) and the cookie that carries it."""
        sender = secrets.token_hex(16)
        return sender, str(self._signer.dumps(sender))

    def sender(self, cookie: str | None) -> str | None:
        """The sender id of a cookie that this server signed, else None."""
        try:
            return str(self._signer.loads(cookie)) if cookie else None
        except BadSignature:
            return None
