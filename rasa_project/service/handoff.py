"""The way to a person: the desks, and what to tell them."""

from __future__ import annotations

from dataclasses import replace

from ..conversation import Conversation
from ..messages import Button, Message
from ..render.question import answers_text
from .turn import Services, Turn, Utterance, accept


def handoff(services: Services, conversation: Conversation, said: Utterance) -> Turn:
    """How to reach a person; facts stated on the way are recorded and handed over with the rest."""
    if said.facts:
        turn = accept(services, conversation, said.facts, echo=True)
        desks = desks_of(services, turn.conversation)
        message = Message(handed_over(services, turn.conversation, desks))
        return replace(turn.saying(message), desks=desks)
    buttons = (Button("質問を続ける", "act:resume"), Button("最初から", "act:restart"))
    desks = desks_of(services, conversation)
    message = Message(handed_over(services, conversation, desks), buttons)
    return Turn(replace(conversation, misses=0), (message,), desks)


def desks_of(services: Services, conversation: Conversation) -> tuple[str, ...]:
    """The desks that the answers so far lead to."""
    given = dict(conversation.answers)
    result = services.consultations.result(given)
    network = given.get("stage") == "network" or conversation.asked == "network"
    desks = [line.desk for line in result.procedures] if result.complete else []
    return tuple(dict.fromkeys(desks)) or ("基盤担当" if network else "DX推進担当",)


def handed_over(services: Services, conversation: Conversation, desks: tuple[str, ...]) -> str:
    """The desks, with everything answered so far to hand over."""
    consultations, given = services.consultations, dict(conversation.answers)
    lines = ["窓口に相談してください。", *(f"窓口：{services.contacts.text(d)}" for d in desks)]
    if "DX推進担当" in desks:
        lines.append(
            "協議が必要かどうかはっきりしないときは、「案件整理・相談票」を出します（要領4(2)）。"
        )
    if given:
        lines += ["窓口に伝える内容", answers_text(consultations, given)]
    return "\n".join(lines)
