"""What bots on PostgreSQL and Redis carry: one and two of them, and a long conversation. Part of `make bench`."""

from __future__ import annotations

import statistics
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from battery.fleet import Fleet, fleet  # noqa: E402
from postgres import cluster  # noqa: E402
from redis_server import redis_server  # noqa: E402
from visitors import Visitor  # noqa: E402

CLIENTS, SECONDS = 8, 10.0
EARLY, LATE = range(5, 25), range(990, 1010)
SAID = ("SaaSです", "契約更新です", "様式は？", "やっぱりパッケージです", "なぜ聞くのですか")


def fleets(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Turns a second of one and two bots in the same run, memory, and turn 1,000 beside turn 10."""
    with (
        cluster(options="") as postgres,
        redis_server() as redis,
        fleet(folder / "fleet", postgres.new_database(), redis.url) as bots,
    ):
        one, two = carried(bots.ports[:1]), carried(bots.ports)
        yield "文の往復、ボット1つ（PostgreSQL・Redis、8人）", f"{one:.0f} 往復/秒", "1.0倍"
        yield "同、ボット2つ", f"{two:.0f} 往復/秒", f"{two / one:.2f}倍"
        early, late = long_conversation(bots.ports[0])
        yield "会話の10往復め", f"{early * 1000:.1f} ms", "1.0倍"
        yield "会話の1,000往復め", f"{late * 1000:.1f} ms", f"{late / early:.2f}倍"
        yield "メモリ：ボット1つ", f"{memory(bots, bots.ports[0]):.0f} MB", ""


def carried(ports: list[int]) -> float:
    """Typed turns a second that so many clients get answered."""
    until, counts = time.monotonic() + SECONDS, [0] * CLIENTS

    def talk(number: int) -> None:
        visitor = Visitor(ports[number % len(ports)])
        visitor.open()
        while time.monotonic() < until:
            visitor.say(SAID[counts[number] % len(SAID)])
            counts[number] += 1

    threads = [threading.Thread(target=talk, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def long_conversation(port: int) -> tuple[float, float]:
    """Median seconds of a turn at the beginning of one conversation, and of one a thousand turns later."""
    visitor, times = Visitor(port), list[float]()
    visitor.open()
    for number in range(LATE.stop):
        began = time.perf_counter()
        visitor.say(SAID[number % len(SAID)])
        times.append(time.perf_counter() - began)
    return tuple(statistics.median(times[place] for place in some) for some in (EARLY, LATE))  # type: ignore[return-value]


def memory(bots: Fleet, port: int) -> float:
    """Resident megabytes."""
    status = Path(f"/proc/{bots.bots[port].pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000
