"""What a learner has done, as a value that can be stored. Nothing personal is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from typing import Any

from .boxes import Standing
from .cases import Case


@dataclass(frozen=True)
class Open:
    """The question on the table."""

    case: Case
    mark: str | None = None
    """The key of a lesson's question; None in the quiz."""


@dataclass(frozen=True)
class Progress:
    """Everything remembered of one learner. Never changed, only replaced."""

    edition: str
    """The id of the edition that is learned."""
    read: tuple[str, ...] = ()
    """The lessons that were opened."""
    marks: Mapping[str, bool] = field(default_factory=dict)
    """Key of a lesson's question ("saas,2") -> whether the last answer was right."""
    topics: Mapping[str, Standing] = field(default_factory=dict)
    asked: int = 0
    """How many questions were put, which is the number of the last one."""
    open: Open | None = None

    @property
    def right(self) -> int:
        """Right answers, in lessons and quiz."""
        return sum(standing.right for standing in self.topics.values())

    @property
    def answered(self) -> int:
        """All answers."""
        return self.right + sum(standing.wrong for standing in self.topics.values())

    def as_dict(self) -> dict[str, Any]:
        """For storing: JSON types only. `restore` reads it."""
        return {
            "edition": self.edition,
            "read": list(self.read),
            "marks": dict(self.marks),
            "topics": {topic: list(astuple(s)) for topic, s in self.topics.items()},
            "asked": self.asked,
            "open": self.open
            and {
                "facts": dict(self.open.case.facts),
                "procedure": self.open.case.procedure,
                "mark": self.open.mark,
            },
        }
