"""People who press and type at random, and remember what they said and what was acknowledged."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from base64 import urlsafe_b64decode
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from visitors import CONVERSATION, COOKIE, JSON, MESSAGES

from rasa_project.delivery.counter import SILENT
from rasa_project.delivery.keys import SEAL

FAULTS = (OSError, http.client.HTTPException, ValueError)
GIVES_UP = 90.0
"""Seconds without any acknowledgement."""
QUESTIONS = ("様式は？", "最初から", "前回の続き", "やり直したい", "ありがとう")


@dataclass
class Talker:
    """One browser. `mark` stands in everything it types and is nobody else's."""

    ports: list[int]
    seed: int
    cookie: str = ""
    sent: Counter[str] = field(default_factory=Counter)
    acknowledged: Counter[str] = field(default_factory=Counter)
    stated: set[tuple[str, str]] = field(default_factory=set)
    choices: list[tuple[str, str]] = field(default_factory=list)
    """(sealed payload, label) of every button seen, old ones too."""
    failures: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    """Seconds from a request to its answer, acknowledged ones."""
    refusals: Counter[str] = field(default_factory=Counter)
    """What 503s said."""
    apologies: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    """Requests that ended without any sentence, by what was seen."""
    longest: float = 0.0
    """Seconds of the longest request, however it ended."""

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.mark = "今日の天気は" + "".join(self.random.choices("abcdefghijkmnopqrstuvwxyz", k=16))

    @property
    def conversation(self) -> str:
        """32 hexadecimal digits, out of the cookie."""
        part = self.cookie.partition(".")[0]
        return str(json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4))))

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, Any]:
        """One request to a bot at random. Raises what FAULTS names."""
        headers = {**JSON, **({"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {})}
        port = self.random.choice(self.ports)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            found = json.loads(response.read())
            if not self.cookie:
                cookie = response.headers.get("Set-Cookie", "")
                self.cookie = cookie.partition(";")[0].partition("=")[2]
            return response.status, found
        finally:
            connection.close()

    def acknowledge(self, method: str, path: str, body: bytes | None = None) -> list[Any]:
        """The bot's messages; a fault is waited for, under the same name."""
        until = time.monotonic() + GIVES_UP
        while time.monotonic() < until:
            messages = self.attempt(method, path, body)
            if messages is not None:
                return messages
            time.sleep(0.05)
        raise AssertionError(f"no acknowledgement for {GIVES_UP} seconds")

    def attempt(self, method: str, path: str, body: bytes | None) -> list[Any] | None:
        """The bot's messages, or None after a fault."""
        began = time.monotonic()
        try:
            status, said = self.ask(method, path, body)
        except FAULTS as error:
            self.broken[type(error).__name__] += 1
            return None
        finally:
            lasted = time.monotonic() - began
            self.longest = max(self.longest, lasted)
        if status == 200:
            self.waits.append(lasted)
            self.apologies += any(one["text"] == SILENT for one in said["messages"][-1:])
            return list(said["messages"])
        assert status == 503 and said["error"].endswith("。"), (status, said)
        self.refusals[said["error"]] += 1
        return None

    def open(self) -> None:
        """Open the page."""
        self.learn(self.acknowledge("GET", CONVERSATION))

    def learn(self, messages: list[Any]) -> None:
        """Every button that a message brings."""
        for message in messages:
            self.choices += [(one["payload"], one["label"]) for one in message["choices"]]

    def step(self, number: int) -> None:
        """A button of any age, the newest most often, or a sentence."""
        kind = self.random.random()
        if not self.choices or kind < 0.3:
            words = self.random.choice(QUESTIONS) if kind < 0.1 else f"{self.mark}{number}"
            self.say({"text": words}, words, number)
            return
        newest = self.choices[-4:] if kind < 0.9 else self.choices
        payload, label = self.random.choice(newest)
        self.press(payload, label, number)

    def press(self, payload: str, label: str, number: int) -> None:
        """Press a button, which may state a fact."""
        self.stating(payload)
        self.say({"choice": payload, "label": label}, label, number)

    def stating(self, payload: str) -> None:
        """Remember the fact that a button states, if it states one."""
        act, _, rest = payload.partition(SEAL)[0].partition(":")
        if act == "answer":
            fact, _, value = rest.partition("=")
            self.stated.add((fact, value))

    def say(self, body: dict[str, str], shown: str, number: int) -> None:
        """Send until acknowledged."""
        self.sent[shown] += 1
        sent = json.dumps({**body, "id": f"talker{self.seed}-{number:06}"}).encode()
        self.learn(self.acknowledge("POST", MESSAGES, sent))
        self.acknowledged[shown] += 1

    def talk(self, turns: int, stop: threading.Event | None = None) -> None:
        """So many turns, or until somebody stops it."""
        try:
            self.open()
            for number in range(turns):
                if stop is not None and stop.is_set():
                    return
                self.step(number)
        except Exception as error:
            self.failures.append(repr(error))
