"""Rasa as it is shipped, on the same stores as the bot: what `make bench` holds the bot against.

Bare: one rule answers `/bare` with a fixed sentence; no understanding, no action call. Stock: Rasa's
default pipeline for Japanese, the bot's rules and domain, and the bot's actions called at every turn.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from ruamel.yaml import YAML
from visitors import Visitor

from rasa_project.cli.run import HOST, READY_WITHIN, answers
from rasa_project.cli.train import rasa_environment
from rasa_project.serve_actions import SECRET
from rasa_project.settings import PROJECT
from rasa_project.understanding.evaluate.rasa_pipeline import DEFAULT, in_rasas_format
from rasa_project.understanding.training import everything

WEBHOOK = "/webhooks/rest/webhook"
EVERY = 10
"""The stock Rasa learns one training message in so many, in one epoch: a turn costs it the same with all of them."""
BARE = {
    "config.yml": """
recipe: default.v1
assistant_id: bare
language: ja
pipeline: [{name: KeywordIntentClassifier}]
policies: [{name: RulePolicy}]
""",
    "domain.yml": """
version: "3.1"
intents: [bare]
responses:
  utter_bare: [{text: はい}]
""",
    "data/bare.yml": """
version: "3.1"
nlu:
  - intent: bare
    examples: |
      - bare
rules:
  - rule: One message, one sentence
    steps: [{intent: bare}, {action: utter_bare}]
""",
    "credentials.yml": "rest:\n",
}


def stores(
    database: str, redis: str | None = None, actions: Mapping[str, object] | None = None
) -> str:
    """Rasa's endpoints. database: an address, or a file of SQLite in Rasa's own folder."""
    sqlite = {"dialect": "sqlite", "db": database}
    server = {"dialect": "postgresql", "url": database}
    found: dict[str, object] = {
        "tracker_store": {"type": "SQL", **(server if "://" in database else sqlite)}
    }
    if redis:
        found["lock_store"] = {"type": "redis", "url": HOST, "port": urlsplit(redis).port, "db": 1}
    if actions:
        found["action_endpoint"] = actions
    return json.dumps(found)


def stock(database: str, redis: str, action_port: int, secret: str) -> dict[str, str]:
    """The files of a Rasa that has the bot's rules and actions, and an understanding out of the box."""
    config = YAML(typ="safe").load(DEFAULT)
    config["pipeline"][-1]["epochs"] = 1
    config["policies"] = [{"name": "RulePolicy"}]
    actions = {"url": f"http://{HOST}:{action_port}/webhook", "headers": {SECRET: secret}}
    return {
        "config.yml": json.dumps(config),
        "domain.yml": (PROJECT / "domain.yml").read_text(encoding="utf-8"),
        "data/rules.yml": (PROJECT / "data" / "rules.yml").read_text(encoding="utf-8"),
        "data/nlu.yml": in_rasas_format(itertools.islice(everything(), 0, None, EVERY)),
        "credentials.yml": "rest:\n",
        "endpoints.yml": stores(database, redis, actions),
    }


@contextlib.contextmanager
def rasa_server(
    folder: Path, port: int, files: Mapping[str, str], warm: str = "/bare"
) -> Iterator[Visitor]:
    """Train it, serve it until it has answered `warm`; somebody who can talk to it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    rasa, environment = [sys.executable, "-m", "rasa"], rasa_environment()
    with (folder / "log").open("wb") as log:
        train = [*rasa, "train", "--fixed-model-name", "bench"]
        subprocess.run(train, cwd=folder, env=environment, stdout=log, stderr=log, check=True)
        serve = [*rasa, "run", "--interface", HOST, "--port", str(port)]
        process = subprocess.Popen(serve, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            wait(port, warm)
            yield Visitor(port)
        finally:
            process.terminate()
            process.wait()


def wait(port: int, warm: str) -> None:
    """Until it answers, its model loaded."""
    until = time.monotonic() + READY_WITHIN
    while not answers(f"http://{HOST}:{port}/"):
        if time.monotonic() > until:
            raise TimeoutError("the stock Rasa did not start")
        time.sleep(0.2)
    while not stock_turn(Visitor(port), "warm", warm):
        if time.monotonic() > until:
            raise TimeoutError("the stock Rasa does not answer")
        time.sleep(0.2)


def stock_turn(visitor: Visitor, sender: str, text: str) -> bool:
    """One turn of a stock Rasa; whether it was answered."""
    body = json.dumps({"sender": sender, "message": text}).encode()
    return bool(json.loads(visitor.request("POST", WEBHOOK, body).body))
