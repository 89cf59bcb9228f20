"""What commands read: files, lines, dates. Each way it can fail is one sentence."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ..core.errors import KyogiError


def read_bytes(name: str) -> bytes:
    """The bytes of a file, or of standard input for `-`. Raises KyogiError if it cannot be read."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise KyogiError(
            f"{name}: 読めません（{error.strerror}）。ファイルの名前を確かめてください。"
        ) from error


def lines(name: str) -> Iterator[bytes]:
    """The lines of a file or of standard input, read as they are needed."""
    if name == "-":
        yield from sys.stdin.buffer
        return
    try:
        with open(name, "rb") as file:
            yield from file
    except OSError as error:
        raise KyogiError(
            f"{name}: 読めません（{error.strerror}）。ファイルの名前を確かめてください。"
        ) from error


def day(text: str) -> date:
    """A date of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"日付「{text}」は 2026-04-01 の形で書いてください"
        ) from error
