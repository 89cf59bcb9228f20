"""The desk below a path of its host, whether or not the reverse proxy cuts that path off."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


class Below:
    """ASGI middleware that finds pages with and without the prefix, as `root_path` and `path` say."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app, self.prefix = app, prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.prefix and scope["type"] == "http":
            path = "/" if scope["path"] == self.prefix else scope["path"]
            whole = path if path.startswith(f"{self.prefix}/") else self.prefix + path
            scope = {**scope, "root_path": self.prefix, "path": whole}
        await self.app(scope, receive, send)
