"""The table that a run of the battery ends with."""

from __future__ import annotations

from battery.checker import Findings

LINES: list[str] = []
"""One for each item that ran in this session."""


def note(item: str, count: int, found: Findings, ended: int = 0) -> None:
    """An item's result; `ended`: processes that ended unasked."""
    LINES.append(
        f"{item}: {count:,}回　失われた {found.lost}　重なった {found.doubled}　終わったプロセス {ended}"
        f"　述べていない事実 {len(found.unstated)}　漏れ {found.leaked}"
    )
