"""A place for a database that really fills up: a small file system of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from rasa_project.store.errors import FULL

SIZE = 2 * 1024 * 1024
"""Bytes."""


@dataclass(frozen=True)
class Place:
    """A folder in which something else can take all the room there is, and give it back."""

    folder: Path
    fill: Callable[[], None]
    free: Callable[[], None]
    sentence: str
    """What SQLite's complaint becomes."""


@contextlib.contextmanager
def small_disk(folder: Path, size: int = SIZE) -> Iterator[Place]:
    """A file system in memory; skips, saying so, where this process may not mount one."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    done = subprocess.run(mount, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr}")
    other = folder / "somebody else's"

    def fill() -> None:
        with pytest.raises(OSError, match="No space left"), other.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(os.statvfs(folder).f_bsize))

    try:
        yield Place(folder, fill, other.unlink, FULL)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
