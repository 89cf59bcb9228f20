"""The learned part: one linear model with a head for the act and one for each fact.

Trained with scikit-learn, applied with numpy alone. A fact's head is a sum of two linear maps: one for any
message, one that counts only while the question of that fact is open, when few words are enough.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from .features import Features

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT = 3
ACT = "act"
NOT_STATED = ""
"""The class of a fact that a message does not state."""


@dataclass(frozen=True)
class Scores:
    """Calibrated probabilities, 0-1, of every act and of every value of every fact that the model has learnt."""

    acts: dict[str, float]
    facts: dict[str, dict[str, float]]
    heard: float = 1.0
    """Share, 0-1, of the message's letters in words that the model has met; of none, 1."""


@dataclass(frozen=True, eq=False)
class LinearModel:
    """heads: name -> classes; places: feature -> row; projection: (DIMENSIONS, directions).

    weights, when_asked: (features + directions + 1, classes), the last row for a constant.
    """

    heads: dict[str, tuple[str, ...]]
    places: dict[str, int]
    projection: NDArray[np.float32]
    weights: NDArray[np.float16]
    when_asked: NDArray[np.float16]

    def scores(self, seen: Features) -> Scores:
        """What the model makes of a message."""
        known = [(self.places[n], w) for n, w in seen.named.items() if n in self.places]
        at, weight = [place for place, _ in known], np.array([w for _, w in known], np.float32)
        row = _Row(at, weight, np.append(seen.vector @ self.projection, np.float32(1)))
        total = row.times(self.weights, self._dense[0])
        shares: dict[str, dict[str, float]] = {}
        start = 0
        for name, classes in self.heads.items():
            here = slice(start, start + len(classes))
            start += len(classes)
            margins = total[here]
            if name == seen.asked:
                margins = margins + row.times(self.when_asked[:, here], self._dense[1][:, here])
            shares[name] = dict(zip(classes, _softmax(margins), strict=True))
        return Scores(shares.pop(ACT), shares, self._heard(seen.content))

    def _heard(self, content: Mapping[str, int]) -> float:
        total = sum(content.values())
        return (
            sum(n for word, n in content.items() if word in self.places) / total if total else 1.0
        )

    @cached_property
    def _dense(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The rows of both maps that every message needs, widened once."""
        named = len(self.places)
        return self.weights[named:].astype(np.float32), self.when_asked[named:].astype(np.float32)

    def dump(self) -> bytes:
        """The model as bytes: numbers and text only, nothing that runs when it is loaded."""
        head = {"format": FORMAT, "heads": self.heads, "names": list(self.places)}
        file = io.BytesIO()
        raw = np.frombuffer(
            json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass"), np.uint8
        )
        np.savez_compressed(
            file,
            head=raw,
            projection=self.projection,
            weights=self.weights,
            when_asked=self.when_asked,
        )
        return file.getvalue()

    @classmethod
    def load(cls, dumped: bytes) -> LinearModel:
        """The model that `dump` wrote. Raises ValueError for anything else."""
        with np.load(io.BytesIO(dumped), allow_pickle=False) as file:
            head = json.loads(file["head"].tobytes().decode("utf-8", "surrogatepass"))
            if head["format"] != FORMAT:
                raise ValueError(f"model of format {head['format']}, expected {FORMAT}")
            heads = {name: tuple(classes) for name, classes in head["heads"].items()}
            places = {name: place for place, name in enumerate(head["names"])}
            return cls(
                heads,
                places,
                file["projection"],
                file["weights"],
                file["when_asked"],
            )


@dataclass(frozen=True)
class _Row:
    at: list[int]
    weight: NDArray[np.float32]
    dense: NDArray[np.float32]
    """The projected vector and a one, for the constant."""

    def times(
        self, weights: NDArray[np.float16], dense: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """The row times the weights, of which the last rows are `dense`."""
        found = self.weight @ weights[self.at].astype(np.float32) if self.at else np.float32(0)
        return np.asarray(found + self.dense @ dense, np.float32)


def _softmax(margins: NDArray[np.float32]) -> list[float]:
    shares = np.exp(margins - margins.max())
    return [float(share) for share in shares / shares.sum()]
