"""The desk on a free port of 127.0.0.1, in a thread of the tests."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

import uvicorn
from servers import free_ports, listens

from rasa_project.desk.app import app
from rasa_project.desk.services import DeskServices


@contextlib.contextmanager
def serving(services: DeskServices) -> Iterator[str]:
    """The address, without a slash at its end."""
    (port,) = free_ports(1)
    config = uvicorn.Config(
        app(services),
        host="127.0.0.1",
        port=port,
        proxy_headers=False,
        ws="none",
        log_level="error",
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
