"""What an edition calls things. Codes that it does not know, from another edition, stay as they are."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.errors import KyogiError
from ..core.explain import Consultations
from ..core.model import UNKNOWN, Edition
from ..render.question import UNKNOWN_LABEL
from ..store.kept import Record
from .services import DeskServices
from .wording import STATUSES


@dataclass(frozen=True)
class Labels:
    """Words of one edition."""

    edition: Edition

    def fact(self, name: str | None) -> str:
        """The heading of a fact; empty for none."""
        known = self.edition.facts.get(name or "")
        return known.heading if known else name or ""

    def value(self, fact: str, value: str | None) -> str:
        """An answer; empty for none."""
        if value == UNKNOWN:
            return UNKNOWN_LABEL
        known = self.edition.facts.get(fact)
        choice = known.choice(value) if known and value else None
        return choice.label if choice else value or ""

    def short(self, fact: str, value: str | None) -> str:
        """An answer without its explanation in brackets, for lists."""
        return self.value(fact, value).partition("（")[0]

    def procedure(self, name: str) -> str:
        """The name of a procedure."""
        known = self.edition.procedures.get(name)
        return known.name if known else name

    def status(self, procedure: str, status: str) -> str:
        """A status as the procedure puts it."""
        known = self.edition.procedures.get(procedure)
        return (known.labels.get(status) if known else None) or STATUSES.get(status, status)


def consultations_for(services: DeskServices, record: Record) -> Consultations:
    """The edition that a consultation was held under; today's where it is no longer kept."""
    try:
        return services.edition_of(record.edition)
    except KyogiError:
        return services.consultations
