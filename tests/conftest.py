"""What all tests share: a quiet Rasa, and one running bot for the whole session."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from servers import Bot, running, train
from visitors import Visitor

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
os.environ["SE_AVOID_STATS"] = "true"  # Selenium would report its use


@pytest.fixture(scope="session")
def model() -> None:
    """The trained model is there and fits the sources."""
    train()


@pytest.fixture(scope="session")
def bot(model: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """A bot that all tests of the session talk to, each as a visitor of its own."""
    with running(tmp_path_factory.mktemp("bot")) as started:
        yield started


@pytest.fixture
def visitor(bot: Bot) -> Visitor:
    """Somebody who has just opened the page."""
    somebody = Visitor(bot.port)
    somebody.open()
    return somebody
