"""Settings from the environment, read when asked. Every default serves one machine, loopback only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .core.errors import KyogiError

PROJECT = Path(__file__).parents[1]
DEFAULT_TEMPLATES = Path(__file__).parent / "papers" / "templates"
DEFAULT_CONTACTS = Path(__file__).parent / "regulation" / "contacts.yml"


@dataclass(frozen=True)
class Settings:
    """Where things are and which doors they open."""

    port: int
    action_port: int
    var: Path
    database: Path
    models: Path
    contacts: Path
    records: str | Path
    """Where consultations are kept: a SQLite file, or `postgresql://…`."""
    keep_days: int
    """Days after which a consultation is deleted."""
    templates: Path
    """The folder of the forms' templates."""
    desk_port: int
    sso_proxy: str | None
    """The address of the reverse proxy whose word about the desk's users counts."""
    sso_header: str | None
    as_of: date | None
    """The day whose edition is used; None means today."""

    @property
    def secret_file(self) -> Path:
        """The key that signs conversation cookies; made at the first start."""
        return self.var / "secret"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from KYOGI_* variables. Raises KyogiError naming the variable that is wrong."""
    # Absolute, since the bot's processes run in the project's folder and not in the caller's.
    var = Path(environment.get("KYOGI_VAR", PROJECT / "var")).resolve()
    return Settings(
        port=port(environment, "KYOGI_PORT", 5005),
        action_port=port(environment, "KYOGI_ACTION_PORT", 5055),
        var=var,
        database=Path(environment.get("KYOGI_DB", var / "kyogi.db")).resolve(),
        models=Path(environment.get("KYOGI_MODELS", PROJECT / "models")).resolve(),
        contacts=Path(environment.get("KYOGI_CONTACTS", DEFAULT_CONTACTS)).resolve(),
        records=database(environment.get("KYOGI_RECORDS") or str(var / "records.db")),
        keep_days=number(environment, "KYOGI_KEEP_DAYS", 1825),
        templates=Path(environment.get("KYOGI_TEMPLATES", DEFAULT_TEMPLATES)).resolve(),
        desk_port=port(environment, "KYOGI_DESK_PORT", 5006),
        sso_proxy=environment.get("KYOGI_SSO_PROXY") or None,
        sso_header=environment.get("KYOGI_SSO_HEADER") or None,
        as_of=day(environment, "KYOGI_AS_OF"),
    )


def port(environment: Mapping[str, str], name: str, default: int) -> int:
    """A port number."""
    said = environment.get(name, str(default))
    if not said.isascii() or not said.isdigit() or not 0 < int(said) < 65_536:
        raise KyogiError(f"{name} は 1 から 65535 の数にしてください（いまは「{said}」）。")
    return int(said)


def database(said: str) -> str | Path:
    """A URL as it is, a file's path absolute."""
    return said if "://" in said else Path(said).resolve()


def number(environment: Mapping[str, str], name: str, default: int) -> int:
    """A whole number from 1."""
    said = environment.get(name, str(default))
    if not said.isascii() or not said.isdigit() or int(said) < 1:
        raise KyogiError(f"{name} は 1 以上の数にしてください（いまは「{said}」）。")
    return int(said)


def day(environment: Mapping[str, str], name: str) -> date | None:
    """A date, or None where the variable is not set."""
    said = environment.get(name)
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise KyogiError(
            f"{name} は 2026-04-01 の形で書いてください（いまは「{said}」）。"
        ) from error
