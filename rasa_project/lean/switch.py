"""On and off."""

from __future__ import annotations

from .replacement import Replacement
from .version import is_known

_BEFORE: list[Replacement] = []
"""What brings Rasa's own code back, in the order of replacing; empty when nothing is replaced."""


def apply() -> bool:
    """Remove the waste from this process. False when it was not done: another Rasa than the known one."""
    if _BEFORE:
        return True
    if not is_known():
        return False
    from . import copies, graph, lookups, schema

    for part in (schema, graph, lookups, copies):
        _BEFORE.extend(replacement.put() for replacement in part.REPLACEMENTS)
    return True


def undo() -> None:
    """Rasa as it is shipped. Does nothing when nothing was applied."""
    while _BEFORE:
        _BEFORE.pop().put()
