"""Where Japanese lines may break: no bracket is opened at a line's end, and no word or number parted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

# Opening marks, a word or number or one letter, then what must not begin a line.
_UNIT = re.compile(
    r"[（「『【〔《〈“‘]*(?:[!-~]+|.|\n)[、。，．・：；？！）」』】〕》〉”’ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ]*"
)


def broken(text: str, width: float, measure: Callable[[str], float]) -> str:
    """The text with line breaks, so that no line is wider. A longer unit is left as it is."""
    return "\n".join(line for part in text.split("\n") for line in filled(part, width, measure))


def filled(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """The lines of a text that has no line break."""
    line = ""
    for unit in _UNIT.findall(text):
        if line and measure(line + unit) > width:
            yield line
            line = ""
        line += unit
    yield line
