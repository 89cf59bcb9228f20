"""The act of a message: a calibrated linear model. Trained with scikit-learn, applied with numpy alone."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from . import features, tokens
from .features import Seen

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT = 1
_FOLDS = 3
_STRENGTH = 2.0
_RARE = 2
"""A feature of fewer sentences is not learnt."""


@dataclass(frozen=True, eq=False)
class ActClassifier:
    """acts: the classes; places: feature -> row; weights: (features + DIMENSIONS, acts); bias: (acts,)."""

    acts: tuple[str, ...]
    places: dict[str, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def train(cls, examples: Sequence[tuple[Seen, str]]) -> ActClassifier:
        """Learn from (message, act) pairs. The same pairs in the same order give the same model."""
        rows = [named(seen) for seen, _ in examples]
        often = Counter(name for row in rows for name in row)
        names = sorted(name for name, times in often.items() if times >= _RARE)
        places = {name: place for place, name in enumerate(names)}
        acts = tuple(sorted({act for _, act in examples}))
        table = _table(rows, [seen for seen, _ in examples], places)
        target = np.array([acts.index(act) for _, act in examples])
        warmth = _warmth(table, target)
        model = _fit(table, target)
        return cls(
            acts,
            places,
            np.asarray(model.coef_.T * warmth, np.float32),
            np.asarray(model.intercept_ * warmth, np.float32),
        )

    def predict(self, seen: Seen) -> list[tuple[str, float]]:
        """All acts with their calibrated probabilities, the likeliest first."""
        known = [(self.places[n], w) for n, w in named(seen).items() if n in self.places]
        scores = self.bias.astype(np.float64).copy()
        if known:
            at, weight = zip(*known, strict=True)
            scores += np.asarray(weight) @ self.weights[list(at)]
        scores += (
            features.VECTOR_WEIGHT * tokens.vector(seen.words) @ self.weights[len(self.places) :]
        )
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        ranked = sorted(zip(self.acts, shares, strict=True), key=lambda pair: (-pair[1], pair[0]))
        return [(act, float(share)) for act, share in ranked]

    def dump(self) -> bytes:
        """The model as bytes: numbers and text only, nothing that runs when it is loaded."""
        head = {"format": FORMAT, "acts": self.acts, "names": list(self.places)}
        file = io.BytesIO()
        raw = np.frombuffer(
            json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass"), np.uint8
        )
        np.savez_compressed(file, head=raw, weights=self.weights, bias=self.bias)
        return file.getvalue()

    @classmethod
    def load(cls, dumped: bytes) -> ActClassifier:
        """The model that `dump` wrote. Raises ValueError for anything else."""
        with np.load(io.BytesIO(dumped), allow_pickle=False) as file:
            head = json.loads(file["head"].tobytes().decode("utf-8", "surrogatepass"))
            if head["format"] != FORMAT:
                raise ValueError(f"act model of format {head['format']}, expected {FORMAT}")
            places = {name: place for place, name in enumerate(head["names"])}
            return cls(tuple(head["acts"]), places, file["weights"], file["bias"])


def named(seen: Seen) -> dict[str, float]:
    """The features in one mapping, each name led by its block."""
    blocks = features.of(seen)
    return {f"{block}:{name}": weight for block in blocks for name, weight in blocks[block].items()}


def _table(rows: Sequence[dict[str, float]], seen: Sequence[Seen], places: dict[str, int]) -> Any:
    from scipy import sparse

    at = [
        (n, places[name], weight)
        for n, row in enumerate(rows)
        for name, weight in row.items()
        if name in places
    ]
    row, column, value = zip(*at, strict=True)
    counts = sparse.csr_matrix((value, (row, column)), (len(rows), len(places)))
    vectors = np.stack([tokens.vector(one.words) for one in seen]) * features.VECTOR_WEIGHT
    return sparse.hstack([counts, sparse.csr_matrix(vectors)], format="csr")


def _fit(table: Any, target: NDArray[np.int64]) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=_STRENGTH, random_state=0).fit(table, target)


def _warmth(table: Any, target: NDArray[np.int64]) -> float:
    """The factor on the scores that makes held-out probabilities honest (temperature scaling)."""
    from scipy.optimize import minimize_scalar
    from sklearn.model_selection import StratifiedKFold

    scores = np.zeros((len(target), int(target.max()) + 1))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    for learned, held in folds.split(table, target):
        scores[held] = _fit(table[learned], target[learned]).decision_function(table[held])

    def loss(warmth: float) -> float:
        hot = scores * warmth
        top = hot.max(axis=1)
        total = top + np.log(np.exp(hot - top[:, None]).sum(axis=1))
        return float((total - hot[np.arange(len(target)), target]).mean())

    return float(minimize_scalar(loss, bounds=(0.2, 30.0), method="bounded").x)
