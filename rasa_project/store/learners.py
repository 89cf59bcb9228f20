"""Progress in the course. A mentor sees it only where the learner agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from .engine import Clock, put_if_absent, reading, utc_now, writing
from .masking import mask
from .tables_people import learners

KEPT = learners.c


@dataclass(frozen=True)
class Learner:
    """How far somebody is."""

    conversation: str
    updated: datetime
    shared_with_mentor: bool
    display_name: str | None
    """Known only while shared."""
    progress: Mapping[str, Any]


class Learners:
    """Learners by the key of their conversation. Every method may raise StoreError."""

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self._engine, self._clock = engine, clock

    def learner(self, conversation: str) -> Learner | None:
        """What is kept of a learner."""
        with reading(self._engine) as connection:
            wanted = select(learners).where(KEPT.conversation == conversation)
            row = connection.execute(wanted).mappings().first()
        return Learner(**row) if row else None

    def keep(self, conversation: str, progress: Mapping[str, Any]) -> None:
        """Keep the progress; whether it is shared stays as it is."""
        self._put(conversation, {"progress": dict(progress)})

    def share(self, conversation: str, display_name: str) -> None:
        """The learner agreed to show a mentor the progress under this name."""
        values = {"shared_with_mentor": True, "display_name": mask(display_name)}
        self._put(conversation, values)

    def unshare(self, conversation: str) -> None:
        """The learner no longer agrees; the name is forgotten."""
        self._put(conversation, {"shared_with_mentor": False, "display_name": None})

    def shared(self) -> tuple[Learner, ...]:
        """Those who agreed, the last active first."""
        wanted = select(learners).where(KEPT.shared_with_mentor).order_by(KEPT.updated.desc())
        with reading(self._engine) as connection:
            return tuple(Learner(**row) for row in connection.execute(wanted).mappings())

    def _put(self, conversation: str, values: Mapping[str, Any]) -> None:
        new = {"conversation": conversation, "shared_with_mentor": False, "progress": {}}
        row = {**values, "updated": self._clock()}
        with writing(self._engine) as connection:
            put_if_absent(connection, learners, {**new, **row})
            connection.execute(
                update(learners).where(KEPT.conversation == conversation).values(row)
            )
