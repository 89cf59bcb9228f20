"""A place for a database that really fills up: a small file system of its own, or a limit on the size of files."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from rasa_project.store.errors import FULL, OTHER

SIZE = 2 * 1024 * 1024
"""Bytes."""
WAYS = ("a small disk", "a limit")


@dataclass(frozen=True)
class Place:
    """A folder in which something else can take all the room there is, and give it back."""

    folder: Path
    fill: Callable[[], None]
    free: Callable[[], None]
    sentence: str
    """What SQLite's complaint becomes: it knows a full disk from a file that may not grow."""


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Place]:
    """A file system in memory; skips, saying so, where this process may not mount one."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    done = subprocess.run(mount, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here, the limit stands in: {done.stderr}")
    other = folder / "somebody else's"

    def fill() -> None:
        with pytest.raises(OSError, match="No space left"), other.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(os.statvfs(folder).f_bsize))

    try:
        yield Place(folder, fill, other.unlink, FULL)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def limit(folder: Path) -> Iterator[Place]:
    """No file may grow: what a full disk is to a database, and possible everywhere."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill() -> None:
        largest = max((path.stat().st_size for path in folder.iterdir()), default=0)
        assert largest, "there is nothing yet that could grow"
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))

    def free() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    try:
        yield Place(folder, fill, free, OTHER)
    finally:
        free()


def place(way: str, folder: Path) -> contextlib.AbstractContextManager[Place]:
    """One of `WAYS`."""
    return small_disk(folder) if way == "a small disk" else limit(folder)
