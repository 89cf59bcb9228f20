"""The action server on loopback: rasa_sdk's own, ready to decide before the first message comes."""

from __future__ import annotations

import hmac
import sys
from collections.abc import Sequence

from rasa_sdk.endpoint import create_app
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from .bootstrap import keeper, secret_lines, services
from .settings import read_settings
from .watch.logs import safe_logs

SECRET = "X-Kyogi-Secret"
LARGEST_CALL = 512_000
"""Bytes; a call holds one message and the state of one consultation."""


def main(port: int) -> None:
    """Serve until stopped. Left alone, rasa_sdk would listen on every address and any origin."""
    settings = read_settings()
    safe_logs({"KYOGI_LOG": settings.log})
    services().consultations.interview.remaining({})  # unfold the interview before somebody waits
    keeper()  # brings the tables up to date
    app = guarded_app(secret_lines(settings.action_secret_file))
    app.run("127.0.0.1", port, workers=1, access_log=False)


def guarded_app(secrets: Sequence[str]) -> Sanic:
    """rasa_sdk's server for whoever knows one of the secrets; anybody may ask whether it is well."""
    app: Sanic = create_app("actions.turns", cors_origins=[])
    app.config.REQUEST_MAX_SIZE = LARGEST_CALL

    async def guard(request: Request) -> HTTPResponse | None:
        if request.path == "/health":
            return None
        said = request.headers.get(SECRET, "").encode("utf-8", "replace")
        if not any([hmac.compare_digest(said, secret.encode()) for secret in secrets]):
            return json({"error": "refused"}, 403)
        if "content-encoding" in request.headers:  # 292 KB may unpack to 1.2 GB
            return json({"error": "refused"}, 415)
        return None

    app.register_middleware(guard, "request")
    return app


if __name__ == "__main__":
    main(int(sys.argv[1]))
