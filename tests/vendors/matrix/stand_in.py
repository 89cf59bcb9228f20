"""A homeserver's stand-in on loopback: notes what it is asked, answers what the test says."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

SERVER = "city.test"
BOT = f"@kyogi:{SERVER}"
TANAKA = f"@tanaka:{SERVER}"
ROOM = f"!room:{SERVER}"
AS_TOKEN, HS_TOKEN = "as-secret-1", "hs-secret-2"

Answer = tuple[int, Mapping[str, str], bytes]


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    authorization: str
    body: Any


@dataclass
class StandIn:
    """Answers by the last word of the path; one answer after the other, the last one for good."""

    address: str = ""
    asked: list[Asked] = field(default_factory=list)
    answers: dict[str, list[Answer]] = field(default_factory=dict)

    def will(
        self, what: str, status: int, body: object, headers: Mapping[str, str] | None = None
    ) -> None:
        """The next answer to requests of a kind: join, joined_members, context, send, …"""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers.setdefault(what, []).append((status, headers or {}, raw))

    def answer(self, asked: Asked) -> Answer:
        """What it says to a request; where nothing is said, a room of two and yes to all."""
        self.asked.append(asked)
        words = asked.path.split("/")
        for what, answers in self.answers.items():
            if what in words:
                return answers.pop(0) if len(answers) > 1 else answers[0]
        joined: dict[str, dict[str, object]] = {BOT: {}, TANAKA: {}}
        found = {"joined": joined} if "joined_members" in words else {}
        return 200, {}, json.dumps(found).encode()

    def paths(self) -> list[str]:
        return [f"{asked.method} {asked.path}" for asked in self.asked]

    def environment(self) -> dict[str, str]:
        """The settings of a bot that belongs to it."""
        return {
            "KYOGI_MATRIX_HOMESERVER": self.address,
            "KYOGI_MATRIX_SERVER_NAME": SERVER,
            "KYOGI_MATRIX_AS_TOKEN": AS_TOKEN,
            "KYOGI_MATRIX_HS_TOKEN": HS_TOKEN,
        }


def asked(method: str, address: str, authorization: str, body: bytes) -> Asked:
    """A request as tests look at it."""
    path = unquote(urlsplit(address).path).removeprefix("/_matrix/client/")
    return Asked(method, path, authorization, json.loads(body) if body else None)


def handler(server: StandIn) -> type[BaseHTTPRequestHandler]:
    """A handler that hands all to the stand-in."""

    class Handler(BaseHTTPRequestHandler):
        def take(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            token = self.headers.get("authorization", "")
            status, headers, answer = server.answer(asked(self.command, self.path, token, body))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PUT = take  # noqa: N815 - the names that http.server calls

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    return Handler


@contextlib.contextmanager
def standing_in() -> Iterator[StandIn]:
    """A stand-in that answers."""
    server = StandIn()
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(server)) as listening:
        server.address = f"http://127.0.0.1:{listening.server_port}"
        thread = threading.Thread(target=listening.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()
