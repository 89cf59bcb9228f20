"""Kills, races and random turns, counted: `make battery` runs them, `LONG=1` many more of each."""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from battery.checker import Findings, check
from battery.fleet import Fleet, fleet
from battery.report import LINES, note
from battery.talkers import Talker
from postgres import Cluster, postgres
from redis_server import redis_server
from visitors import MESSAGES

__all__ = ["postgres"]
pytestmark = [pytest.mark.model, pytest.mark.slow]
LONG = bool(os.environ.get("KYOGI_BATTERY_LONG"))
KILLS, RACES, TURNS = (1_000, 2_000, 50_000) if LONG else (50, 300, 1_000)
SEED, PEOPLE = 20261124, 6


@pytest.fixture(scope="module")
def database(postgres: Cluster) -> Iterator[str]:
    url = postgres.new_database()
    yield url
    postgres.drop(url)


@pytest.fixture(scope="module")
def running(
    model: None, tmp_path_factory: pytest.TempPathFactory, database: str
) -> Iterator[Fleet]:
    with redis_server() as redis, fleet(tmp_path_factory.mktemp("f"), database, redis.url) as made:
        yield made


def judged(item: str, count: int, running: Fleet, database: str, talkers: list[Talker]) -> None:
    """The stores are as the people remember."""
    gone, found = running.ended(), check(database, EVERYBODY)
    note(item, count, found, gone)
    assert [talker.failures for talker in talkers if talker.failures] == []
    assert (found, gone) == (Findings(), 0)


EVERYBODY: list[Talker] = []


def people(running: Fleet, count: int = PEOPLE) -> list[Talker]:
    """Somebody new; the checker asks after everybody who ever talked to this database."""
    made = [Talker(running.ports, SEED + len(EVERYBODY) + number) for number in range(count)]
    EVERYBODY.extend(made)
    return made


def test_random_turns(running: Fleet, database: str) -> None:
    talkers, began = people(running), time.monotonic()
    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(lambda one: one.talk(TURNS // PEOPLE + 1), talkers))
    seconds, waits = time.monotonic() - began, sorted(w for one in talkers for w in one.waits)
    judged("でたらめな発話", len(waits), running, database, talkers)
    p50, p99 = (1000 * waits[int(len(waits) * part)] for part in (0.5, 0.99))
    LINES.append(
        f"負荷: 毎秒 {len(waits) / seconds:.0f} 発話　中央値 {p50:.0f} ms　99% {p99:.0f} ms"
    )


def test_kills(running: Fleet, database: str) -> None:
    talkers, stop, chance = people(running), threading.Event(), random.Random(SEED)
    with ThreadPoolExecutor(PEOPLE) as pool:
        talking = [pool.submit(one.talk, 10**6, stop) for one in talkers]
        try:
            for _ in range(KILLS):
                time.sleep(chance.uniform(0, 0.5))
                kill_one(running, chance)
        finally:
            stop.set()
        for one in talking:
            one.result()
    judged("強制終了(SIGKILL)", KILLS, running, database, talkers)


def kill_one(running: Fleet, chance: random.Random) -> None:
    """A bot or the action server, which is started again at once."""
    port = chance.choice([*running.ports, running.action_port])
    if port == running.action_port:
        running.kill_actions()
        running.start_actions()
    else:
        running.kill_bot(port)
        running.start_bot(port)
    running.wait(port)


def test_races(running: Fleet, database: str) -> None:
    talkers = people(running)
    for talker in talkers:
        talker.open()
    chance = random.Random(SEED)
    with ThreadPoolExecutor(3) as pool:
        for number in range(RACES):
            race(pool, chance.choice(talkers), number)
    judged("競合", RACES, running, database, talkers)


def race(pool: ThreadPoolExecutor, talker: Talker, number: int) -> None:
    """The same message twice at once, and another beside it, or a click and a new beginning."""
    texts = [f"{talker.mark}{number}", "最初から" if number % 2 else f"{talker.mark}{number}別"]
    bodies = [{"text": text, "id": f"race{number:06}-{place}"} for place, text in enumerate(texts)]
    if number % 3 == 0 and talker.choices:
        payload, texts[0] = talker.choices[-1]
        talker.stated.add(fact_of(payload))
        bodies[0] = {"choice": payload, "label": texts[0], "id": f"race{number:06}-0"}
    raw = [json.dumps(body).encode() for body in (bodies[0], *bodies)]
    talker.sent.update(texts)
    for said in pool.map(lambda body: talker.acknowledge("POST", MESSAGES, body), raw):
        talker.learn(said)
    talker.acknowledged.update(texts)


def fact_of(payload: str) -> tuple[str, str]:
    """The fact that a button states."""
    fact, _, value = payload.partition("~")[0].partition(":")[2].partition("=")
    return fact, value
