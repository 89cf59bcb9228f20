"""A stand-in for a bot: says who it is, writes down what it got, and can die in the middle of a request.

    python standin_bot.py PORT FILE

Standard library only, in a process of its own, so that a test can kill it like a bot.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

DIE = b"die"
"""The body after which the process is gone without an answer."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.respond(b"")

    def do_POST(self) -> None:
        self.respond(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def respond(self, body: bytes) -> None:
        got = {
            "method": self.command,
            "path": self.path,
            "body": body.decode(),
            "headers": {name.lower(): value for name, value in self.headers.items()},
        }
        with Path(sys.argv[2]).open("a", encoding="utf-8") as file:
            file.write(json.dumps(got) + "\n")
        if body == DIE:
            os._exit(1)
        said = sys.argv[1].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        if self.path == "/kyogi/":
            self.send_header("Content-Security-Policy", "default-src 'self'")
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a test's output is for the test."""


def main() -> None:
    """Serve until asked to end; who has come by then is answered."""
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    server.daemon_threads = False
    while not asked:
        server.timeout = 0.05
        server.handle_request()
    server.timeout = 0
    server.handle_request()
    server.server_close()


if __name__ == "__main__":
    main()
