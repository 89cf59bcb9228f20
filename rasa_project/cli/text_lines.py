"""JSON lines for the commands that talk: read, checked, answered one by one."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any, TextIO

from ..core.errors import KyogiError
from .inputs import lines


def answer_lines(
    name: str,
    needed: tuple[str, ...],
    answer: Callable[[dict[str, Any]], object],
    output: TextIO | None = None,
) -> int:
    """Answer each line of a file; a bad line gives an error on its line. Returns 0, or 1 after one."""
    failed = 0
    output = output or sys.stdout
    for number, raw in enumerate(lines(name), 1):
        try:
            result = answer(parse(raw, number, needed))
        except KyogiError as error:
            failed, result = 1, {"error": str(error)}
        output.write(json.dumps(result, ensure_ascii=False) + "\n")
        output.flush()
    return failed


def parse(raw: bytes, number: int, needed: tuple[str, ...]) -> dict[str, Any]:
    """One line as an object with the needed texts. Raises KyogiError saying what is wrong."""
    try:
        found = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise KyogiError(f"{number}行目: JSONとして読めません。") from error
    if not isinstance(found, dict):
        raise KyogiError(f"{number}行目: {{…}} の形のJSONにしてください。")
    for key in needed:
        if not isinstance(found.get(key), str):
            raise KyogiError(f"{number}行目: 「{key}」に文字列を書いてください。")
    return found
