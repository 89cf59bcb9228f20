"""The linear model: what it learns, how sure it is, and that it is kept as it was."""

from __future__ import annotations

import random

import numpy as np
import pytest

from rasa_project.understanding import tokens
from rasa_project.understanding.features import Features
from rasa_project.understanding.learning import Example, learn
from rasa_project.understanding.scores import NOT_STATED, LinearModel


def seen(*names: str, asked: str | None = None) -> Features:
    named = dict.fromkeys(names, 1.0)
    return Features(named, np.zeros(tokens.DIMENSIONS, np.float32), asked)


def examples() -> list[Example]:
    """Two acts told apart by a word; a fact whose value shows by another word, or by a short answer where it is asked."""
    found = []
    for number in range(12):
        noise = f"n{number % 4}"
        found += [
            Example(seen("says", "red", noise), "inform", {"colour": "red"}),
            Example(seen("says", "blue", noise), "inform", {"colour": "blue"}),
            Example(seen("says", "short", noise, asked="colour"), "inform", {"colour": "red"}),
            *[Example(seen("says", "short", noise), "inform", {})] * 6,
            Example(seen("asks", "red", noise), "help", None),
        ]
    # A part is held out by its place, so kinds must not come round in step with it.
    random.Random(0).shuffle(found)
    return found


@pytest.fixture(scope="module")
def model() -> LinearModel:
    return learn(examples())


@pytest.mark.parametrize(
    ("features", "act", "colour"),
    [
        (seen("says", "red"), "inform", "red"),
        (seen("says", "blue"), "inform", "blue"),
        (seen("says", "short", asked="colour"), "inform", "red"),
        (seen("says", "short"), "inform", NOT_STATED),
        (seen("asks", "nothing"), "help", NOT_STATED),
    ],
)
def test_it_tells_acts_and_values_apart(
    model: LinearModel, features: Features, act: str, colour: str
) -> None:
    scores = model.scores(features)
    assert max(scores.acts, key=lambda name: scores.acts[name]) == act
    shares = scores.facts["colour"]
    if act == "inform":
        assert max(shares, key=lambda name: shares[name]) == colour


def test_shares_are_probabilities(model: LinearModel) -> None:
    scores = model.scores(seen("says", "never heard of"))
    for shares in (scores.acts, *scores.facts.values()):
        assert sum(shares.values()) == pytest.approx(1)
        assert min(shares.values()) >= 0


def test_a_message_without_a_known_feature_has_shares_too(model: LinearModel) -> None:
    assert set(model.scores(seen()).acts) == {"inform", "help"}


def test_it_is_kept_as_it_was(model: LinearModel) -> None:
    again = LinearModel.load(model.dump())
    features = seen("says", "short", asked="colour")
    assert again.scores(features) == model.scores(features)


def test_the_same_examples_give_the_same_bytes(model: LinearModel) -> None:
    assert learn(examples()).dump() == model.dump()


def test_another_format_is_refused(model: LinearModel, monkeypatch: pytest.MonkeyPatch) -> None:
    dumped = model.dump()
    monkeypatch.setattr("rasa_project.understanding.scores.FORMAT", 99)
    with pytest.raises(ValueError, match="format 3, expected 99"):
        LinearModel.load(dumped)
