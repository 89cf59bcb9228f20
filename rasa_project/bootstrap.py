"""The one place that builds things from settings."""

from __future__ import annotations

import secrets
from datetime import date
from functools import lru_cache

from .contacts import read_contacts
from .core.explain import Consultations
from .core.model import Edition
from .course import open_course
from .edition import in_force
from .service import Services
from .settings import Settings, read_settings


def edition_of(settings: Settings) -> Edition:
    """The edition in force today, or on the day the settings name."""
    return in_force(settings.as_of or date.today())


@lru_cache(maxsize=4)
def consultations_under(edition: Edition) -> Consultations:
    """The consultations of an edition; they remember conclusions, so they are built once."""
    return Consultations(edition)


@lru_cache(maxsize=1)
def services() -> Services:
    """What the use cases need, once a process."""
    settings = read_settings()
    consultations = consultations_under(edition_of(settings))
    return Services(consultations, read_contacts(settings.contacts), open_course(consultations))


def signing_secret(settings: Settings) -> str:
    """The secret that signs cookies, readable by its owner only; made where there is none."""
    path = settings.secret_file
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32), encoding="ascii")
    return path.read_text(encoding="ascii").strip()
