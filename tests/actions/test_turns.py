"""The actions, beside each other in one server."""

from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions import turns
from rasa_project.conversation import Conversation
from rasa_project.service import Turn

WITHIN = 5.0


def heard(text: str) -> Tracker:
    """A conversation in which this was said last."""
    message = {"text": text, "intent": {"name": "thanks"}, "entities": []}
    return Tracker(text, {turns.SLOT: None}, message, [], False, None, {}, "action_listen")


def test_who_waits_for_the_database_keeps_nobody_else_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits, goes_on = threading.Event(), threading.Event()

    def kept(speaker: Any, before: Conversation, turn: Turn, said: Any) -> Turn:
        if said.text == "遅い":
            waits.set()
            assert goes_on.wait(WITHIN)
        return turn

    monkeypatch.setattr(turns, "keeper", lambda: SimpleNamespace(kept=kept))

    async def both() -> tuple[str, str]:
        slow, quick = CollectingDispatcher(), CollectingDispatcher()
        first = asyncio.ensure_future(turns.ActionTurn().run(slow, heard("遅い"), {}))
        while not waits.is_set():
            await asyncio.sleep(0.01)
        await asyncio.wait_for(turns.ActionTurn().run(quick, heard("速い"), {}), WITHIN)
        assert not first.done()
        goes_on.set()
        await asyncio.wait_for(first, WITHIN)
        return slow.messages[0]["text"], quick.messages[0]["text"]

    one, other = asyncio.run(both())
    assert one == other != turns.APOLOGY


def test_rasa_finds_the_actions_of_the_domain_and_no_more() -> None:
    executor = ActionExecutor()
    executor.register_package("actions.turns")
    ours = {name for name in executor.actions if name.startswith("action_")}
    assert ours == {"action_turn", "action_restart", "action_choose", "action_open"}
