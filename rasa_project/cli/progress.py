"""Progress of steps that take over two seconds: a line that counts on a terminal, else two lines."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator

QUIET_FOR = 2.0
"""Seconds a step may take before it is mentioned."""


@contextlib.contextmanager
def step(what: str) -> Iterator[None]:
    """Say on standard error that a step is under way, from the second second on."""
    done = threading.Event()
    teller = threading.Thread(target=tell, args=(what, done), daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def tell(what: str, done: threading.Event) -> None:
    """Report until done."""
    started = time.monotonic()
    if done.wait(QUIET_FOR):
        return
    live = sys.stderr.isatty()
    if not live:
        print(f"{what}…", file=sys.stderr, flush=True)
    while not done.wait(1.0):
        if live:
            print(
                f"\r{what}… {time.monotonic() - started:.0f}秒", end="", file=sys.stderr, flush=True
            )
    start = "\r" if live else ""
    print(
        f"{start}{what}: {time.monotonic() - started:.0f}秒で終わりました。",
        file=sys.stderr,
        flush=True,
    )
