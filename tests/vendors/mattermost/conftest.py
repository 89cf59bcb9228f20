"""A Mattermost server on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from vendors.loopback import Door, serving
from vendors.mattermost.server import Server


@pytest.fixture(scope="session")
def door() -> Iterator[tuple[Door, str]]:
    made = Door()
    with serving(made) as base:
        yield made, base


@pytest.fixture
def server(door: tuple[Door, str], monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr("rasa_project.vendors.mattermost.listener.PAUSE", 0.02)
    made = Server(base=door[1])
    door[0].inside = made.app()
    return made
