"""Everything that can be reached from outside, the vendors' addresses too, under abuse and under load."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from battery.checker import Findings, check, rows, said
from battery.fleet import Fleet, fleet
from battery.hostile import HOSTILE, VENDORS, abuse
from battery.openapi import DESCRIPTION, schemathesis
from battery.report import LINES, note
from battery.talkers import QUESTIONS, Talker
from hypothesis import HealthCheck, Phase, given, settings
from postgres import Cluster, postgres
from redis_server import redis_server
from schemathesis.core.result import Err
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from visitors import COOKIE

from rasa_project.delivery.tables import spoken

__all__ = ["postgres"]
pytestmark = [pytest.mark.model, pytest.mark.slow]
LONG = bool(os.environ.get("KYOGI_BATTERY_LONG"))
INPUTS, EXAMPLES, SECONDS = (5_000, 300, 30) if LONG else (500, 12, 5)
SEED, CONNECTIONS, CONVERSATIONS = 20261126, 8, 60
ABSENT = "wrk is not installed: run scripts/debian_packages.sh (package wrk)"
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
SCRIPT = Path(__file__).with_name("load.lua")


@pytest.fixture(scope="module")
def database(postgres: Cluster) -> Iterator[str]:
    url = postgres.new_database()
    yield url
    postgres.drop(url)


@pytest.fixture(scope="module")
def running(
    model: None, tmp_path_factory: pytest.TempPathFactory, database: str
) -> Iterator[Fleet]:
    folder = tmp_path_factory.mktemp("public")
    with redis_server() as redis, fleet(folder, database, redis.url, more=VENDORS) as made:
        yield made


TALKERS: list[Talker] = []


def somebody(running: Fleet) -> Talker:
    """Somebody new, with a cookie."""
    TALKERS.append(Talker(running.ports, SEED + len(TALKERS)))
    TALKERS[-1].open()
    return TALKERS[-1]


def judged(item: str, count: int, running: Fleet, database: str, talkers: list[Talker]) -> None:
    """Nothing lost or doubled of what these people sent, no fact that nobody stated, and no process gone."""
    found, gone = check(database, talkers), running.ended()
    note(item, count, found, gone)
    assert (found, gone) == (Findings(), 0)


def test_abuse(running: Fleet, database: str) -> None:
    chance, victim, abuser = random.Random(SEED), somebody(running), Talker(running.ports, SEED - 1)
    abuser.open()
    victim.say({"text": victim.mark}, victim.mark, 0)
    for _ in range(INPUTS):
        status, body, kind = abuse(chance, victim, abuser)
        assert status not in (500, 502), (status, body[:200])
        assert not (HOSTILE.encode() in body and "html" in kind)
        assert b"Traceback" not in body and victim.mark.encode() not in body
    memory = max(resident(one.pid) for one in running.bots.values())
    LINES.append(f"不正な入力のあとのボットのメモリ: {memory} MB")
    assert memory < 1_000
    judged("不正な入力", INPUTS, running, database, [victim])


def test_load(running: Fleet, database: str, tmp_path: Path) -> None:
    talkers = [somebody(running) for _ in range(CONVERSATIONS)]
    found = wrk(running, messages(talkers, tmp_path / "messages"))
    words = rows(database, spoken)
    kept = sum(sum(said(words, one.conversation).values()) for one in talkers)
    answered = found["requests"]
    errors = {name: found[name] for name in ("connect", "read", "write", "status", "timeout")}
    LINES.append(
        f"負荷(wrk、{CONNECTIONS}接続、{found['seconds']:.0f}秒): 毎秒 {answered / found['seconds']:.0f} 発話　"
        f"中央値 {found['p50']:.0f} ms　90% {found['p90']:.0f} ms　99% {found['p99']:.0f} ms　"
        f"最長 {found['max']:.0f} ms　誤り {sum(errors.values())}"
    )
    assert set(errors.values()) == {0}, errors
    # What wrk had sent and no longer waited for may be there, too.
    assert answered <= kept <= answered + CONNECTIONS
    assert (check(database, TALKERS).unstated, running.ended()) == ((), 0)


def messages(talkers: list[Talker], file: Path) -> Path:
    """A few messages of each conversation: questions, and every button of the first one."""
    lines = []
    for talker in talkers:
        bodies: list[dict[str, str]] = [{"text": text} for text in QUESTIONS]
        for payload, label in talker.choices:
            talker.stating(payload)
            bodies.append({"choice": payload, "label": label})
        lines += [f"{COOKIE}={talker.cookie}\t{json.dumps(body)}\n" for body in bodies]
    file.write_text("".join(lines), encoding="utf-8")
    return file


def wrk(running: Fleet, lines: Path) -> dict[str, Any]:
    """What wrk measured: times in milliseconds."""
    program = shutil.which("wrk")
    if program is None:
        pytest.fail(ABSENT, pytrace=False)
    where = {"LOAD_PORTS": " ".join(map(str, running.ports)), "LOAD_MESSAGES": str(lines)}
    load = ["-t", str(len(running.ports)), "-c", str(CONNECTIONS), "-d", f"{SECONDS}s"]
    bot = f"http://127.0.0.1:{running.ports[0]}/"  # wrk wants to see one; the script says the rest
    done = subprocess.run(
        [program, *load, "--timeout", "20s", "-s", str(SCRIPT), bot],
        env={**os.environ, **where},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def resident(process: int) -> int:
    """Megabytes."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def test_schemathesis(running: Fleet) -> None:
    """Last: with a good cookie it may state facts, which the checker would not know."""
    stranger = Talker(running.ports, SEED - 2)
    stranger.open()
    schema = schemathesis.openapi.from_dict(DESCRIPTION)
    schema.config.update(base_url=f"http://127.0.0.1:{running.ports[0]}")
    seen = 0
    for found in schema.get_all_operations():
        assert not isinstance(found, Err)
        seen += attacked(found.ok(), stranger.cookie)
    LINES.append(f"schemathesis: {seen:,}回　503以外の5xx 0　終わったプロセス {running.ended()}")
    assert seen > 5 * EXAMPLES and running.ended() == 0


def attacked(operation: Any, cookie: str) -> int:
    """How many requests an address got; each answer was as described, and an error was a sentence."""
    seen = 0

    @settings(max_examples=EXAMPLES, derandomize=not LONG, database=None, deadline=None,
              phases=(Phase.generate,), suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy())
    def attack(case: Any) -> None:
        nonlocal seen
        seen += 1
        headers = {"Cookie": f"{COOKIE}={cookie}"} if seen % 2 else {}
        response = case.call(headers=headers, timeout=30, allow_redirects=False)
        if response.status_code >= 400 and "json" in str(response.headers.get("content-type")):
            said = json.loads(response.content).get("error", "。")
            assert said.endswith(("。", "refused")), (response.status_code, said)
        assert response.status_code < 500 or response.status_code == 503
        case.validate_response(response, checks=CHECKS)

    attack()
    return seen
