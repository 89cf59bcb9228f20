"""The one place that builds things from settings."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from .contacts import read_contacts
from .core.errors import KyogiError
from .core.explain import Consultations
from .core.model import Edition
from .course import open_course
from .edition import REGULATION, in_force
from .service import Services
from .settings import Settings, read_settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

    from .keeping import Keeper

# What is kept, and the libraries for it, are loaded where they are wanted: reading a text needs no database.


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


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The records' database with its tables as this program wants them, once a process.

    Raises KyogiError for an address that is none, StoreError for a database that cannot be used.
    """
    from .store.engine import open_engine
    from .store.migrate import migrate

    opened = open_engine(read_settings().records)
    migrate(opened)
    return opened


@lru_cache(maxsize=1)
def keeper() -> Keeper:
    """What puts conversations on record, once a process."""
    from .keeping import Keeper

    return Keeper(engine(), services(), rules_digest(services().consultations.edition.id))


def rules_digest(edition: str) -> str:
    """Sixteen hexadecimal digits that change with the edition's data."""
    total = hashlib.sha256()
    for path in sorted((REGULATION / edition).rglob("*.yml")):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


@lru_cache(maxsize=1)
def conversations() -> Engine:
    """The conversations' database with its tables, once a process. Raises as `engine` does."""
    from .delivery.migrate import migrate_conversations
    from .store.engine import open_engine

    opened = open_engine(read_settings().database)
    migrate_conversations(opened)
    return opened


def secret_lines(path: Path) -> list[str]:
    """The secrets in a file, the present one first; a file is made where there is none, for its owner only.

    Raises KyogiError for a file that cannot be read or holds nothing.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        make_secret(path)
        found = path.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise KyogiError(f"秘密の鍵のファイル {path.name} を読めません。") from error
    if not found:
        raise KyogiError(f"秘密の鍵のファイル {path.name} が空です。")
    return found


def make_secret(path: Path) -> None:
    """Write a new secret unless there is one; two processes that start at once agree on one."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(32), encoding="ascii")
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)  # whole or not at all
    draft.unlink()
