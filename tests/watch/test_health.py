"""Readiness against checks that fail, hang and lie, and against real things."""

from __future__ import annotations

import asyncio
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import httpx
from redis.asyncio import Redis
from redis_server import RedisServer, redis  # noqa: F401 - a fixture
from servers import free_ports
from sqlalchemy import create_engine, event

from rasa_project.watch import health, metrics
from rasa_project.watch.health import Check, Readiness, Verdict, readiness


def asked(checks: dict[str, Check], limit: float = 0.2) -> Verdict:
    return asyncio.run(readiness(checks, limit))


async def well() -> None:
    """All is well."""


async def broken() -> None:
    raise OSError("password=geheim at 10.1.2.3")


async def ended() -> None:
    raise asyncio.CancelledError


async def hung() -> None:
    await asyncio.sleep(60)


async def stubborn() -> None:
    while True:
        try:
            await asyncio.sleep(0.5)
            return
        except asyncio.CancelledError:
            pass


def test_all_checks_are_asked_at_once_and_say_no_more_than_a_word() -> None:
    started = time.monotonic()
    ready, found = asked({"a": well, "b": broken, "c": hung, "d": hung, "e": ended, "f": stubborn})
    assert time.monotonic() - started < 1.5  # asyncio.run waits for the stubborn one, nobody else
    assert not ready
    assert found == {
        **{"a": "ok", "b": "failed", "c": "timeout"},
        **{"d": "timeout", "e": "failed", "f": "timeout"},
    }
    assert metrics.REGISTRY.get_sample_value("kyogi_ready", {"check": "b"}) == 0
    assert metrics.REGISTRY.get_sample_value("kyogi_ready", {"check": "a"}) == 1
    assert asked({"a": well}) == (True, {"a": "ok"})
    assert asked({}) == (True, {})


def test_a_flood_of_probes_asks_once_a_second() -> None:
    count = 0

    async def counted() -> None:
        nonlocal count
        count += 1
        await asyncio.sleep(0.05)

    async def flood() -> None:
        ready = Readiness({"a": counted}, 0.5)
        impatient = asyncio.ensure_future(ready())
        await asyncio.sleep(0.01)
        impatient.cancel()  # the first hangs up; the others get their verdict
        verdicts = await asyncio.gather(*(ready() for _ in range(200)))
        assert verdicts == [(True, {"a": "ok"})] * 200
        assert (await ready())[0] and count == 1
        await asyncio.sleep(health.KEPT)
        assert (await ready())[0] and count == 2

    asyncio.run(flood())


def test_a_database_that_answers_is_ready(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/x.db", future=True)
    assert asked({"database": health.database(engine)}) == (True, {"database": "ok"})
    absent = create_engine(f"sqlite:///{tmp_path}/absent/x.db", future=True)
    assert asked({"database": health.database(absent)}) == (False, {"database": "failed"})
    engine.dispose()


def test_a_database_that_hangs_holds_up_neither_the_loop_nor_a_second_thread(
    tmp_path: Path,
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/x.db", future=True)
    goes_on, hangs = Event(), []

    @event.listens_for(engine, "before_cursor_execute")  # type: ignore[untyped-decorator]
    def hang(*_: object) -> None:
        hangs.append(1)
        goes_on.wait(10)

    async def several() -> None:
        check = health.database(engine)
        for _ in range(3):
            assert await readiness({"database": check}, 0.05) == (False, {"database": "timeout"})
        assert len(hangs) == 1
        goes_on.set()
        assert await readiness({"database": check}, 1) == (True, {"database": "ok"})

    asyncio.run(several())
    engine.dispose()


def test_redis_that_answers_is_ready(redis: RedisServer) -> None:  # noqa: F811
    async def look() -> None:
        client = Redis.from_url(redis.url)
        checks = {"lock": health.redis_server(client)}
        assert await readiness(checks, 1) == (True, {"lock": "ok"})
        with redis.hanging():
            assert await readiness(checks, 0.1) == (False, {"lock": "timeout"})
        assert await readiness(checks, 1) == (True, {"lock": "ok"})
        redis.stop()
        assert await readiness(checks, 1) == (False, {"lock": "failed"})
        await client.close(close_connection_pool=True)

    asyncio.run(look())


def test_an_action_server_that_answers_200_is_ready() -> None:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/health" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keeps quiet."""

    (nobody,) = free_ports(1)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"

    async def look() -> Verdict:
        async with httpx.AsyncClient() as client:
            checks = {
                "actions": health.action_server(client, address),
                "elsewhere": health.action_server(client, address + "/x"),
                "nobody": health.action_server(client, f"http://127.0.0.1:{nobody}"),
            }
            return await readiness(checks, 1)

    try:
        ready, found = asyncio.run(look())
    finally:
        server.shutdown()
        server.server_close()
    assert (ready, found) == (False, {"actions": "ok", "elsewhere": "failed", "nobody": "failed"})
