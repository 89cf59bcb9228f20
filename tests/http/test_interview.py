"""Whole interviews over HTTP, by buttons and by typing, and what a reload shows."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from servers import KYOGI, Bot, running
from visitors import Json, Visitor

from rasa_project.settings import PROJECT

pytestmark = pytest.mark.model

PLAN = {"stage": "plan", "network": "none"}
PROCURE = {"stage": "procure", "network": "none", "art7_status": "approved"}
SAAS = {"subject": "saas", "saas_city_data": "no"}
INTERVIEWS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "a new system": (
        {**PLAN, "subject": "scratch", "activity": "introduce"},
        {"art7": "required"},
    ),
    "a renewed SaaS without city data": (
        {**PLAN, **SAAS, "activity": "renew_contract"},
        {"art7": "exempt"},
    ),
    "a website with a network": (
        {"stage": "plan", "subject": "website", "network": "use"},
        {"art7": "not_applicable", "art17_3": "required"},
    ),
    "more stand-alone PCs": (
        {**PLAN, "subject": "standalone_pc", "activity": "add_equipment"},
        {"art7": "unclear"},
    ),
    "a line": (
        {**PROCURE, "subject": "line_only", "contract": "line"},
        {"art11": "exempt", "ict_cost": "required"},
    ),
    "development": ({"stage": "develop"}, {"review": "conditional"}),
    "operation": (
        {"stage": "operate"},
        {"operation_plan": "required", "operation_check": "conditional"},
    ),
    "nothing known": ({}, {"art7": "unclear"}),
}


def decide(answers: Mapping[str, str]) -> Json:
    """What `kyogi decide` says."""
    done = subprocess.run(
        [*KYOGI, "decide", "-"],
        input=json.dumps(answers),
        capture_output=True,
        cwd=PROJECT,
        encoding="utf-8",
        check=True,
    )
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("name", INTERVIEWS)
def test_an_interview_by_buttons_ends_in_what_kyogi_decide_says(
    visitor: Visitor, name: str
) -> None:
    facts, statuses = INTERVIEWS[name]
    answers = visitor.interview(facts)
    custom = visitor.seen[-1]["custom"]
    assert custom["kind"] == "result"
    assert custom["decision"] == decide(answers)
    assert custom["decision"]["complete"] is True
    found = {line["id"]: line["status"] for line in custom["decision"]["procedures"]}
    assert found == statuses


def test_the_same_interview_can_be_typed(visitor: Visitor) -> None:
    facts, _ = INTERVIEWS["a renewed SaaS without city data"]
    while (fact := visitor.asked) is not None:
        payload = f"answer:{fact}={facts[fact]}"
        visitor.say(
            next(c["label"] for c in visitor.seen[-1]["choices"] if c["payload"] == payload)
        )
    assert visitor.seen[-1]["custom"]["decision"] == decide(facts)


def test_every_message_has_words_and_every_question_a_way_out(visitor: Visitor) -> None:
    visitor.interview(INTERVIEWS["a line"][0])
    for message in visitor.seen:
        assert message["text"].strip()
        custom = message["custom"] or {}
        if custom.get("kind") == "question":
            assert "わからない" in [choice["label"] for choice in message["choices"]]


def test_a_reload_shows_exactly_what_was_said(visitor: Visitor) -> None:
    visitor.interview(INTERVIEWS["a new system"][0])
    visitor.press("change:activity")
    visitor.press("answer:activity=modify")
    visitor.say("ありがとう")
    assert Visitor(visitor.port, visitor.cookie).open() == visitor.seen


@pytest.mark.slow
def test_a_conversation_goes_on_after_a_restart(model: None, tmp_path: Path) -> None:
    facts, statuses = INTERVIEWS["a renewed SaaS without city data"]
    with running(tmp_path) as bot:
        before = begin(bot)
    with running(tmp_path) as bot:
        after = Visitor(bot.port, before.cookie)
        assert after.open() == before.seen
        after.interview(facts)
    found = after.seen[-1]["custom"]["decision"]["procedures"]
    assert {line["id"]: line["status"] for line in found} == statuses


def begin(bot: Bot) -> Visitor:
    """Somebody in the middle of an interview."""
    visitor = Visitor(bot.port)
    visitor.open()
    for payload in ("answer:stage=plan", "answer:subject=saas", "act:ask_why"):
        visitor.press(payload)
    return visitor
