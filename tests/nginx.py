"""nginx with the configuration that is shipped, on free ports of 127.0.0.1, before stand-ins for the bots."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from servers import free_ports, listens

from rasa_project.settings import PROJECT

SHIPPED = PROJECT / "deploy" / "nginx" / "kyogi.conf"
ABSENT = "nginx is not installed: run scripts/debian_packages.sh (package nginx)"
PAGE, DESK = "kyogi.example", "desk.kyogi.example"
STARTS_WITHIN = 10.0
"""Seconds."""
MAIN = """
daemon off;
{user}
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/kyogi.conf;
}}
"""


def program() -> str:
    """nginx's path; without it the test fails and says what to install."""
    found = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if found is None:
        pytest.fail(ABSENT, pytrace=False)
    return found


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass
class StandIn:
    """A stand-in for a bot or for the desk."""

    port: int
    book: Path
    process: subprocess.Popen[bytes]

    def got(self) -> list[dict[str, Any]]:
        """The requests that reached it."""
        lines = self.book.read_text(encoding="utf-8").splitlines() if self.book.exists() else []
        return [json.loads(line) for line in lines]


@dataclass
class Front:
    """A running nginx; each visitor has an address of its own, since limits are per address."""

    folder: Path
    port: int
    plain_port: int
    bots: list[StandIn]
    desk: StandIn
    process: subprocess.Popen[bytes] = field(init=False)

    def ask(
        self,
        path: str,
        *,
        visitor: str = "127.0.0.1",
        body: str | bytes | None = None,
        name: str = PAGE,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """A GET, or with a body a POST, over TLS."""
        context = ssl.create_default_context(cafile=str(self.folder / "page.pem"))
        raw = socket.create_connection(("127.0.0.1", self.port), 20, (visitor, 0))
        connection = http.client.HTTPConnection(name)
        try:
            connection.sock = context.wrap_socket(raw, server_hostname=name)
            connection.request("GET" if body is None else "POST", path, body, dict(headers or {}))
            got = connection.getresponse()
            said = got.read().decode("utf-8")
            return Answer(got.status, {n.lower(): v for n, v in got.getheaders()}, said)
        finally:
            connection.close()
            raw.close()


def localised(text: str, folder: Path, ports: Mapping[str, int]) -> str:
    """The shipped text for this machine: its ports, its folder, nothing else."""
    for old, new in ports.items():
        # A port as it is listened on, connected to, or named in a path; never a part of a number.
        assert re.search(rf"(?<!\d){old}(?!\d)", text), f"no port {old} in {SHIPPED.name}"
        text = re.sub(rf"(?<=listen ){old}\b", f"127.0.0.1:{new}", text)
        text = re.sub(rf"(?<=127\.0\.0\.1:){old}\b", str(new), text)
        text = re.sub(rf"(?<=[(|]){old}(?=[)|])", str(new), text)
    text = text.replace("/var/log/nginx/", f"{folder}/")
    return text.replace("/etc/nginx/kyogi/", f"{folder}/")


def write_configuration(folder: Path, ports: Mapping[str, int]) -> Path:
    """The main configuration around the shipped one, with certificates; returns its path."""
    text = localised(SHIPPED.read_text(encoding="utf-8"), folder, ports)
    (folder / "kyogi.conf").write_text(text, encoding="utf-8")
    make_certificate(folder)
    # Started as root, workers would be another user, who cannot write into the test's folder.
    main = MAIN.format(folder=folder, user="user root;" if os.geteuid() == 0 else "")
    path = folder / "nginx.conf"
    path.write_text(main, encoding="utf-8")
    return path


def make_certificate(folder: Path) -> None:
    """One certificate for both names."""
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    words += ["-nodes", "-days", "2", "-subj", f"/CN={PAGE}"]
    words += ["-addext", f"subjectAltName=DNS:{PAGE},DNS:{DESK}"]
    words += ["-keyout", str(folder / "page.key"), "-out", str(folder / "page.pem")]
    subprocess.run(words, check=True, capture_output=True)
    shutil.copy(folder / "page.key", folder / "desk.key")
    shutil.copy(folder / "page.pem", folder / "desk.pem")


@contextlib.contextmanager
def stand_in(folder: Path, port: int) -> Iterator[StandIn]:
    """A stand-in that answers on the port, unless it has died."""
    book = folder / f"{port}.jsonl"
    script = PROJECT / "tests" / "deploy" / "standin_bot.py"
    words = [sys.executable, "-I", str(script), str(port), str(book)]
    with subprocess.Popen(words) as process:
        try:
            wait_for(port)
            yield StandIn(port, book, process)
        finally:
            process.kill()


def wait_for(port: int) -> None:
    """Until somebody listens there."""
    until = time.monotonic() + STARTS_WITHIN
    while not listens(port):
        assert time.monotonic() < until, f"nobody listens on {port}"
        time.sleep(0.02)


@contextlib.contextmanager
def front(folder: Path) -> Iterator[Front]:
    """nginx before two bots and a desk."""
    tls, plain, *behind = free_ports(5)
    ports = dict(zip(("443", "80", "5005", "5015", "5006"), (tls, plain, *behind), strict=True))
    path = write_configuration(folder, ports)
    with contextlib.ExitStack() as stack:
        first, second, desk = (stack.enter_context(stand_in(folder, port)) for port in behind)
        one = Front(folder, tls, plain, [first, second], desk)
        one.process = stack.enter_context(subprocess.Popen([program(), "-p", folder, "-c", path]))
        try:
            wait_for(tls)
            yield one
        finally:
            one.process.terminate()
