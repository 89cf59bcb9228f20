"""Bar charts as data: the template draws bars and, beside them, a table from the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    """A piece of a bar: where it begins and how long it is, in percent of the longest bar."""

    kind: str
    start: float
    length: float


@dataclass(frozen=True)
class Bar:
    """One line: its label, its numbers (one for each column) and the pieces to draw."""

    label: str
    numbers: tuple[int, ...]
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        return sum(self.numbers)


@dataclass(frozen=True)
class Chart:
    """A chart with its table."""

    id: str
    title: str
    head: str
    """What the labels are."""
    columns: tuple[tuple[str, str], ...]
    """(kind, name) of the numbers of every bar."""
    bars: tuple[Bar, ...]
    note: str = ""


def chart(
    id: str,
    title: str,
    head: str,
    rows: Iterable[tuple[str, Mapping[str, int]]],
    columns: tuple[tuple[str, str], ...] = (("all", "件数"),),
    note: str = "",
) -> Chart:
    """A chart of rows: label, and kind -> number."""
    known = [(label, tuple(numbers.get(kind, 0) for kind, _ in columns)) for label, numbers in rows]
    most = max((sum(numbers) for _, numbers in known), default=0) or 1
    kinds = [kind for kind, _ in columns]
    bars = tuple(Bar(label, numbers, parts(kinds, numbers, most)) for label, numbers in known)
    return Chart(id, title, head, columns, bars, note)


def parts(kinds: list[str], numbers: tuple[int, ...], most: int) -> tuple[Part, ...]:
    """The pieces of a bar, one after the other; nothing is drawn for nothing."""
    found, start = [], 0
    for kind, number in zip(kinds, numbers, strict=True):
        if number:
            found.append(Part(kind, round(100 * start / most, 3), round(100 * number / most, 3)))
        start += number
    return tuple(found)


def counted(
    numbers: Mapping[Any, int], name: Callable[[Any], str]
) -> list[tuple[str, dict[str, int]]]:
    """Rows with one number each."""
    return [(name(key), {"all": number}) for key, number in numbers.items()]
