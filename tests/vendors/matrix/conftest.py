"""A homeserver, and a bot that it knows."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import listens
from synapse import Synapse, synapse

__all__ = ["synapse"]

BRIDGE = Path(__file__).with_name("bridge.py")
ROOT = Path(__file__).parents[3]
STARTS_WITHIN = 120.0


@pytest.fixture(scope="module")
def bridge(
    model: None, synapse: Synapse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The whole bot on Matrix, in a process of its own."""
    log = tmp_path_factory.mktemp("bridge") / "log"
    environment = {**os.environ, **synapse.settings(), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-W", "ignore", str(BRIDGE), str(synapse.service_port)]
    with (
        log.open("wb") as said,
        subprocess.Popen(words, cwd=ROOT, env=environment, stdout=said, stderr=said) as process,
    ):
        try:
            wait(process, synapse.service_port, log)
            yield
        finally:
            process.terminate()
            process.wait(20)


def wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Until it listens."""
    until = time.monotonic() + STARTS_WITHIN
    while not listens(port):
        alive = process.poll() is None and time.monotonic() < until
        assert alive, log.read_text(errors="replace")[-3000:]
        time.sleep(0.1)
