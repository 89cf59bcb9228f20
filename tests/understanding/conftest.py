"""One edition, one lexicon and one trained understander for all tests of the understanding."""

from __future__ import annotations

from datetime import date

import pytest

from rasa_project.core.model import Edition
from rasa_project.edition import in_force
from rasa_project.understanding.lexicon import Lexicon
from rasa_project.understanding.scores import LinearModel
from rasa_project.understanding.training import everything, train
from rasa_project.understanding.understander import Understander


@pytest.fixture(scope="session")
def edition() -> Edition:
    """The edition the sentences were labelled with."""
    return in_force(date(2024, 4, 1))


@pytest.fixture(scope="session")
def lexicon(edition: Edition) -> Lexicon:
    """The edition's words and the reviewed lexicon."""
    return Lexicon(edition)


@pytest.fixture(scope="session")
def linear(edition: Edition) -> LinearModel:
    """The model, trained on all the material."""
    return train(edition, everything())


@pytest.fixture(scope="session")
def understander(edition: Edition, linear: LinearModel) -> Understander:
    """The whole understanding."""
    return Understander(edition, linear)
