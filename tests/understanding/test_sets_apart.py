"""The sentences trained on, looked at and tested with are different ones, also after normalisation."""

from __future__ import annotations

from itertools import combinations

import pytest

from rasa_project.core.model import UNKNOWN, Edition
from rasa_project.text import fold
from rasa_project.understanding.evaluate import rows_of
from rasa_project.understanding.training import examples

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
    return {"train": [fold(text) for text, _ in examples()], **held}


@pytest.mark.parametrize(("one", "other"), list(combinations(("train", "dev", "test"), 2)))
def test_no_sentence_stands_in_two_sets(one: str, other: str) -> None:
    sets = sentences()
    shared = set(sets[one]) & set(sets[other])
    assert not shared, f"{len(shared)} sentences of {other} stand in {one}, too"


def test_no_sentence_is_trained_on_under_two_acts() -> None:
    meant: dict[str, str] = {}
    for text, act in examples():
        assert meant.setdefault(fold(text), act) == act, text


def test_every_act_has_sentences_everywhere() -> None:
    assert {act for _, act in examples()} == ACTS
    for name in ("dev", "test"):
        assert {row["act"] for row in rows_of(name)} == ACTS


@pytest.mark.parametrize("name", ["dev", "test"])
def test_labels_are_of_the_edition(edition: Edition, name: str) -> None:
    wrong = 0
    for row in rows_of(name):
        known = row["asked"] is None or row["asked"] in edition.facts
        for fact, value in row["facts"].items():
            known = known and (value == UNKNOWN or edition.facts[fact].choice(value) is not None)
        wrong += not known
    assert wrong == 0
