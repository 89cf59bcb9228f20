"""Plays the recorded dialogues, and what no person would send, to one Rasa: `player.py stock` or `lean`.

A process of its own, because TensorFlow is kept out for good or not at all. Prints what came of it as JSON.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dialogue.transcripts import transcripts

from rasa_project import lean
from rasa_project.channels.inbound import OPEN
from rasa_project.model_file import trained_model
from rasa_project.settings import read_settings

if TYPE_CHECKING:
    from lean.talker import Talker

BUTTONS = ("stage=plan", "subject=saas", "activity=renew_contract", "saas_city_data=yes")
ODD = (
    "/choose",
    "/choose{",
    '/choose{"choice": 1}',
    "/nothing",
    "/",
    " /open",
    "/restart",
    "は/い",
)
ANSWERS: tuple[Any, ...] = (
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "consultation", "value": {"asked": None}}]},
    {"events": [{"event": "slot", "value": 1}]},
    {"events": [{"event": 1}]},
    {"events": [{"name": "nameless"}]},
    {"responses": "no list"},
    [],
    None,
)
"""What an action server could answer, well formed and not."""
CHANGING = ("timestamp", "message_id", "model_id")
RANDOM = re.compile(r"\b[0-9a-f]{32}\b|\b[0-9A-Z]{4}-[0-9A-Z]{3}\b")
"""The ids and reference numbers of consultations."""


def main(kind: str) -> None:
    """Play everything, and print it."""
    if kind == "lean":
        assert lean.without_tensorflow()
    # Not before TensorFlow is kept out: it imports Rasa.
    from lean.talker import Talker, action_server

    with tempfile.TemporaryDirectory() as folder, action_server(Path(folder)) as port:
        talker = Talker(trained_model(read_settings()), port)
        untouched = attributes()
        if kind == "lean":
            assert lean.apply()
            assert lean.apply(), "a second time is no harm"
        found = {**outcome(talker), "replaced": changed(untouched)}
        talker.close()
        lean.undo()
        print(json.dumps({**found, "left": changed(untouched)}))


def outcome(talker: Talker) -> dict[str, Any]:
    """What there is to compare."""
    return {
        "dialogues": {name: played(talker, name, said) for name, said in dialogues().items()},
        "judged": [judged(answer) for answer in ANSWERS],
        "tensorflow": "tensorflow" in sys.modules,
        "refused": refused(),
        "memory": memory(),
    }


def dialogues() -> dict[str, list[str]]:
    """Every recorded dialogue, one with buttons, and what makes no sense."""
    said = {one.title: [OPEN, *(step.message for step in one.steps)] for one in transcripts()}
    pressed = ["/choose" + json.dumps({"choice": f"answer:{answer}"}) for answer in BUTTONS]
    return {**said, "ボタンで答える": [OPEN, *pressed], "意味のないもの": [OPEN, *ODD]}


def played(talker: Talker, name: str, said: list[str]) -> list[Any]:
    """The bot's messages and the conversation's events, without what differs from one time to the next."""
    messages = [talker.say(name, text) for text in said]
    seen: dict[str, str] = {}

    def steady(value: Any) -> Any:
        """A value without clock times, its random names numbered in the order they come up."""
        if isinstance(value, dict):
            return {key: steady(inner) for key, inner in value.items() if key not in CHANGING}
        if isinstance(value, list):
            return [steady(inner) for inner in value]
        if not isinstance(value, str):
            return value
        return RANDOM.sub(lambda found: seen.setdefault(found[0], f"#{len(seen)}"), value)

    return [steady(messages), steady(talker.events(name))]


def judged(answer: Any) -> str:
    """What Rasa says of an action server's answer."""
    from rasa.core.actions.action import RemoteAction

    try:
        return str(RemoteAction("action_turn", None)._validate_action_result(answer))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def attributes() -> list[Any]:
    """What stands now wherever something is replaced."""
    from rasa_project.lean import copies, graph, lookups, schema

    parts = (schema, graph, lookups, copies)
    return [vars(one.owner)[one.name] for part in parts for one in part.REPLACEMENTS]


def changed(before: list[Any]) -> int:
    """How many attributes are others than before."""
    return sum(now is not then for now, then in zip(attributes(), before, strict=True))


def refused() -> str:
    """What one reads who wants TensorFlow all the same."""
    try:
        import tensorflow  # noqa: F401
    except ImportError as error:
        return str(error)
    return ""


def memory() -> int:
    """Megabytes that this process holds."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    main(sys.argv[1])
