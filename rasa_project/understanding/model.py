"""The understanding out of a trained Rasa model, without loading Rasa; and what a model must match."""

from __future__ import annotations

import hashlib
import tarfile
from functools import lru_cache
from pathlib import Path

from ..bootstrap import edition_of
from ..core.errors import KyogiError
from ..core.model import Edition
from ..settings import read_settings
from .scores import LinearModel
from .understander import Understander

MODEL_FILE = "scores.bin"
STAMP_FILE = "stamp.txt"
HERE = Path(__file__).parent


def load_understander(model: Path) -> Understander:
    """The understander a model file holds. Raises KyogiError when it has none or does not match."""
    found = {}
    with tarfile.open(model) as archive:
        for member in archive.getmembers():
            name = Path(member.name).name
            if name in (MODEL_FILE, STAMP_FILE) and (file := archive.extractfile(member)):
                found[name] = file.read()
    if len(found) < 2:
        raise KyogiError(
            f"{model.name} に、文を読み取る部分がありません。kyogi train で作り直してください。"
        )
    edition = edition_of(read_settings())
    return Understander(
        edition, loaded(found[MODEL_FILE], found[STAMP_FILE].decode("utf-8"), edition)
    )


def loaded(dumped: bytes, stamped: str, edition: Edition) -> LinearModel:
    """The linear model. Raises KyogiError when its stamp is of another edition or of other code."""
    trained_for, _, code = stamped.partition(" ")
    if trained_for != edition.id:
        raise KyogiError(
            f"モデルは {trained_for} の版のものですが、いまの版は {edition.id} です。"
            "kyogi train で学習し直してください。"
        )
    if code != code_digest():
        raise KyogiError(
            "モデルを作ったときと、文を読み取るプログラムが変わっています。kyogi train で学習し直してください。"
        )
    return LinearModel.load(dumped)


def stamp(edition: Edition) -> str:
    """What a model made now must meet again when it is loaded: "<edition> <digest of the code>"."""
    return f"{edition.id} {code_digest()}"


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Sixteen hexadecimal digits of the code that makes a message into features.

    The lexicon and the regulation's words are left out: a new choice needs no new training.
    """
    total = hashlib.sha256()
    for path in (*sorted(HERE.glob("*.py")), HERE.parent / "text.py"):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]
