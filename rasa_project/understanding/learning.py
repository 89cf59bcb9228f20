"""Learning the linear model of `scores` with scikit-learn.

Each head is learnt by itself, one against the rest of its classes, and then calibrated on messages it has not seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from .features import Features
from .scores import ACT, NOT_STATED, LinearModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STRENGTH = 3.0
_TOLERANCE = 0.1
"""Closer fits took twice the time and changed nothing."""
_RARE = 3
"""A feature of fewer messages is not learnt."""
_EASY = 2
"""Of the messages that do not state a fact every so-manieth is learnt from."""
_CALIBRATING = 5
"""To calibrate, a fifth of the messages is learnt from and another fifth looked at; no multiple of _EASY."""
_MANY = 3000
_DIRECTIONS = 100
"""Of a vector's dimensions; all 300 took twice the time and changed nothing."""


@dataclass(frozen=True)
class Example:
    """A labelled message as features. facts: None where nobody has labelled them."""

    seen: Features
    act: str
    facts: Mapping[str, str] | None


def learn(examples: Sequence[Example]) -> LinearModel:
    """Learn from labelled messages. The same examples in the same order give the same model."""
    often = Counter(name for example in examples for name in example.seen.named)
    names = sorted(name for name, times in often.items() if times >= _RARE)
    places = {name: place for place, name in enumerate(names)}
    with threadpool_limits(1):  # more threads round otherwise, and the bytes would differ
        vectors = np.stack([example.seen.vector for example in examples])
        projection = _projection(vectors)
        table = _table(examples, places, vectors @ projection)
    asked = np.array([example.seen.asked for example in examples])
    heads = [_Head(name, *labelled, table, asked) for name, labelled in _targets(examples).items()]
    # Processes: threads would share liblinear's random numbers, and no two models were the same.
    maps = Parallel(n_jobs=workers(len(examples)))(delayed(head.fitted)() for head in heads)
    plain, when_asked = (np.hstack(half).astype(np.float16) for half in zip(*maps, strict=True))
    classes = {head.name: head.classes for head in heads}
    return LinearModel(classes, places, projection, plain, when_asked)


def workers(messages: int) -> int:
    """How many processes to share the work among: one where starting others would take longer."""
    return -1 if messages >= _MANY else 1


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


def _projection(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The directions in which the vectors differ most: shape (dimensions, at most _DIRECTIONS)."""
    _, directions = np.linalg.eigh(vectors.T.astype(float) @ vectors)
    return np.ascontiguousarray(directions[:, : -_DIRECTIONS - 1 : -1], np.float32)


def _table(
    examples: Sequence[Example], places: dict[str, int], vectors: NDArray[np.float32]
) -> Any:
    """The examples as rows: named features, then the projected vector, then a one."""
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
    ones = sparse.csr_matrix(np.ones((len(examples), 1)))
    return sparse.hstack([counts, sparse.csr_matrix(vectors), ones], format="csr")


class _Head:
    """One head while it is learnt."""

    def __init__(
        self, name: str, targets: NDArray[np.str_], at: list[int], table: Any, asked: NDArray[Any]
    ) -> None:
        self.name = name
        self.targets = targets
        self.classes = tuple(sorted(set(targets.tolist())))
        self.at = at
        self.table = table
        self.here = asked[at] == name
        # Most messages say nothing of this fact while another question is open; some of them are enough.
        self.learnt = (targets != NOT_STATED) | self.here | (np.arange(len(at)) % _EASY == 0)

    def fitted(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The two maps, scaled so that their softmax is a calibrated probability."""
        table, width = self._columns_doubled(), self.table.shape[1]
        part = np.arange(len(self.targets)) % _CALIBRATING
        learnt, held = (part == 1) & self.learnt, part == 0
        warmth = _warmth(
            self._margins(_fit(table[learnt], self.targets[learnt]), table[held]),
            [self.classes.index(target) for target in self.targets[held]],
        )
        model = _fit(table[self.learnt], self.targets[self.learnt])
        both = np.zeros((table.shape[1], len(self.classes)), np.float32)
        both[:, self._columns(model)] = _two_sided(model.coef_).T * warmth
        plain, asked = both[:width], both[width:]
        return plain, asked if asked.size else np.zeros_like(plain)

    def _columns_doubled(self) -> Any:
        """The examples; all columns a second time, but only where the head's own question is open."""
        from scipy import sparse

        table = self.table[self.at]
        if self.name == ACT:
            return table
        here = sparse.diags(self.here.astype(float))
        return sparse.hstack([table, here @ table], format="csr")

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
