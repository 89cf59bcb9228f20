"""What goes on record of a consultation, and what comes back."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


def new_id() -> str:
    """An identifier for a new consultation."""
    return uuid.uuid4().hex


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A consultation as it stands now. Free text is masked when it is saved."""

    id: str
    """From `new_id`, the same for the whole consultation."""
    conversation: str
    """The opaque key of the conversation, 64 hexadecimal digits."""
    channel: str
    edition: date
    rules: str
    """Digest of the regulation's data, 16 hexadecimal digits."""
    answers: Mapping[str, str]
    """fact -> value, in order."""
    department: str | None = None
    open_question: str | None = None
    state: str = "open"
    """`open`, `finished` or `dropped`."""
    result: Mapping[str, Any] | None = None
    """The object that `kyogi decide` prints, as it was given."""
    text: str = ""
    """What the desk's search finds it by, one label or sentence a line."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One line of a list or an export."""

    id: str
    reference: str
    channel: str
    edition: date
    rules: str
    department: str | None
    state: str
    open_question: str | None
    started: datetime
    updated: datetime
    finished: datetime | None
    answers: Mapping[str, str]
    statuses: Mapping[str, str]
    """procedure -> status of the result; empty without one."""


@dataclass(frozen=True, kw_only=True)
class Record(Listed):
    """All that is kept of one consultation."""

    conversation: str
    text: str
    result: Mapping[str, Any] | None


@dataclass(frozen=True)
class Change:
    """One change of one fact; None where it was not, or is no longer, answered."""

    number: int
    at: datetime
    fact: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Difference:
    """A consultation that would be decided otherwise today."""

    id: str
    reference: str
    before: Mapping[str, str]
    after: Mapping[str, str]


def conversation_key(sender: str) -> str:
    """The opaque key of a conversation, 64 hexadecimal digits: records name no sender."""
    return hashlib.sha256(sender.encode("utf-8", "replace")).hexdigest()
