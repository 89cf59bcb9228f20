"""The labelled messages, and longer texts made of them to be timed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ...core.errors import KyogiError

Row = Mapping[str, Any]
"""{"text", "asked", "act", "facts", "term"}: docs/labelling.md."""
FOLDER = Path(__file__).parents[3] / "tests" / "understanding"
LOOKED_AT, HELD_BACK = "dev", "test"
NAMES = (LOOKED_AT, HELD_BACK)
OUT = "out_of_scope"
SHORT = 20
"""Characters of a short message at most."""
DESCRIPTION = (150, 250)
"""Characters of a description, from and to."""
_FULL = 200


def rows_of(name: str) -> list[dict[str, Any]]:
    """The labelled messages of tests/understanding/<name>.jsonl. Raises KyogiError for another name."""
    path = FOLDER / f"{name}.jsonl"
    if not path.is_file():
        existing = " か ".join(sorted(path.stem for path in FOLDER.glob("*.jsonl")))
        raise KyogiError(f"「{name}」という文のセットはありません。{existing} を指定してください。")
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def descriptions(rows: Iterable[Row], count: int) -> list[str]:
    """`count` texts of the length of a description, always the same ones for the same rows.

    The sets hold hardly any message that long, so statements of theirs are strung together.
    """
    said = sorted({row["text"].rstrip("。") + "。" for row in rows if row["act"] == "inform"})
    draw = random.Random(0)
    return [_strung(draw.sample(said, len(said))) for _ in range(count)]


def _strung(sentences: Iterable[str]) -> str:
    text = ""
    for sentence in sentences:
        if len(text) + len(sentence) <= _FULL:
            text += sentence
    return text
