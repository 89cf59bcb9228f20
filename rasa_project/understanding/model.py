"""The understanding out of a trained Rasa model, without loading Rasa."""

from __future__ import annotations

import tarfile
from pathlib import Path

from ..bootstrap import edition_of
from ..core.errors import KyogiError
from ..settings import read_settings
from .classifier import ActClassifier
from .understander import Understander

MODEL_FILE = "acts.bin"
EDITION_FILE = "edition.txt"


def load_understander(model: Path) -> Understander:
    """The understander a model file holds. Raises KyogiError when it has none or is of another edition."""
    found = {}
    with tarfile.open(model) as archive:
        for member in archive.getmembers():
            name = Path(member.name).name
            if name in (MODEL_FILE, EDITION_FILE) and (file := archive.extractfile(member)):
                found[name] = file.read()
    if len(found) < 2:
        raise KyogiError(
            f"{model.name} に、文を読み取る部分がありません。kyogi train で作り直してください。"
        )
    return matching(found[MODEL_FILE], found[EDITION_FILE].decode("utf-8"))


def matching(acts: bytes, trained_for: str) -> Understander:
    """The understander for the present edition. Raises KyogiError when it was trained for another."""
    edition = edition_of(read_settings())
    if trained_for != edition.id:
        raise KyogiError(
            f"モデルは {trained_for} の版のものですが、いまの版は {edition.id} です。"
            "kyogi train で学習し直してください。"
        )
    return Understander(edition, ActClassifier.load(acts))
