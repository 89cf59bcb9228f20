"""Train Rasa pipelines and ask them messages: the process that `rasa_pipeline` starts.

It reads FOLDER/job.json and writes FOLDER/result.json.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import UserMessage
from rasa.model_training import train_nlu
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.log_utils import configure_structlog

from ...conversation import Conversation
from .speed import one_core, timed

WARM_UP = 5
"""Messages that are asked before any is timed: the first ones load and compile."""
BLOCK = 50
"""Messages that a pipeline is asked until it is the next one's turn.

In turns, so that a machine that grows slower meanwhile slows down all of them; in blocks, so that
none always finds what the other one left of the processor's caches.
"""


def main(folder: Path) -> None:
    """Do the job."""
    # Unconfigured, Rasa writes lines about every message, which would count as its time.
    configure_structlog(logging.WARNING)
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    runs: list[dict[str, Any]] = []
    agents: list[Agent] = []
    loop = asyncio.new_event_loop()
    for number, (config, sentences) in enumerate(job["pipelines"]):
        learn = partial(train_nlu, config, sentences, str(folder), f"model{number}")
        model, ms = timed(learn)
        agents.append(loop.run_until_complete(load_agent(model_path=model)))
        runs.append({"trained": ms / 1000, "answers": []})
    ask = partial(_answers, loop)
    for agent in agents:
        ask(agent, job["messages"][:WARM_UP])
    for start in range(0, len(job["messages"]), BLOCK):
        for agent, run in zip(agents, runs, strict=True):
            run["answers"] += ask(agent, job["messages"][start : start + BLOCK])
    (folder / "result.json").write_text(json.dumps(runs), encoding="utf-8")


def _answers(
    loop: asyncio.AbstractEventLoop, agent: Agent, messages: Sequence[tuple[str, str | None]]
) -> list[dict[str, Any]]:
    return [_answer(loop, agent, text, asked) for text, asked in messages]


def _answer(
    loop: asyncio.AbstractEventLoop, agent: Agent, text: str, asked: str | None
) -> dict[str, Any]:
    """One message as a running bot would have it read, the open question being known."""
    slot = AnySlot("consultation", [], initial_value=Conversation(asked=asked).as_dict())
    tracker = DialogueStateTracker.from_events("evaluation", [], slots=[slot])
    message = UserMessage(text)
    parsed, ms = timed(
        lambda: loop.run_until_complete(agent.processor.parse_message(message, tracker))
    )
    ranking = {one["name"]: one["confidence"] for one in parsed["intent_ranking"]}
    return {"ranking": ranking, "ms": ms}


if __name__ == "__main__":
    with one_core():
        main(Path(sys.argv[1]))
