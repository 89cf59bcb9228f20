"""Settings from the environment, read when asked. Every default serves one machine, loopback only."""

from __future__ import annotations

import os
import re
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
    database: str | Path
    """Where conversations are kept: a SQLite file, or `postgresql://…`."""
    models: Path
    contacts: Path
    records: str | Path
    """Where consultations are kept: a SQLite file, or `postgresql://…`."""
    keep_days: int
    """Days after which a consultation is deleted."""
    templates: Path
    """The folder of the forms' templates."""
    desk_port: int
    desk_prefix: str | None
    """The path of its host below which a reverse proxy shows the desk, as `/desk`."""
    sso_proxy: str | None
    """The address of the reverse proxy whose word about the desk's users counts."""
    sso_header: str | None
    as_of: date | None
    """The day whose edition is used; None means today."""
    channels: tuple[str, ...]
    """The vendors' channels to run, besides the page."""
    public: str | None
    """The address under which staff reach the page, such as `https://kyogi.example`."""
    redis: str | None
    """`redis://…` for the locks and limits of several processes; None: there is one process."""
    secret_file: Path
    """The keys that sign cookies, choices and links, one a line, the present one first."""
    action_secret_file: Path
    """What bot and action servers know each other by."""
    action_urls: tuple[str, ...]
    proxy: str | None
    """The address of the reverse proxy before the bot."""
    log: str
    """`text` or `json`."""
    otlp: str | None
    """The address of an OpenTelemetry collector; None: no traces."""
    lean: str
    """`on`, or `off` for Rasa as it is delivered."""
    turns_a_minute: int
    """What one person may send to the page in a minute; an address, behind which many may sit, a hundred times that."""


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from KYOGI_* variables. Raises KyogiError naming the variable that is wrong."""
    # Absolute, since the bot's processes run in the project's folder and not in the caller's.
    var = Path(environment.get("KYOGI_VAR", PROJECT / "var")).resolve()
    return Settings(
        port=port(environment, "KYOGI_PORT", 5005),
        action_port=port(environment, "KYOGI_ACTION_PORT", 5055),
        var=var,
        database=database(environment.get("KYOGI_DB") or str(var / "conversations.db")),
        models=Path(environment.get("KYOGI_MODELS", PROJECT / "models")).resolve(),
        contacts=Path(environment.get("KYOGI_CONTACTS", DEFAULT_CONTACTS)).resolve(),
        records=database(environment.get("KYOGI_RECORDS") or str(var / "records.db")),
        keep_days=number(environment, "KYOGI_KEEP_DAYS", 1825),
        templates=Path(environment.get("KYOGI_TEMPLATES", DEFAULT_TEMPLATES)).resolve(),
        desk_port=port(environment, "KYOGI_DESK_PORT", 5006),
        desk_prefix=prefix(environment, "KYOGI_DESK_PREFIX"),
        sso_proxy=environment.get("KYOGI_SSO_PROXY") or None,
        sso_header=environment.get("KYOGI_SSO_HEADER") or None,
        as_of=day(environment, "KYOGI_AS_OF"),
        channels=tuple(
            filter(None, environment.get("KYOGI_CHANNELS", "").replace(" ", "").split(","))
        ),
        public=(environment.get("KYOGI_PUBLIC") or "").rstrip("/") or None,
        redis=environment.get("KYOGI_REDIS") or None,
        secret_file=Path(environment.get("KYOGI_SECRET_FILE", var / "secret")).resolve(),
        action_secret_file=Path(
            environment.get("KYOGI_ACTION_SECRET_FILE", var / "action_secret")
        ).resolve(),
        action_urls=action_urls(environment),
        proxy=environment.get("KYOGI_PROXY") or None,
        log=environment.get("KYOGI_LOG") or "text",
        otlp=environment.get("KYOGI_OTLP") or None,
        lean=environment.get("KYOGI_LEAN") or "on",
        turns_a_minute=number(environment, "KYOGI_TURNS_A_MINUTE", 60),
    )


def action_urls(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The action servers' addresses; unless they are named, the one on this machine."""
    named = environment.get("KYOGI_ACTION_URLS", "").replace(",", " ").split()
    own = f"http://127.0.0.1:{port(environment, 'KYOGI_ACTION_PORT', 5055)}"
    return tuple(f"{url.rstrip('/')}/webhook" for url in named or [own])


def port(environment: Mapping[str, str], name: str, default: int) -> int:
    """A port number."""
    said = environment.get(name, str(default))
    if not said.isascii() or not said.isdigit() or not 0 < int(said) < 65_536:
        raise KyogiError(f"{name} は 1 から 65535 の数にしてください（いまは「{said}」）。")
    return int(said)


def prefix(environment: Mapping[str, str], name: str) -> str | None:
    """A path without a slash at its end, or None where the variable is not set or the path is the root."""
    said = environment.get(name, "").rstrip("/")
    if said and not re.fullmatch(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+", said):
        raise KyogiError(f"{name} は /desk のような形で書いてください（いまは「{said}」）。")
    return said or None


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
