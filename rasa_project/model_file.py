"""The trained model's file: named by a digest of everything it was trained from, not by a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from .bootstrap import edition_of
from .core.errors import KyogiError
from .settings import PROJECT, Settings

SOURCES = (
    "config.yml",
    "domain.yml",
    "data/**/*.yml",
    "rasa_project/regulation/*/**/*.yml",
    "rasa_project/understanding/*",
    "rasa_project/edition/*.py",
    "rasa_project/core/*.py",
    "rasa_project/text.py",
    "requirements.lock",
)
NOT_LEARNT = frozenset(["lessons.yml", "contacts.yml"])
"""Data that no model learns from."""


def model_path(settings: Settings, project: Path = PROJECT) -> Path:
    """Where the model for the present sources and the edition in force is, or will be."""
    return settings.models / f"kyogi-{edition_of(settings).id}-{digest(project)}.tar.gz"


def digest(project: Path = PROJECT) -> str:
    """Sixteen hexadecimal digits that change with any source of the model."""
    total = hashlib.sha256()
    for path in sources(project):
        total.update(path.relative_to(project).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def sources(project: Path) -> Iterator[Path]:
    """The files a model is trained from, in a fixed order."""
    found = {path for pattern in SOURCES for path in project.glob(pattern) if path.is_file()}
    return iter(sorted(path for path in found if path.name not in NOT_LEARNT))


def trained_model(settings: Settings) -> Path:
    """The model for the present sources. Raises KyogiError when it has not been trained."""
    path = model_path(settings)
    if not path.exists():
        raise KyogiError(
            "いまの内容に合うモデルがありません。make setup（または kyogi train）を実行してください。"
        )
    return path
