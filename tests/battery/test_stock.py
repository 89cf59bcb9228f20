"""The control: Rasa as it is delivered, behind the same proxy, breaks the promises that the battery counts."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from battery.proxy import Proxy
from battery.report import LINES
from postgres import Cluster, postgres
from servers import free_ports
from visitors import Visitor

from rasa_project.settings import PROJECT

sys.path.insert(0, str(PROJECT / "scripts"))

from bench_stock import BARE, WEBHOOK, rasa_server, stock_turn, stores

__all__ = ["postgres"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get("KYOGI_BATTERY_LONG"), reason="only with LONG=1"),
]
MESSAGES = 20
ACTION = "  - rule: One message, one action\n    steps: [{intent: act}, {action: action_act}]\n"
INTENT = "  - intent: act\n    examples: |\n      - act\n"


def files(database: str, action_port: int) -> dict[str, str]:
    """The least Rasa, with its conversations in PostgreSQL, and an action beside the fixed answer."""
    training = BARE["data/bare.yml"].replace("rules:\n", f"{INTENT}rules:\n{ACTION}")
    return {
        **BARE,
        "data/bare.yml": training,
        "domain.yml": BARE["domain.yml"].replace("[bare]", "[bare, act]") + "actions: [action_act]\n",
        "endpoints.yml": stores(database, actions={"url": f"http://127.0.0.1:{action_port}/webhook"}),
    }  # fmt: skip


def kept(database: str) -> int:
    """Messages of users that the database holds."""
    engine = sa.create_engine(database, future=True)
    with engine.connect() as connection:
        count = sa.text(
            "SELECT count(*) FROM events WHERE type_name = 'user' AND sender_id = 'one'"
        )
        found = int(connection.execute(count).scalar_one())
    engine.dispose()
    return found


def test_stock_rasa_acknowledges_what_it_loses_and_answers_with_silence(
    postgres: Cluster, tmp_path: Path
) -> None:
    database = postgres.new_database()
    port, nobody = free_ports(2)
    with Proxy(postgres.port) as way:
        made = files(database.replace(f":{postgres.port}/", f":{way.port}/"), nobody)
        with rasa_server(tmp_path, port, made) as visitor:
            assert stock_turn(visitor, "one", "/bare") and kept(database) == 1
            with way.going("refused"):
                acknowledged = sum(stock_turn(visitor, "one", "/bare") for _ in range(MESSAGES))
            silent = said(visitor, "act")
    lost = 1 + acknowledged - kept(database)
    LINES.append(
        f"対照(素のRasa): PostgreSQL停止中に受け取ったと答えた{acknowledged}発話のうち失われた {lost}　"
        f"アクション停止中の返事 {silent}"
    )
    assert lost > 0, "stock Rasa has become better: the battery's base has to be looked at again"
    assert silent == []
    postgres.drop(database)


def said(visitor: Visitor, word: str) -> object:
    """What stock Rasa answers, with 200."""
    body = json.dumps({"sender": "two", "message": f"/{word}"}).encode()
    reply = visitor.request("POST", WEBHOOK, body)
    assert reply.status == 200
    return json.loads(reply.body)
