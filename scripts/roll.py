"""Restart the processes of 協議ナビ one after the other, each when the one before it is ready again.

    python scripts/roll.py --actions 5055 5065 --bots 5005 5015 --desk 5006

Run it as somebody who may use systemctl, after the new release stands where the units look for it.
Standard library only, so that it runs without the environment of any release.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import NamedTuple

READY_WITHIN = 180.0
"""Seconds for a process to come back: a model takes ten, a busy machine longer."""
SETTLES_IN = 6.0
"""Seconds until nginx tries a bot again that refused it; deploy/nginx/kyogi.conf says five."""


class Process(NamedTuple):
    """A unit, the address that answers 200 when it is ready, and the seconds to let pass then."""

    unit: str
    door: str
    settles_in: float = 0.0


def main() -> int:
    """Restart all that are named; 1 after a sentence where one does not come back."""
    processes = list(named(parse()))
    for done, process in enumerate(processes):
        print(f"{process.unit} を起動し直しています …", flush=True)
        if not restarted(process):
            left = "、".join(one.unit for one in processes[done + 1 :]) or "ありません"
            print(
                f"{process.unit} が {READY_WITHIN:.0f} 秒たっても使えるようになりません。ここで止めます。"
                f"前の版のまま動いているもの: {left}。"
                f"「journalctl -u {process.unit}」を見てください。",
                file=sys.stderr,
            )
            return 1
        time.sleep(process.settles_in)
    print("すべて新しくなりました。")
    return 0


def parse() -> argparse.Namespace:
    """The ports of the processes."""
    parser = argparse.ArgumentParser(description="Restart process by process.")
    for kind in ("--actions", "--bots", "--desk"):
        parser.add_argument(kind, type=int, nargs="*", default=[], metavar="PORT")
    return parser.parse_args()


def named(options: argparse.Namespace) -> Iterator[Process]:
    """The processes, those that others need first."""
    for port in options.actions:
        yield Process(f"kyogi-actions@{port}", f"http://127.0.0.1:{port}/health")
    for port in options.bots:
        yield Process(f"kyogi-bot@{port}", f"http://127.0.0.1:{port}/readyz", SETTLES_IN)
    for port in options.desk:
        yield Process("kyogi-desk", f"http://127.0.0.1:{port}/sign-in")


def restarted(process: Process) -> bool:
    """Whether it came back in time. systemctl returns when the old one has finished its work."""
    if subprocess.run(["systemctl", "restart", process.unit], check=False).returncode != 0:
        return False
    until = time.monotonic() + READY_WITHIN
    while not ready(process.door):
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


def ready(door: str) -> bool:
    """Whether 200 comes back."""
    try:
        with urllib.request.urlopen(door, timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as refused:
        refused.close()
        return False
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
