"""Answers that never change in a process, which Rasa works out again for every message or event."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event

from .replacement import Replacement

resolve_anew = Event.resolve_by_type


@lru_cache(maxsize=1)
def empty() -> dict[str, Any]:
    """The empty domain."""
    return dict(Domain.empty().as_dict())


def is_empty(self: Domain) -> bool:
    """Whether the domain is empty, without building an empty one to compare it with."""
    return bool(self.as_dict() == empty())


_CLASSES: dict[str, type[Event]] = {}


def resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    """An event's class by the name of its type, without walking through all of them.

    Raises ValueError for an unknown name when there is no default.
    """
    if type_name in _CLASSES:
        return _CLASSES[type_name]
    found: type[Event] | None = resolve_anew(type_name, default)
    if found is not None and found.type_name == type_name:
        _CLASSES[type_name] = found
    return found


REPLACEMENTS = (
    Replacement(Domain, "is_empty", is_empty),
    Replacement(Event, "resolve_by_type", staticmethod(resolve_by_type)),
)
