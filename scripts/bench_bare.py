"""The least that Rasa can do: a server whose one rule answers `/bare` with a fixed sentence.

No understanding, no action call; the same Rasa, the same kind of database. It is what the bot's
turns are held against in scripts/bench.py, and it exists only while that runs.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from visitors import Visitor

from rasa_project.cli.run import HOST, READY_WITHIN, answers
from rasa_project.cli.train import rasa_environment

WEBHOOK = "/webhooks/rest/webhook"
FILES = {
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
    "endpoints.yml": "tracker_store: {type: SQL, dialect: sqlite, db: bare.db}\n",
}


@contextlib.contextmanager
def bare_rasa(folder: Path, port: int) -> Iterator[Visitor]:
    """Train it, serve it; somebody who can talk to it."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    rasa, environment = [sys.executable, "-m", "rasa"], rasa_environment()
    with (folder / "log").open("wb") as log:
        train = [*rasa, "train", "--fixed-model-name", "bare"]
        subprocess.run(train, cwd=folder, env=environment, stdout=log, stderr=log, check=True)
        serve = [*rasa, "run", "--interface", HOST, "--port", str(port)]
        process = subprocess.Popen(serve, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            wait(port)
            yield Visitor(port)
        finally:
            process.terminate()
            process.wait()


def wait(port: int) -> None:
    """Until it answers, its model loaded."""
    until = time.monotonic() + READY_WITHIN
    while not answers(f"http://{HOST}:{port}/"):
        if time.monotonic() > until:
            raise TimeoutError("the bare Rasa did not start")
        time.sleep(0.2)
    while not bare_turn(Visitor(port), "warm"):
        time.sleep(0.2)


def bare_turn(visitor: Visitor, sender: str) -> bool:
    """One turn; whether it was answered."""
    body = json.dumps({"sender": sender, "message": "/bare"}).encode()
    reply = visitor.request("POST", WEBHOOK, body)
    return bool(json.loads(reply.body) == [{"recipient_id": sender, "text": "はい"}])
