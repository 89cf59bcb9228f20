"""A question with its choices."""

from __future__ import annotations

from ..core.explain import Consultations
from ..core.model import UNKNOWN, Fact
from ..messages import Button, Message

UNKNOWN_LABEL = "わからない"
ASIDES = (
    Button("なぜ聞くの？", "act:ask_why"),
    Button("1つ戻る", "act:go_back"),
)


def question(consultations: Consultations, fact_id: str, answers: dict[str, str]) -> Message:
    """The question of a fact, numbered choices, and how many questions may still come."""
    fact = consultations.edition.facts[fact_id]
    buttons = choices(consultations, fact_id, answers)
    remaining = consultations.interview.remaining(
        {k: v for k, v in answers.items() if k != fact_id}
    )
    lines = [fact.question, *([fact.help] if fact.help else []), f"（あと最大{remaining}問）"]
    custom: dict[str, object] = {
        "kind": "question",
        "fact": fact_id,
        "progress": {"answered": len(answers), "remaining_max": remaining},
    }
    asides = ASIDES if answers else ASIDES[:1]
    return Message("\n".join(lines), (*buttons, *asides), custom)


def choices(consultations: Consultations, fact_id: str, answers: dict[str, str]) -> list[Button]:
    """A button for each possible answer, "I do not know" last."""
    fact = consultations.edition.facts[fact_id]
    values = consultations.interview.choices(fact_id, answers)
    found = [fact.choice(value) for value in values]
    buttons = [Button(c.label, answer(fact_id, c.value), c.description) for c in found if c]
    return [*buttons, Button(UNKNOWN_LABEL, answer(fact_id, UNKNOWN))]


def answer(fact: str, value: str) -> str:
    """The payload of a button that answers a question."""
    return f"answer:{fact}={value}"


def label(fact: Fact, value: str) -> str:
    """An answer as staff see it."""
    choice = fact.choice(value)
    return choice.label if choice else UNKNOWN_LABEL


def answer_buttons(consultations: Consultations, answers: dict[str, str]) -> tuple[Button, ...]:
    """One button per answer given, to change it."""
    facts = consultations.edition.facts
    return tuple(
        Button(f"{facts[name].heading}：{label(facts[name], value)}", f"change:{name}")
        for name, value in answers.items()
    )


def answers_text(consultations: Consultations, answers: dict[str, str]) -> str:
    """The answers given, one a line."""
    facts = consultations.edition.facts
    return "\n".join(f"・{facts[n].heading}：{label(facts[n], v)}" for n, v in answers.items())
