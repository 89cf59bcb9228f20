"""The whole bot in this process, loaded once."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from rasa_project.model_file import model_path
from rasa_project.settings import read_settings

if TYPE_CHECKING:
    from rasa_project.local_bot import LocalBot


@pytest.fixture(scope="session")
def local_bot() -> Iterator[LocalBot]:
    """The bot on the trained model; training it here keeps the test independent of its order."""
    from rasa_project.cli.train import train

    settings = read_settings()
    path = model_path(settings)
    if not path.exists():
        train(settings, path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa and TensorFlow warn dozens of times while loading
        from rasa_project.local_bot import LocalBot

        bot = LocalBot(path)
    yield bot
    bot.close()
