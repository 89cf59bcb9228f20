"""One attribute of a class or module of Rasa's, replaced and put back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Replacement:
    """What stands at `owner.name` from now on; static methods come wrapped as such."""

    owner: Any
    name: str
    new: Any

    def put(self) -> Replacement:
        """Put it there. The replacement that brings back what stood there."""
        before = vars(self.owner)[self.name]
        setattr(self.owner, self.name, self.new)
        return Replacement(self.owner, self.name, before)
