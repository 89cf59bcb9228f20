"""Measure, and print one table: `make bench`. Nothing here fails for being slow.

Times depend on the machine, so each group is held against a base measured in the same run.
Loopback only; about ten minutes, most of them for filling two databases (BENCH_RECORDS=2000 for fewer).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench_beside import FACTS, ms, timed, turn_times  # noqa: E402
from bench_fleet import fleets  # noqa: E402
from bench_records import records  # noqa: E402
from bench_stock import BARE, rasa_server, stores  # noqa: E402
from oracle import sensible_cases  # noqa: E402
from servers import KYOGI, free_ports, running, train  # noqa: E402

Row = tuple[str, str, str]
"""What was measured, the value, the value held against the base."""
STARTS, CASES = 9, 12_000
INSTALL_WITHIN = 60.0


def main() -> int:
    """Print the table."""
    train()
    rows: list[Row] = [("測ったもの", "値", "基準との比")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in (commands, turns, fleets, environment, records):
            rows += part(folder)
    show(rows)
    return 0


def commands(folder: Path) -> Iterator[Row]:
    """`kyogi decide`: the start, and decisions once it has started."""
    facts = folder / "facts.json"
    facts.write_text(json.dumps(FACTS))
    both: dict[str, list[float]] = {"python": [], "kyogi": []}
    for _ in range(STARTS):
        both["python"].append(timed(lambda: run([sys.executable, "-c", "pass"])))
        both["kyogi"].append(timed(lambda: run([*KYOGI, "decide", str(facts)])))
    base, start = (statistics.median(times) for times in both.values())
    yield "python -c pass（基準）", ms(base), "1.0倍"
    yield f"kyogi decide 1件（{STARTS}回の中央値）", ms(start), f"{start / base:.1f}倍"
    sample = random.Random(1).sample(list(sensible_cases()), CASES)
    facts.write_text("".join(json.dumps(case) + "\n" for case in sample))
    took = timed(lambda: run([*KYOGI, "decide", "--jsonl", str(facts)])) - start
    yield f"kyogi decide --jsonl {CASES:,}件（起動を除く）", f"{CASES / took:,.0f} 件/秒", ""


def turns(folder: Path) -> Iterator[Row]:
    """The bot's start, its turns beside bare turns of Rasa, its memory after them."""
    began = time.perf_counter()
    with running(folder / "var") as bot:
        ready = time.perf_counter() - began
        files = {**BARE, "endpoints.yml": stores("bare.db")}
        with rasa_server(folder / "bare", free_ports(1)[0], files) as bare:
            yield from turn_times(bot.port, bare, "SQLite")
        yield "kyogi run から応答まで", f"{ready:.1f} 秒", ""
        for name, process in bot.processes().items():
            yield f"メモリ：{name}", f"{resident(process):.0f} MB", ""


def environment(folder: Path) -> Iterator[Row]:
    """The environment's size, and how long it takes to install it from the cache."""
    files = {
        (f.stat().st_ino, f.stat().st_blocks) for f in (ROOT / ".venv").rglob("*") if f.is_file()
    }
    size = sum(blocks for _, blocks in files) * 512
    yield "環境（.venv）の大きさ", f"{size / 1e9:.1f} GB", ""
    yield "環境を入れる時間（キャッシュから）", install(folder / "venv"), ""


def install(venv: Path) -> str:
    """Seconds, or why it was not measured."""
    own = ROOT / ".tools" / "uv" / "bin" / "uv"
    uv = str(own) if own.exists() else shutil.which("uv")
    if not uv:
        return "測れません（uv がない）"
    lock = str(ROOT / "requirements.lock")
    steps = [
        [uv, "venv", "--quiet", "--python", sys.executable, str(venv)],
        [uv, "pip", "sync", "--quiet", "--offline", "--require-hashes", "--build-constraints", lock,
         "--python", str(venv / "bin" / "python"), lock],
    ]  # fmt: skip
    try:
        took = sum(timed(partial(run, step, INSTALL_WITHIN)) for step in steps)
    except subprocess.TimeoutExpired:
        return f"測れません（{INSTALL_WITHIN:.0f}秒を超えた）"
    except subprocess.CalledProcessError:
        return "測れません（キャッシュにないパッケージがある）"
    return f"{took:.1f} 秒"


def run(command: list[str], timeout: float | None = None) -> None:
    """Run a command quietly to its end."""
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=timeout)


def resident(process: int) -> float:
    """Megabytes of memory that a process holds."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def show(rows: list[Row]) -> None:
    """Print the table, Japanese letters counted as two columns."""
    widths = [max(width(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        first, *others = zip(row, widths, strict=True)
        cells = [first[0] + " " * (first[1] - width(first[0]))]
        cells += [" " * (wide - width(text)) + text for text, wide in others]
        print("  ".join(cells).rstrip())


def width(text: str) -> int:
    """Columns on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


if __name__ == "__main__":
    sys.exit(main())
