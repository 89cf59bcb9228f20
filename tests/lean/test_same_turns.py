"""Rasa with and without its waste, each in a process of its own, does and says the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from rasa_project.cli.train import rasa_environment
from rasa_project.settings import PROJECT

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.usefixtures("model")]


@lru_cache(maxsize=2)
def played(kind: str) -> dict[str, Any]:
    """What came of all dialogues with this Rasa."""
    paths = [str(PROJECT), str(PROJECT / "tests")]
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("player.py")), kind],
        cwd=PROJECT,
        env={**rasa_environment(), "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_every_dialogue_has_the_same_messages_and_events() -> None:
    stock, lean = played("stock")["dialogues"], played("lean")["dialogues"]
    assert stock.keys() == lean.keys()
    assert [name for name in stock if stock[name] != lean[name]] == []
    assert sum(len(events) for _, events in lean.values()) > 2000


def test_an_action_servers_answer_is_judged_the_same() -> None:
    assert played("stock")["judged"] == played("lean")["judged"]
    assert any(said.startswith("ValidationError") for said in played("lean")["judged"])
    assert "True" in played("lean")["judged"]


def test_what_is_replaced_can_be_put_back() -> None:
    assert played("stock")["replaced"] == 0
    assert played("lean")["replaced"] >= 6
    assert played("lean")["left"] == 0


def test_a_serving_process_answers_without_tensorflow() -> None:
    assert played("stock")["tensorflow"]
    assert not played("lean")["tensorflow"]
    assert "left out of a serving process" in played("lean")["refused"]
    print({kind: f"{played(kind)['memory']} MB" for kind in ("stock", "lean")})
