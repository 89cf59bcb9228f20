"""Editions of the guideline: found by date, read from YAML, checked, handed over as `core.model`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from ..core.errors import EditionError
from ..core.model import Edition
from .build import build_edition

REGULATION = Path(__file__).parents[1] / "regulation"


def in_force(as_of: date, regulation: Path = REGULATION) -> Edition:
    """The edition in force on that day. Raises EditionError when none on record was."""
    folders = editions(regulation)
    chosen = [day for day in folders if day <= as_of]
    if not chosen:
        known = "、".join(day.isoformat() for day in folders) or "なし"
        raise EditionError(
            f"{as_of.isoformat()} に施行されていた版は収録していません（収録している版の施行日: {known}）。"
        )
    return load(folders[max(chosen)])


def editions(regulation: Path = REGULATION) -> dict[date, Path]:
    """The folders of all editions by their date in force. A folder with another name is an error."""
    found = {}
    for folder in sorted(path for path in regulation.iterdir() if path.is_dir()):
        try:
            found[date.fromisoformat(folder.name)] = folder
        except ValueError as error:
            raise EditionError(
                f"{folder}: 版のフォルダーの名前は施行日（例 2024-04-01）にしてください。"
            ) from error
    return found


@lru_cache(maxsize=8)
def load(folder: Path) -> Edition:
    """Read one edition's folder. Raises EditionError naming file, line, key and remedy."""
    return build_edition(folder)
