"""The desk's answer, as it appears in the conversation of the person who asked."""

from __future__ import annotations

import re

from ..contacts import Contacts
from ..store.cases import Case
from ..store.outbox import Decision
from .labels import Labels
from .wording import DESKS

DECIDED = {
    "required": "必要です",
    "not_required": "不要です",
    "conditional": "条件つきで必要です（条件は理由を見てください）",
}


def compose(labels: Labels, contacts: Contacts, case: Case, decision: Decision) -> str:
    """The whole answer, one thing a line.

    No blank line in it: Rasa's channels would cut the message in two there.
    """
    desk = contacts.desk(DESKS[case.desk])
    lines = [
        f"【担当からの回答】{desk.name}",
        f"相談番号：{case.reference}",
        f"判断：{DECIDED[decision.decision]}",
        *(
            f"・{labels.procedure(name)}：{DECIDED[one]}"
            for name, one in decision.procedures.items()
        ),
        f"理由：{unbroken(decision.reason)}",
        *([f"連絡先：{'、'.join(desk.details)}"] if desk.details else []),
        "この回答は、協議ナビが自動で出したものではなく、担当者が確かめて書いたものです。",
    ]
    return "\n".join(lines)


def unbroken(text: str) -> str:
    """The text without blank lines."""
    return re.sub(r"\s*\n\s*", "\n", text.strip())
