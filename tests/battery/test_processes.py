"""Two bots, one of them killed again and again under load: nothing acknowledged is lost, nothing is doubled."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from battery.fleet import Fleet, fleet
from postgres import Cluster, postgres
from redis_server import RedisServer, redis
from visitors import CONVERSATION, COOKIE, JSON, MESSAGES

from rasa_project.delivery import tables
from rasa_project.store import tables as records
from rasa_project.store.engine import open_engine, reading

__all__ = ["postgres", "redis"]
pytestmark = [pytest.mark.model, pytest.mark.slow]
PEOPLE, KILLS = 4, 4
SAID = (
    "SaaSです",
    "契約更新です",
    "企画です",
    "データは入れません",
    "ネットワークは使いません",
    "様式は？",
)


@pytest.fixture
def database(postgres: Cluster) -> Iterator[str]:
    url = postgres.new_database()
    yield url
    postgres.drop(url)


@pytest.fixture
def running(model: None, tmp_path: Path, database: str, redis: RedisServer) -> Iterator[Fleet]:
    with fleet(tmp_path, database, redis.url) as made:
        yield made


@dataclass
class Person:
    """Sends each message until some bot has acknowledged it, always under the same name."""

    ports: list[int]
    number: int
    cookie: str = ""
    replies: dict[str, list[Any]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def send(self, method: str, path: str, body: bytes | None = None) -> tuple[int, Any, str]:
        """One request to a bot at random. Raises OSError, HTTPException."""
        headers = {**JSON, **({"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {})}
        connection = http.client.HTTPConnection("127.0.0.1", random.choice(self.ports), timeout=20)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            cookie = response.headers.get("Set-Cookie", "")
            return response.status, json.loads(response.read()), cookie
        finally:
            connection.close()

    def until_acknowledged(self, method: str, path: str, body: bytes | None = None) -> Any:
        """The answer; faults are waited for."""
        until = time.monotonic() + 90
        while time.monotonic() < until:
            try:
                status, said, cookie = self.send(method, path, body)
            except (OSError, http.client.HTTPException, ValueError):
                time.sleep(0.05)
                continue
            if status == 200:
                self.cookie = self.cookie or cookie.partition(";")[0].partition("=")[2]
                return said["messages"]
            time.sleep(0.05)
        raise AssertionError("no bot answered for 90 seconds")

    def talk(self) -> None:
        """A whole conversation."""
        try:
            self.until_acknowledged("GET", CONVERSATION)
            for place, text in enumerate(SAID):
                name = f"person{self.number}-message{place}"
                body = json.dumps({"text": text, "id": name}).encode()
                self.replies[name] = self.until_acknowledged("POST", MESSAGES, body)
        except Exception as error:
            self.failures.append(repr(error))


def talk(people: list[Person]) -> list[threading.Thread]:
    """All of them at once."""
    threads = [threading.Thread(target=person.talk) for person in people]
    for thread in threads:
        thread.start()
    return threads


def said_by_users(database: str) -> list[list[str]]:
    """What each conversation holds of its person's words."""
    engine = open_engine(database)
    found: dict[str, list[str]] = {}
    with reading(engine) as connection:
        rows = connection.execute(
            sa.select(tables.spoken).order_by(tables.spoken.c.conversation, tables.spoken.c.turn)
        )
        for row in rows.mappings():
            words = [one["text"] for one in row["messages"] if one["from"] == "user"]
            found.setdefault(row["conversation"], []).extend(words)
    engine.dispose()
    return [words for words in found.values() if words]


def test_bots_are_killed_and_nothing_is_lost_or_doubled(running: Fleet, database: str) -> None:
    people = [Person(running.ports, number) for number in range(PEOPLE)]
    threads = talk(people)
    for kill in range(KILLS):
        time.sleep(random.uniform(0.05, 0.6))
        port = running.ports[kill % 2]
        running.kill_bot(port)
        running.start_bot(port)
        running.wait(port)
    for thread in threads:
        thread.join()
    assert [person.failures for person in people] == [[]] * PEOPLE
    assert all(any(m["from"] == "bot" for m in r) for p in people for r in p.replies.values())
    assert said_by_users(database) == [list(SAID)] * PEOPLE
    engine = open_engine(database)
    with reading(engine) as connection:
        count = sa.select(sa.func.count()).select_from(records.consultations)
        assert connection.execute(count).scalar_one() == PEOPLE, "one record each"
    engine.dispose()


def test_an_action_server_that_restarts_costs_no_message_and_doubles_none(
    running: Fleet, database: str
) -> None:
    person = Person(running.ports, 0)
    person.until_acknowledged("GET", CONVERSATION)
    running.kill_actions()
    threading.Timer(0.5, running.start_actions).start()
    body = json.dumps({"text": "SaaSです", "id": "while-it-starts"}).encode()
    said = person.until_acknowledged("POST", MESSAGES, body)
    time.sleep(0.6)
    running.wait(running.action_port)
    assert person.until_acknowledged("POST", MESSAGES, body) == said
    assert said_by_users(database) == [["SaaSです"]]


def test_without_redis_turns_go_on(running: Fleet, redis: RedisServer, database: str) -> None:
    people = [Person(running.ports, number) for number in range(PEOPLE)]
    threads = talk(people)
    time.sleep(0.3)
    redis.stop()
    for thread in threads:
        thread.join()
    assert [person.failures for person in people] == [[]] * PEOPLE
    assert said_by_users(database) == [list(SAID)] * PEOPLE
