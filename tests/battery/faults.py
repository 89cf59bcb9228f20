"""What happens to the servers that bots need, each while a block runs."""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from battery.fleet import Fleet
from battery.proxy import Proxy
from full_disk import Place
from postgres import Cluster
from redis.client import Redis
from redis_server import RedisServer

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
"""Debian's; with it a process reads its clock off by what a file says."""
STEPS = ("+3600", "-86400", "+31536000", "-90")
"""Seconds by which a clock is wrong."""
TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"


@dataclass(frozen=True)
class Site:
    """The bots, and everything that they need."""

    fleet: Fleet
    cluster: Cluster
    redis: RedisServer
    database: str
    """Its address, past the proxy."""
    to_postgres: Proxy
    to_redis: Proxy
    to_actions: Proxy
    clock: Path | None
    """What the bots' clocks follow; None where libfaketime is not installed."""
    disk: Place | None
    """Where the database is; None where this process may mount none."""

    def say(self, statement: str) -> None:
        """To PostgreSQL, as its superuser; {} stands for the name of the bots' database."""
        name = self.database.rpartition("/")[2]
        engine = sa.create_engine(
            self.cluster.url("postgres"), isolation_level="AUTOCOMMIT", future=True
        )
        with engine.connect() as connection:
            connection.execute(sa.text(statement.format(name)))
        engine.dispose()


def clock_environment(clock: Path | None) -> dict[str, str]:
    """The environment of processes whose clock can be put wrong; waiting and time limits go on as they should."""
    if clock is None:
        return {}
    clock.write_text("+0", encoding="ascii")
    return {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


@contextlib.contextmanager
def read_only(site: Site) -> Iterator[None]:
    site.say("ALTER DATABASE {} SET default_transaction_read_only = on")
    site.say(TERMINATE)
    try:
        yield
    finally:
        site.say("ALTER DATABASE {} RESET default_transaction_read_only")
        site.say(TERMINATE)


@contextlib.contextmanager
def full(site: Site) -> Iterator[None]:
    assert site.disk is not None
    site.disk.fill()
    try:
        yield
    finally:
        site.disk.free()


@contextlib.contextmanager
def terminated(site: Site) -> Iterator[None]:
    """All connections, again and again."""
    over = threading.Event()

    def terminate() -> None:
        while not over.wait(0.1):
            site.say(TERMINATE)

    thread = threading.Thread(target=terminate)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextlib.contextmanager
def restarted(site: Site) -> Iterator[None]:
    site.cluster.stop()
    try:
        yield
    finally:
        site.cluster.start()


@contextlib.contextmanager
def without_redis(site: Site) -> Iterator[None]:
    site.redis.stop()
    try:
        yield
    finally:
        site.redis.start()


@contextlib.contextmanager
def without_memory(site: Site) -> Iterator[None]:
    """Redis refuses whatever would need some."""
    client = Redis.from_url(site.redis.url)
    client.config_set("maxmemory-policy", "noeviction")
    client.config_set("maxmemory", "1")
    try:
        yield
    finally:
        client.config_set("maxmemory", "0")
        client.close()


@contextlib.contextmanager
def killed(site: Site) -> Iterator[None]:
    process = site.fleet.actions
    assert process is not None
    site.fleet.kill_actions()
    for left in Path("/dev/shm").glob(f"*faketime*_{process.pid}"):
        left.unlink()
    try:
        yield
    finally:
        site.fleet.start_actions()
        site.fleet.wait(site.fleet.action_port)


@contextlib.contextmanager
def stepped(site: Site) -> Iterator[None]:
    assert site.clock is not None
    site.clock.write_text(random.choice(STEPS), encoding="ascii")
    try:
        yield
    finally:
        site.clock.write_text("+0", encoding="ascii")


@dataclass(frozen=True)
class Fault:
    """A kind of fault."""

    name: str
    happens: Callable[[Site], AbstractContextManager[None]]
    seen: bool | None
    """Whether people must be told, or must not notice; None: it depends on the moment."""
    lasts: tuple[float, float] = (1.0, 4.0)
    """Seconds, from and to. A hung server is noticed by the time limit only."""


def possible(site: Site) -> tuple[Fault, ...]:
    """The kinds that this machine allows."""
    without = {"ディスク満杯": site.disk is None, "時計のずれ": site.clock is None}
    return tuple(fault for fault in FAULTS if not without.get(fault.name, False))


FAULTS = (
    Fault("PostgreSQL 停止", lambda site: site.to_postgres.going("refused"), True),
    Fault("PostgreSQL 無応答", lambda site: site.to_postgres.going("hung"), True, (6, 8)),
    Fault("PostgreSQL 途中で切断", lambda site: site.to_postgres.going("resetting"), True),
    Fault("PostgreSQL 遅い", lambda site: site.to_postgres.going("slow"), None),
    Fault("PostgreSQL 読み取りのみ", read_only, True),
    Fault("PostgreSQL 接続の強制終了", terminated, True),
    Fault("PostgreSQL 再起動", restarted, True),
    Fault("ディスク満杯", full, True),
    Fault("Redis 停止", without_redis, False),
    Fault("Redis 無応答", lambda site: site.redis.hanging(), False, (3, 6)),
    Fault("Redis 遅い", lambda site: site.to_redis.going("slow"), False),
    Fault("Redis メモリ不足", without_memory, False),
    Fault("アクション 強制終了", killed, None),
    Fault("アクション 無応答", lambda site: site.to_actions.going("hung"), True, (11, 13)),
    Fault("時計のずれ", stepped, False),
)
