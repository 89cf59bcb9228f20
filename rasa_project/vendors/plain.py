"""Text under a vendor's limits: cut into parts at line ends, or shortened."""

from __future__ import annotations

from collections.abc import Callable, Iterator

Size = Callable[[str], int]
"""How much of the limit a text takes: of a text in two parts, what both take."""


def pieces(text: str, limit: int, size: Size = len) -> list[str]:
    """The text in parts of at most `limit`, cut at line ends and inside longer lines; none of it is blank."""
    found: list[str] = []
    for short in (part for line in text.split("\n") for part in cut(line, limit, size)):
        joined = f"{found[-1]}\n{short}" if found else short
        if found and size(joined) <= limit:
            found[-1] = joined
        else:
            found.append(short)
    return [part for part in found if part.strip()]


def cut(line: str, limit: int, size: Size) -> Iterator[str]:
    """One line in parts of at most `limit`."""
    if size(line) <= limit:
        yield line
        return
    start = used = 0
    for place, letter in enumerate(line):
        more = size(letter)
        if used + more > limit:
            yield line[start:place]
            start, used = place, 0
        used += more
    yield line[start:]


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters; … stands for what is missing."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
