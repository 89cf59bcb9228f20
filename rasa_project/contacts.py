"""Contact details of the desks: settings that the city fills in. What is not set is said to be unset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .edition.source import keyed, optional

UNSET = "電話番号などの連絡先は、まだ設定されていません"
LABELS = {"phone": "電話", "mail": "メール", "place": "場所", "url": "ページ"}


@dataclass(frozen=True)
class Desk:
    """One desk: its full name and whatever ways to reach it are set."""

    name: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contacts:
    """All desks by the short name that procedures use."""

    desks: Mapping[str, Desk]

    def desk(self, short: str) -> Desk:
        """The desk; one without settings has its name and nothing else."""
        return self.desks.get(short, Desk(short))

    def card(self, short: str) -> dict[str, object]:
        """The desk as data: name, details, and a note where nothing is set."""
        desk = self.desk(short)
        return {
            "name": desk.name,
            "details": list(desk.details),
            "note": None if desk.details else UNSET,
        }

    def text(self, short: str) -> str:
        """The desk in one line."""
        desk = self.desk(short)
        return f"{desk.name}（{'、'.join(desk.details) or UNSET}）"


def read_contacts(path: Path) -> Contacts:
    """Read contacts.yml. Raises EditionError naming file, line and remedy."""
    desks = {}
    for short, entry in keyed(path, "desks"):
        fields = entry.mapping("name", *LABELS)
        details = [(LABELS[key], optional(fields, key)) for key in LABELS]
        said = tuple(f"{name} {value}" for name, value in details if value)
        desks[short] = Desk(entry.required(fields, "name").text(), said)
    return Contacts(desks)
