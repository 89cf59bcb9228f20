"""The action server on loopback: rasa_sdk's own, ready to decide before the first message comes."""

from __future__ import annotations

import os
import sys

from rasa_sdk.endpoint import run

from .bootstrap import keeper, services
from .logs import masked_logs


def main(port: int) -> None:
    """Serve until stopped. Left alone, rasa_sdk would listen on every address and any origin."""
    os.environ["SANIC_HOST"] = "127.0.0.1"
    masked_logs()
    services().consultations.interview.remaining({})  # unfold the interview before somebody waits
    keeper()  # brings the tables up to date
    run("actions.turns", port=port, cors_origins=[])


if __name__ == "__main__":
    main(int(sys.argv[1]))
