"""The desk starts as a process of its own, and its first user comes from the command line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from desk.people import PASSWORD
from servers import KYOGI, free_ports, stop

from rasa_project.cli import main
from rasa_project.settings import PROJECT
from rasa_project.store.accounts import Accounts
from rasa_project.store.audit import entries
from rasa_project.store.engine import open_engine

FIRST = ["desk", "create-user", "kanri", "--role", "administrator", "--desk", "dx"]


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command puts the accounts."""
    monkeypatch.setenv("KYOGI_VAR", str(tmp_path))
    return tmp_path / "records.db"


def run(words: list[str], said: str = f"{PASSWORD}\n") -> subprocess.CompletedProcess[str]:
    """`kyogi` with something on standard input."""
    return subprocess.run(
        [*KYOGI, *words],
        input=said,
        capture_output=True,
        encoding="utf-8",
        cwd=PROJECT,
        check=False,
    )


def test_the_first_user_is_an_administrator(records: Path) -> None:
    refused = run(["desk", "create-user", "sato", "--role", "triager", "--desk", "dx"])
    assert refused.returncode == 2 and "最初の利用者は、管理の役割" in refused.stderr
    made = run([*FIRST, "--display-name", "管理する人"])
    assert made.returncode == 0, made.stderr
    assert "利用者「kanri」を登録しました。" in made.stdout
    assert PASSWORD not in made.stdout + made.stderr
    engine = open_engine(records)
    (user,) = Accounts(engine).users()
    assert (user.name, user.display_name, user.role) == ("kanri", "管理する人", "administrator")
    assert entries(engine, limit=1)[0].action == "user_created"
    engine.dispose()


@pytest.mark.parametrize(
    ("said", "problem"), [("短い\n", "12文字以上"), ("", "12文字以上")], ids=["short", "none"]
)
def test_a_password_that_will_not_do_is_refused_in_one_line(
    records: Path, said: str, problem: str
) -> None:
    refused = run(FIRST, said)
    assert refused.returncode == 2
    assert problem in refused.stderr and refused.stderr.count("\n") == 1


@pytest.mark.parametrize(("again", "code"), [(PASSWORD, 0), ("ちがうパスワードにした", 2)])
def test_at_a_terminal_the_password_is_asked_twice(
    records: Path, monkeypatch: pytest.MonkeyPatch, again: str, code: int
) -> None:
    typed = iter([PASSWORD, again])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    assert main.main(FIRST) == code
    assert list(typed) == []


PREFIXES = pytest.mark.parametrize("served", ["", "/kyogi/desk"], indirect=True)


@pytest.fixture
def served(
    records: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a desk with its first user."""
    (port,) = free_ports(1)
    monkeypatch.setenv("KYOGI_DESK_PORT", str(port))
    monkeypatch.setenv("KYOGI_DESK_PREFIX", request.param)
    assert run(FIRST).returncode == 0
    command = [sys.executable, "-m", "rasa_project.serve_desk"]
    with subprocess.Popen(
        command, cwd=PROJECT, env={**os.environ}, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            yield f"http://127.0.0.1:{port}{request.param}"
        finally:
            stop(process)


@PREFIXES
@pytest.mark.slow
def test_the_first_user_signs_in_to_the_process(served: str) -> None:
    with httpx.Client(base_url=served) as client:
        page = first_page(client)
        csrf = re.search(r'name="csrf" value="(\w+)"', page)
        assert csrf is not None
        fields = {"csrf": csrf[1], "name": "kanri", "password": PASSWORD}
        assert client.post("/sign-in", data=fields).status_code == 303
        claimed = {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https"}
        answer = client.get("/", headers=claimed)
        assert answer.status_code == 200 and "案件の一覧" in answer.text
        assert "server" not in answer.headers


def first_page(client: httpx.Client) -> str:
    """The sign-in page, as soon as somebody answers."""
    until = time.monotonic() + 60
    while True:
        try:
            return client.get("/sign-in").text
        except httpx.TransportError:
            assert time.monotonic() < until
            time.sleep(0.1)
