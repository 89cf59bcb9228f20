"""The training sentences, and an act model made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ruamel.yaml import YAML

from ..core.model import Edition
from .classifier import ActClassifier
from .understander import Preparer

SENTENCES = Path(__file__).parents[2] / "data" / "nlu"


def examples(folder: Path = SENTENCES) -> list[tuple[str, str]]:
    """(sentence, act) pairs of Rasa's training files, in the order of files and lines."""
    return [pair for path in sorted(folder.glob("*.yml")) for pair in _of_file(path)]


def _of_file(path: Path) -> Iterator[tuple[str, str]]:
    for entry in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]:
        for line in entry["examples"].splitlines():
            yield line.removeprefix("- ").strip(), entry["intent"]


def train(edition: Edition, pairs: Sequence[tuple[str, str]]) -> ActClassifier:
    """The act model for one edition, from (sentence, act) pairs."""
    prepare = Preparer(edition)
    return ActClassifier.train([(prepare(text), act) for text, act in pairs])
