"""Exceptions without their messages, which may quote a user or a row: types, and the places they went through."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

PROJECT = Path(__file__).parents[2]
DEEPEST = 20
"""Places kept of one exception, and exceptions kept of a chain: an endless recursion must fit on a line."""


class ErrorSeen(TypedDict):
    """type: with its module. places: file:line, the call that failed last."""

    type: str
    places: list[str]


def errors_of(error: BaseException | None) -> list[ErrorSeen]:
    """An exception and what it came from, the latest first."""
    return [
        {
            "type": f"{type(one).__module__}.{type(one).__qualname__}",
            "places": [
                short(frame.f_code.co_filename, line)
                for frame, line in list(traceback.walk_tb(one.__traceback__))[-DEEPEST:]
            ],
        }
        for one in chain(error)
    ]


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception, its cause or context, and so on; a circle ends."""
    seen: list[BaseException] = []
    while error is not None and error not in seen and len(seen) < DEEPEST:
        yield error
        seen.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def short(path: str, line: int) -> str:
    """file:line, the file from the project or from the library's folder on: no path of the machine."""
    found = Path(path)
    if "site-packages" in found.parts:
        found = Path(*found.parts[found.parts.index("site-packages") + 1 :])
    elif found.is_relative_to(PROJECT):
        found = found.relative_to(PROJECT)
    else:
        found = Path(*found.parts[-2:])
    return f"{found}:{line}"
