"""Small hand-made results, so that every number of a report can be worked out by hand."""

from __future__ import annotations

import pytest

from rasa_project.understanding.evaluate.scores import Outcome, Report
from rasa_project.understanding.understander import Understood


def outcome(
    wanted: str,
    got: str,
    facts: tuple[dict[str, str], dict[str, str]] = ({}, {}),
    out: float = 0.0,
    confidence: float = 0.9,
    text: str = "新しくSaaSを入れたい",
) -> Outcome:
    """One message; `facts` are those wanted and those found."""
    row = {"text": text, "asked": None, "act": wanted, "facts": facts[0], "term": None}
    return Outcome(row, Understood(got, facts[1], None, confidence), out, ms=1.0)


@pytest.fixture
def report() -> Report:
    """Six messages: two acts read wrongly, one fact of the wrong value, one too many."""
    saas, package = {"subject": "saas"}, {"subject": "package"}
    return Report(
        (
            outcome("inform", "inform", (saas, saas)),
            outcome("inform", "inform", (saas, package), text="サブスクのやつ"),
            outcome("inform", "out_of_scope", (saas | {"stage": "plan"}, {}), 0.8, 0.8),
            outcome("help", "help", ({}, {"stage": "plan"}), confidence=0.5),
            outcome("out_of_scope", "out_of_scope", out=0.95, confidence=0.95),
            outcome("out_of_scope", "help", out=0.3, confidence=0.6),
        )
    )
