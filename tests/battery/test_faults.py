"""Every kind of fault at random moments under load: people read a sentence, operators a figure, and nothing is lost."""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from battery.checker import Findings, check
from battery.faults import FAKETIME, FAULTS, Fault, Site, clock_environment, possible
from battery.fleet import fleet
from battery.proxy import Proxy
from battery.report import LINES, note
from battery.talkers import Talker
from full_disk import Place, small_disk
from postgres import Cluster, cluster
from redis_server import redis_server

pytestmark = [pytest.mark.model, pytest.mark.slow]
LONG = bool(os.environ.get("KYOGI_BATTERY_LONG"))
ROUNDS, ROOM = (25, 1 << 30) if LONG else (1, 1 << 27)
SEED, PEOPLE = 20261125, 6
LIMIT, PROBED, SERVED = 30.0, 5.0, 40.0
"""Seconds: for any request (2 for a lock, 5 to load, 15 to think, 5 to save), for /livez, until everybody is served."""
COUNTED = re.compile(
    r'^kyogi_(?:turns_total\{.*outcome="apologised"|refused_requests_total\{.*reason="unavailable").*\} (\S+)$',
    re.M,
)


@contextlib.contextmanager
def room(server: Cluster) -> Iterator[Place | None]:
    """Room of its own for the database; None where none can be mounted."""
    folder = server.folder / "disk"
    folder.mkdir()
    with contextlib.ExitStack() as stack:
        try:
            place = stack.enter_context(small_disk(folder, ROOM))
        except pytest.skip.Exception:
            place = None
        yield place


def new_database(server: Cluster, disk: Place | None) -> str:
    """Its address; its tables are to lie on the disk."""
    if disk is None:
        return server.new_database()
    tables = disk.folder / "tables"
    tables.mkdir()
    shutil.chown(tables, "postgres", "postgres")
    engine = sa.create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT", future=True)
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE TABLESPACE disk LOCATION '{tables}'"))
        connection.execute(sa.text("CREATE DATABASE faults TABLESPACE disk"))
    engine.dispose()
    return server.url("faults")


@pytest.fixture
def site(model: None, tmp_path: Path) -> Iterator[Site]:
    """Two bots and an action server, with a proxy before each server that they need."""
    clock = tmp_path / "clock" if FAKETIME.exists() else None
    with contextlib.ExitStack() as stack:
        server, redis = stack.enter_context(cluster()), stack.enter_context(redis_server())
        disk = stack.enter_context(room(server))
        database = new_database(server, disk)
        ways = [stack.enter_context(Proxy(port)) for port in (server.port, redis.port, 0)]
        to_postgres, to_redis, to_actions = ways
        more = {
            **clock_environment(clock),
            "KYOGI_ACTION_URLS": f"http://127.0.0.1:{to_actions.port}",
        }
        bots = fleet(
            tmp_path / "fleet",
            database.replace(f":{server.port}/", f":{to_postgres.port}/"),
            redis.url.replace(f":{redis.port}/", f":{to_redis.port}/"),
            more=more,
        )
        running = stack.enter_context(bots)
        to_actions.target = running.action_port
        yield Site(running, server, redis, database, to_postgres, to_redis, to_actions, clock, disk)


@dataclass(frozen=True)
class Felt:
    """What people were told so far, and what the bots have counted."""

    refused: int
    apologised: int
    counted: float


def felt(site: Site, talkers: list[Talker]) -> Felt:
    """Now, while people talk on: figures are read last, so they may be ahead and never behind."""
    refused = sum(sum(one.refusals.values()) for one in talkers)
    apologised = sum(one.apologies for one in talkers)
    counted = 0.0
    for port in site.fleet.ports:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as said:
            counted += sum(map(float, COUNTED.findall(said.read().decode())))
    return Felt(refused, apologised, counted)


def probe(site: Site) -> float:
    """Seconds that /livez took, the slower bot's."""
    took = 0.0
    for port in site.fleet.ports:
        began = time.monotonic()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=PROBED) as said:
            assert said.status == 200
        took = max(took, time.monotonic() - began)
    return took


def all_served(talkers: list[Talker]) -> float:
    """Seconds until everybody has been answered once more."""
    began, before = time.monotonic(), [len(one.waits) for one in talkers]
    while any(len(one.waits) == count for one, count in zip(talkers, before, strict=True)):
        assert time.monotonic() - began < SERVED, "somebody is not served any more"
        time.sleep(0.02)
    return time.monotonic() - began


def suffer(site: Site, fault: Fault, talkers: list[Talker], chance: random.Random) -> str:
    """One fault under load; what it was like."""
    time.sleep(chance.uniform(0, 0.5))
    before = felt(site, talkers)
    for one in talkers:
        one.longest = 0.0
    shortest, longest = fault.lasts
    seconds = chance.uniform(shortest, longest if LONG else shortest + 0.5)
    with fault.happens(site):
        time.sleep(seconds / 2)
        alive = probe(site)
        time.sleep(seconds / 2)
    again, waited = all_served(talkers), max(one.longest for one in talkers)
    assert waited < LIMIT, f"{fault.name}: a request took {waited:.1f} s"
    told = noticed(fault, before, felt(site, talkers))
    return (
        f"障害 {fault.name} {seconds:.1f}秒: {told}　最長 {waited:.1f}秒　"
        f"/livez {alive * 1000:.0f} ms　そのあと {again:.1f}秒"
    )


def noticed(fault: Fault, before: Felt, after: Felt) -> str:
    """What people were told, where they had to be or might be, and no more than was counted."""
    refused, apologised = after.refused - before.refused, after.apologised - before.apologised
    told = refused + apologised
    assert fault.seen is None or fault.seen == bool(told), f"{fault.name}: {told} were told"
    assert after.counted - before.counted >= told, f"{fault.name}: not counted"
    return f"503 {refused}　お詫び {apologised}"


def test_faults(site: Site) -> None:
    chance, stop = random.Random(SEED), threading.Event()
    talkers = [Talker(site.fleet.ports, SEED + number) for number in range(PEOPLE)]
    kinds = possible(site)
    with ThreadPoolExecutor(PEOPLE) as pool:
        talking = [pool.submit(one.talk, 10**6, stop) for one in talkers]
        try:
            all_served(talkers)
            for number in range(ROUNDS):
                for fault in chance.sample(kinds, len(kinds)):
                    said = suffer(site, fault, talkers, chance)
                    LINES.extend([said] if number == 0 else [])
        finally:
            stop.set()
        for one in talking:
            one.result()
    judged(site, talkers, len(kinds))


def judged(site: Site, talkers: list[Talker], kinds: int) -> None:
    """The stores are as the people remember, and nobody was left without a sentence."""
    found, gone = check(site.database, talkers), site.fleet.ended()
    turns = sum(len(one.waits) for one in talkers)
    note(f"障害 {kinds}種類({turns:,}発話のあいだに)", kinds * ROUNDS, found, gone)
    if kinds < len(FAULTS):
        LINES.append("この機械では試せない障害がありました(libfaketime、または mount の許し)")
    assert [one.failures for one in talkers if one.failures] == []
    assert [dict(one.broken) for one in talkers if one.broken] == []
    assert (found, gone) == (Findings(), 0)
