"""Bots on PostgreSQL and Redis: what a turn costs, what one and two of them carry, what a stock Rasa does there.

A part of `make bench`.
"""

from __future__ import annotations

import contextlib
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from battery.fleet import Fleet, fleet  # noqa: E402
from bench_beside import Row, ms, timed, turn_times  # noqa: E402
from bench_stock import BARE, rasa_server, stock, stock_turn, stores  # noqa: E402
from postgres import Cluster, cluster  # noqa: E402
from redis_server import RedisServer, redis_server  # noqa: E402
from servers import free_ports  # noqa: E402
from visitors import Visitor  # noqa: E402

CLIENTS, SECONDS = 8, 10.0
EARLY, LATE, PAIRS = 10, 1_000, 30
SHARE = 40
"""Per cent of one core for each of two bots: then clients, databases and actions have what they need of two cores."""
SAID = ("SaaSです", "契約更新です", "様式は？", "やっぱりパッケージです", "なぜ聞くのですか")
Say = Callable[[str], object]


def fleets(folder: Path) -> Iterator[Row]:
    """All of it in one run, on one PostgreSQL and one Redis."""
    with (
        cluster(options="") as postgres,
        redis_server() as redis,
        fleet(folder / "fleet", postgres.new_database(), redis.url) as bots,
    ):
        yield from beside_bare(folder, postgres, redis, bots)
        yield from two_bots(bots)
        yield from long_conversation(bots.ports[0])
        yield "メモリ：ボット1つ", f"{memory(bots, bots.ports[0]):.0f} MB", ""
        yield from beside_stock(folder, postgres, redis, bots)


def beside_bare(folder: Path, postgres: Cluster, redis: RedisServer, bots: Fleet) -> Iterator[Row]:
    """A turn beside a bare turn of Rasa."""
    files = {**BARE, "endpoints.yml": stores(postgres.new_database(), redis.url)}
    with rasa_server(folder / "bare-server", free_ports(1)[0], files) as bare:
        yield from turn_times(bots.ports[0], bare, "PostgreSQL・Redis")


def two_bots(bots: Fleet) -> Iterator[Row]:
    """One and two, with all of the machine and with a part of a core each."""
    with_all = carried(talkers(bots.ports[:1])), carried(talkers(bots.ports))
    yield from compared("ボット{}つ、2コアを全部で分ける", with_all)
    if shutil.which("cpulimit") is None:
        yield f"ボット1つに{SHARE}％のコア", "測れません（cpulimit がない）", ""
        return
    with held(bots):
        with_share = carried(talkers(bots.ports[:1])), carried(talkers(bots.ports))
    yield from compared("ボット{}つ、それぞれコアの" + f"{SHARE}％まで", with_share)


def compared(name: str, rates: tuple[float, float]) -> Iterator[Row]:
    for count, rate in enumerate(rates, 1):
        yield name.format(count), f"{rate:.0f} 往復/秒", f"{rate / rates[0]:.2f}倍"


@contextlib.contextmanager
def held(bots: Fleet) -> Iterator[None]:
    """No bot gets more than its share of a core."""
    words = ["cpulimit", "--quiet", "--limit", str(SHARE), "--pid"]
    limits = [
        subprocess.Popen([*words, str(bot.pid)], stdout=subprocess.DEVNULL)
        for bot in bots.bots.values()
    ]
    try:
        yield
    finally:
        for limit in limits:
            limit.terminate()
            limit.wait()


def talkers(ports: Sequence[int]) -> list[Say]:
    """People at the bots."""
    made = [Visitor(ports[number % len(ports)]) for number in range(CLIENTS)]
    for visitor in made:
        visitor.open()
    return [visitor.say for visitor in made]


def carried(clients: Sequence[Say]) -> float:
    """Typed turns a second that so many clients get answered."""
    until, counts = time.monotonic() + SECONDS, [0] * len(clients)

    def talk(number: int) -> None:
        while time.monotonic() < until:
            clients[number](SAID[counts[number] % len(SAID)])
            counts[number] += 1

    threads = [threading.Thread(target=talk, args=(number,)) for number in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def beside_stock(folder: Path, postgres: Cluster, redis: RedisServer, bots: Fleet) -> Iterator[Row]:
    """One bot beside one stock Rasa that calls the same action server; the other bot rests."""
    secret = (bots.folder / "action_secret").read_text(encoding="ascii").split()[0]
    files = stock(postgres.new_database(), redis.url, bots.action_port, secret)
    with rasa_server(folder / "stock", free_ports(1)[0], files, "こんにちは") as rasa:
        clients = [partial(stock_turn, rasa, f"client-{number}") for number in range(CLIENTS)]
        theirs, ours = carried(clients), carried(talkers(bots.ports[:1]))
    yield "素のRasa（標準のパイプライン、同じアクション）、8人", f"{theirs:.1f} 往復/秒", "1.0倍"
    yield "ボット1つ、8人", f"{ours:.0f} 往復/秒", f"{ours / theirs:.1f}倍"


def long_conversation(port: int) -> Iterator[Row]:
    """Median of turns around the thousandth beside turns around the tenth of other conversations, in pairs."""
    old, times = Visitor(port), dict[str, list[float]](early=[], late=[])
    old.open()
    for number in range(LATE - PAIRS // 2):
        old.say(SAID[number % len(SAID)])
    for number in range(PAIRS):
        young = Visitor(port)
        young.open()
        for turn in range(EARLY - 1):
            young.say(SAID[(number + turn + 1) % len(SAID)])
        said = SAID[number % len(SAID)]
        times["early"].append(timed(partial(young.say, said)))
        times["late"].append(timed(partial(old.say, said)))
    early, late = (statistics.median(found) for found in times.values())
    yield "会話の10往復め", ms(early), "1.0倍"
    yield "会話の1,000往復め", ms(late), f"{late / early:.2f}倍"


def memory(bots: Fleet, port: int) -> float:
    """Resident megabytes."""
    status = Path(f"/proc/{bots.bots[port].pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000
