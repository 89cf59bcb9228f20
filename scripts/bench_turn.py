"""What a turn costs with Rasa as it is shipped and without its waste: medians of one run, taken in turns.

In this process with conversations in memory, the actions behind HTTP in another; about a minute.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bench_stock import BARE  # noqa: E402
from servers import train  # noqa: E402

from rasa_project import lean  # noqa: E402
from rasa_project.channels.inbound import OPEN  # noqa: E402
from rasa_project.cli.train import QUIET, rasa_environment  # noqa: E402
from rasa_project.model_file import trained_model  # noqa: E402
from rasa_project.settings import read_settings  # noqa: E402

os.environ.update(QUIET)

from lean.talker import Talker, action_server  # noqa: E402

ROUNDS = 25
ANSWERS = {
    "stage": "plan",
    "subject": "saas",
    "activity": "renew_contract",
    "saas_city_data": "yes",
}


def main() -> int:
    """Print the table."""
    train()
    with tempfile.TemporaryDirectory() as name, action_server(Path(name)) as port:
        bare, bot = Talker(bare_model(Path(name))), Talker(trained_model(read_settings()), port)
        times: dict[str, list[float]] = defaultdict(list)
        for number in range(ROUNDS + 1):
            found = one_round(bare, bot, str(number))
            if number:  # the first round warms up
                for kind, measured in found.items():
                    times[kind] += measured
        bot.close()
        bare.close()
    base = statistics.median(times["素のRasa"])
    for kind, measured in times.items():
        median = statistics.median(measured)
        print(f"{median * 1000:6.1f} ms  {median / base:5.1f}倍  {kind}")
    return 0


def bare_model(folder: Path) -> Path:
    """A model with one rule and one fixed answer."""
    for name, text in BARE.items():
        path = folder / "bare" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", "bare"]
    subprocess.run(
        command, cwd=folder / "bare", env=rasa_environment(), check=True, capture_output=True
    )
    return folder / "bare" / "models" / "bare.tar.gz"


def one_round(bare: Talker, bot: Talker, number: str) -> dict[str, list[float]]:
    """Seconds of each turn, by kind."""
    found = {"素のRasa": [timed(bare, f"bare-{number}-{i}", "/bare") for i in range(4)]}
    for kind in ("手を加えない", "無駄を除く"):
        for typing, how in ((False, "ボタン"), (True, "文")):
            found[f"{how}（{kind}）"] = interview(bot, f"{kind}-{how}-{number}", typing=typing)
        lean.apply()
    found["素のRasa（無駄を除く）"] = [timed(bare, f"lean-{number}-{i}", "/bare") for i in range(4)]
    lean.undo()
    return found


def interview(bot: Talker, sender: str, *, typing: bool) -> list[float]:
    """The seconds of each turn of one interview."""
    said, found = bot.say(sender, OPEN), []
    for fact, value in ANSWERS.items():
        payload = f"answer:{fact}={value}"
        labels = {one["payload"]: one["label"] for one in said[-1]["choices"]}
        text = labels[payload] if typing else "/choose" + json.dumps({"choice": payload})
        began = time.perf_counter()
        said = bot.say(sender, text)
        found.append(time.perf_counter() - began)
    return found


def timed(talker: Talker, sender: str, text: str) -> float:
    """Seconds of one turn."""
    began = time.perf_counter()
    talker.say(sender, text)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
