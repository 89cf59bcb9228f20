"""Conversations on both databases, each time fresh ones."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from postgres import Cluster, postgres
from sqlalchemy.engine import Engine
from store_samples import Calendar

from rasa_project.delivery.event import Event, Thought, bot_says
from rasa_project.delivery.ledger import Ledger, Present
from rasa_project.delivery.migrate import migrate_conversations
from rasa_project.store.engine import open_engine

__all__ = ["postgres"]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database."""
    if request.param == "sqlite":
        engine = open_engine(tmp_path / "conversations.db")
        yield engine
        engine.dispose()
        return
    server: Cluster = request.getfixturevalue("postgres")
    url = server.new_database()
    engine = open_engine(url)
    yield engine
    engine.dispose()
    server.drop(url)


@pytest.fixture
def engine(empty: Engine) -> Engine:
    """A database with its tables."""
    migrate_conversations(empty)
    return empty


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def ledger(engine: Engine, calendar: Calendar) -> Ledger:
    return Ledger(engine, calendar)


def event(name: str, conversation: str = "a" * 32, **about: Any) -> Event:
    """Somebody says its name."""
    return Event("page", name, conversation, name, name, **about)


@dataclass
class Echo:
    """An assistant that remembers every word. slow: seconds it thinks."""

    slow: float = 0.0
    thought: list[str] = field(default_factory=list)

    async def think(self, event: Event, present: Present) -> Thought:
        """The words so far, and this one."""
        self.thought.append(event.text)
        await asyncio.sleep(self.slow)
        words = [*((present.state or {}).get("words", [])), event.text]
        return Thought({"words": words}, (bot_says(f"{event.text}ですね。"),))


def later(calendar: Calendar, seconds: float) -> None:
    """Time goes by."""
    calendar.now += timedelta(seconds=seconds)
