"""The sentences trained on, looked at and tested with are different ones, also after normalisation."""

from __future__ import annotations

from itertools import combinations

import pytest

from rasa_project.core.model import UNKNOWN, Edition
from rasa_project.text import fold
from rasa_project.understanding.evaluate import rows_of
from rasa_project.understanding.training import examples, messages

ACTS = frozenset(
    [
        "inform",
        "affirm",
        "deny",
        "dont_know",
        "ask_why",
        "ask_definition",
        "ask_forms",
        "ask_contact",
        "ask_provision",
        "ask_roles",
        "ask_progress",
        "go_back",
        "change_answer",
        "restart",
        "what_if",
        "handoff",
        "learn",
        "help",
        "greet",
        "thanks",
        "goodbye",
        "out_of_scope",
    ]
)


def sentences() -> dict[str, list[str]]:
    """Set -> its sentences, folded."""
    held = {name: [fold(row["text"]) for row in rows_of(name)] for name in ("dev", "test")}
    trained = [*(text for text, _ in examples()), *(message.text for message in messages())]
    return {"train": [fold(text) for text in trained], **held}


@pytest.mark.parametrize(("one", "other"), list(combinations(("train", "dev", "test"), 2)))
def test_no_sentence_stands_in_two_sets(one: str, other: str) -> None:
    sets = sentences()
    shared = set(sets[one]) & set(sets[other])
    assert not shared, f"{len(shared)} sentences of {other} stand in {one}, too"


def test_no_sentence_is_trained_on_under_two_acts() -> None:
    meant: dict[str, str] = {}
    for text, act in examples():
        assert meant.setdefault(fold(text), act) == act, text


def test_no_message_is_trained_on_with_two_meanings() -> None:
    meant: dict[tuple[str, str | None], object] = {}
    for one in messages():
        meaning = (one.act, dict(one.facts or {}))
        assert meant.setdefault((fold(one.text), one.asked), meaning) == meaning, one.text


def test_every_act_has_sentences_everywhere() -> None:
    assert {act for _, act in examples()} == ACTS
    for name in ("dev", "test"):
        assert {row["act"] for row in rows_of(name)} == ACTS


def labels(name: str) -> list[tuple[str | None, str, dict[str, str]]]:
    """(open question, act, facts) of a set."""
    if name == "train":
        return [(one.asked, one.act, dict(one.facts or {})) for one in messages()]
    return [(row["asked"], row["act"], row["facts"]) for row in rows_of(name)]


@pytest.mark.parametrize("name", ["train", "dev", "test"])
def test_labels_are_of_the_edition(edition: Edition, name: str) -> None:
    for asked, act, facts in labels(name):
        assert asked is None or asked in edition.facts
        assert act in ACTS
        for fact, value in facts.items():
            assert value == UNKNOWN or edition.facts[fact].choice(value) is not None


def test_there_is_enough_of_each() -> None:
    assert len(examples()) + len(messages()) >= 1_500
    assert min(len(rows_of("dev")), len(rows_of("test"))) >= 300
