"""A vendor's stand-in on a free port of 127.0.0.1, in a thread of the tests."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

import uvicorn
from servers import free_ports, listens
from starlette.types import ASGIApp, Receive, Scope, Send


class Door:
    """Serves whoever stands behind it now: a test's own stand-in, without a server of its own."""

    inside: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.inside(scope, receive, send)


@contextlib.contextmanager
def serving(app: ASGIApp, port: int | None = None) -> Iterator[str]:
    """The address, without a slash at its end."""
    port = port or free_ports(1)[0]
    # wsproto: uvicorn would look for newer websockets than Rasa admits
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, ws="wsproto", log_level="error", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until = time.monotonic() + 20
        while not listens(port):
            assert time.monotonic() < until and thread.is_alive()
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()
