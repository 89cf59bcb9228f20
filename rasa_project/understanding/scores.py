"""The learned part: one linear model with a head for the act and one for each fact.

Trained with scikit-learn, applied with numpy alone. A fact's head is a sum of two linear maps: one for any
message, one that counts only while the question of that fact is open, when few words are enough.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .features import Features

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT = 2
ACT = "act"
NOT_STATED = ""
"""The class of a fact that a message does not state."""
_STRENGTH = 3.0
_TOLERANCE = 0.1
"""Closer fits took twice the time and changed nothing."""
_RARE = 3
"""A feature of fewer messages is not learnt."""
_EASY = 2
"""Of the messages that do not state a fact every so-manieth is learnt from."""
_CALIBRATING = 5
"""To calibrate, a fifth of the messages is learnt from and another fifth looked at; no multiple of _EASY."""


@dataclass(frozen=True)
class Example:
    """A labelled message as features. facts: None where nobody has labelled them."""

    seen: Features
    act: str
    facts: Mapping[str, str] | None


@dataclass(frozen=True)
class Scores:
    """Calibrated probabilities, 0-1, of every act and of every value of every fact that the model has learnt."""

    acts: dict[str, float]
    facts: dict[str, dict[str, float]]


@dataclass(frozen=True, eq=False)
class LinearModel:
    """heads: name -> classes; places: feature -> row; weights, when_asked: (features + DIMENSIONS + 1, classes)."""

    heads: dict[str, tuple[str, ...]]
    places: dict[str, int]
    weights: NDArray[np.float16]
    when_asked: NDArray[np.float16]

    def scores(self, seen: Features) -> Scores:
        """What the model makes of a message."""
        known = [(self.places[n], w) for n, w in seen.named.items() if n in self.places]
        at, weight = [place for place, _ in known], np.array([w for _, w in known], np.float32)
        row = _Row(at, weight, np.append(seen.vector, np.float32(1)))
        total = row.times(self.weights, len(self.places))
        shares: dict[str, dict[str, float]] = {}
        start = 0
        for name, classes in self.heads.items():
            here = slice(start, start + len(classes))
            start += len(classes)
            margins = total[here]
            if name == seen.asked:
                margins = margins + row.times(self.when_asked[:, here], len(self.places))
            shares[name] = dict(zip(classes, _softmax(margins), strict=True))
        return Scores(shares.pop(ACT), shares)

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
                file["weights"],
                file["when_asked"],
            )


@dataclass(frozen=True)
class _Row:
    at: list[int]
    weight: NDArray[np.float32]
    dense: NDArray[np.float32]
    """The vector and a one, for the bias."""

    def times(self, weights: NDArray[np.float16], named: int) -> NDArray[np.float32]:
        """The row times the weights, of which the first `named` are of named features."""
        found = self.weight @ weights[self.at].astype(np.float32) if self.at else np.float32(0)
        return np.asarray(found + self.dense @ weights[named:].astype(np.float32), np.float32)


def _softmax(margins: NDArray[np.float32]) -> list[float]:
    shares = np.exp(margins - margins.max())
    return [float(share) for share in shares / shares.sum()]


def learn(examples: Sequence[Example]) -> LinearModel:
    """Learn from labelled messages. The same examples in the same order give the same model."""
    often = Counter(name for example in examples for name in example.seen.named)
    names = sorted(name for name, times in often.items() if times >= _RARE)
    places = {name: place for place, name in enumerate(names)}
    table = _table(examples, places)
    heads = [
        _Head(name, targets, table[at], np.array([examples[i].seen.asked for i in at]))
        for name, (targets, at) in _targets(examples).items()
    ]
    # One after the other: threads would share liblinear's random numbers, and no two models were the same.
    maps = [head.fitted() for head in heads]
    plain, asked = (np.hstack(half).astype(np.float16) for half in zip(*maps, strict=True))
    return LinearModel({head.name: head.classes for head in heads}, places, plain, asked)


def _targets(
    examples: Sequence[Example],
) -> dict[str, tuple[NDArray[np.str_], list[int]]]:
    """Head -> (the class of each example, the examples that are labelled for it)."""
    labelled = [i for i, example in enumerate(examples) if example.facts is not None]
    stated = sorted({name for i in labelled for name in examples[i].facts or ()})
    acts = np.array([example.act for example in examples])
    targets = {ACT: (acts, list(range(len(examples))))}
    for name in stated:
        values = [(examples[i].facts or {}).get(name, NOT_STATED) for i in labelled]
        targets[name] = (np.array(values), labelled)
    return targets


def _table(examples: Sequence[Example], places: dict[str, int]) -> Any:
    """The examples as rows: named features, then the vector, then a one."""
    from scipy import sparse

    found = [
        {places[name]: weight for name, weight in example.seen.named.items() if name in places}
        for example in examples
    ]
    ends = np.cumsum([0, *map(len, found)])
    columns = np.fromiter((place for row in found for place in row), np.int32, ends[-1])
    weights = np.fromiter((weight for row in found for weight in row.values()), float, ends[-1])
    counts = sparse.csr_matrix((weights, columns, ends), (len(examples), len(places)))
    counts.sort_indices()
    vectors = sparse.csr_matrix(np.stack([example.seen.vector for example in examples]))
    ones = sparse.csr_matrix(np.ones((len(examples), 1)))
    return sparse.hstack([counts, vectors, ones], format="csr")


class _Head:
    """One head while it is learnt."""

    def __init__(
        self, name: str, targets: NDArray[np.str_], table: Any, asked: NDArray[Any]
    ) -> None:
        from scipy import sparse

        self.name = name
        self.targets = targets
        self.classes = tuple(sorted(set(targets.tolist())))
        self.width = table.shape[1]
        here = sparse.diags((asked == name).astype(float))
        # Most messages say nothing of this fact while another question is open; some of them are enough.
        self.learnt = (
            (targets != NOT_STATED) | (asked == name) | (np.arange(len(asked)) % _EASY == 0)
        )
        # The second half of the columns is the first, but only where the head's own question is open.
        self.table = table if name == ACT else sparse.hstack([table, here @ table], format="csr")

    def fitted(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The two maps, scaled so that their softmax is a calibrated probability."""
        part = np.arange(len(self.targets)) % _CALIBRATING
        learnt, held = (part == 1) & self.learnt, part == 0
        warmth = _warmth(
            self._margins(_fit(self.table[learnt], self.targets[learnt]), self.table[held]),
            [self.classes.index(target) for target in self.targets[held]],
        )
        model = _fit(self.table[self.learnt], self.targets[self.learnt])
        both = np.zeros((self.table.shape[1], len(self.classes)), np.float32)
        both[:, self._columns(model)] = _two_sided(model.coef_).T * warmth
        plain, asked = both[: self.width], both[self.width :]
        return plain, asked if asked.size else np.zeros_like(plain)

    def _columns(self, model: Any) -> list[int]:
        return [self.classes.index(name) for name in model.classes_]

    def _margins(self, model: Any, table: Any) -> NDArray[np.float64]:
        # A class that was not among the learned ones is as unlikely as can be.
        margins = np.full((table.shape[0], len(self.classes)), -3.0)
        margins[:, self._columns(model)] = np.asarray(table @ _two_sided(model.coef_).T)
        return margins


def _two_sided(coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
    """scikit-learn gives one row for two classes; here each class has its own."""
    return np.vstack([-coefficients, coefficients]) / 2 if len(coefficients) == 1 else coefficients


def _fit(table: Any, target: NDArray[np.str_]) -> Any:
    from sklearn.svm import LinearSVC

    # The table's last column is the bias.
    return LinearSVC(C=_STRENGTH, tol=_TOLERANCE, random_state=0, fit_intercept=False).fit(
        table, target
    )


def _warmth(margins: NDArray[np.float64], target: Sequence[int]) -> float:
    """The factor that makes held-out probabilities honest (temperature scaling)."""
    from scipy.optimize import minimize_scalar

    def loss(warmth: float) -> float:
        hot = margins * warmth
        top = hot.max(axis=1)
        total = top + np.log(np.exp(hot - top[:, None]).sum(axis=1))
        return float((total - hot[np.arange(len(target)), target]).mean())

    return float(minimize_scalar(loss, bounds=(0.2, 30.0), method="bounded").x)
