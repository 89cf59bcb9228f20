"""A person who only presses buttons can come to each status that the contract gives a procedure.

`cio_designation` is never asked, so what only it brings about is left out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import pytest
from oracle import decide, sensible_cases
from servers import Bot
from visitors import Visitor

from rasa_project.bootstrap import services
from rasa_project.conversation import Conversation
from rasa_project.messages import Message
from rasa_project.service import choose, open_conversation

Target = tuple[str, str]
Path = tuple[str, ...]
"""The payloads pressed, in order."""

# Section 3 of the contract, procedure by procedure.
CONTRACT = {
    "art7": "required exempt not_applicable unclear",
    "art11": "required exempt not_applicable unclear",
    "ict_cost": "required unclear",
    "art17_3": "required",
    "art18_1": "required exempt",
    "art20_2": "required",
    "network_terminal": "required unclear",
    "change_plan_report": "required",
    "change_procurement_report": "required",
    "procurement_result": "required not_applicable unclear",
    "review": "conditional",
    "operation_plan": "required",
    "operation_check": "conditional",
    "abolition_system": "required unclear",
    "abolition_network": "required unclear",
    "organization_report": "required",
}
TARGETS = {(name, status) for name, said in CONTRACT.items() for status in said.split()}


def paths() -> dict[Target, Path]:
    """The shortest way to each status: all buttons of all questions, breadth first."""
    opened = open_conversation(services())
    found: dict[Target, Path] = {}
    waiting = deque([(opened.conversation, opened.messages[-1], Path())])
    while waiting and found.keys() < TARGETS:
        conversation, message, pressed = waiting.popleft()
        for target in results(message):
            found.setdefault(target, pressed)
        waiting += steps(conversation, message, pressed)
    return found


def results(message: Message) -> Iterator[Target]:
    """What a result says; nothing for a question."""
    custom = message.custom or {}
    decision = custom.get("decision")
    if isinstance(decision, dict):
        yield from ((line["id"], line["status"]) for line in decision["procedures"])


def steps(
    conversation: Conversation, message: Message, pressed: Path
) -> Iterator[tuple[Conversation, Message, Path]]:
    """The conversation after each answer that the message offers."""
    for button in message.buttons:
        if button.payload.startswith("answer:"):
            turn = choose(services(), conversation, button.payload)
            yield turn.conversation, turn.messages[-1], (*pressed, button.payload)


@pytest.fixture(scope="module")
def reached() -> dict[Target, Path]:
    found = paths()
    for (procedure, status), way in sorted(found.items()):
        print(f"{procedure:26}{status:16}{' '.join(step.partition(':')[2] for step in way)}")
    return found


@pytest.mark.slow
def test_the_list_is_what_the_oracle_can_say() -> None:
    undesignated = (
        case for case in sensible_cases() if case.get("cio_designation") in (None, "none")
    )
    assert {pair for case in undesignated for pair in decide(case).items()} == TARGETS


@pytest.mark.slow
def test_buttons_lead_to_each_status_of_each_procedure(reached: dict[Target, Path]) -> None:
    assert set(reached) == TARGETS


@pytest.mark.slow
@pytest.mark.model
def test_the_same_buttons_lead_there_over_http(bot: Bot, reached: dict[Target, Path]) -> None:
    for way in sorted(set(reached.values())):
        visitor = Visitor(bot.port)
        visitor.open()
        for payload in way:
            visitor.press(payload)
        lines = visitor.seen[-1]["custom"]["decision"]["procedures"]
        found = {(line["id"], line["status"]) for line in lines}
        assert {target for target, path in reached.items() if path == way} <= found
