"""`kyogi train`: train the model, if need be. Rasa is loaded in a process of its own, only then."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from ..core.errors import KyogiError
from ..model_file import model_path
from ..settings import PROJECT, Settings, read_settings
from .progress import step

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
}


def rasa_environment() -> dict[str, str]:
    """The environment for a process that loads Rasa.

    It may write compiled modules whatever the user's setting: without them loading takes three times as long.
    """
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, **QUIET}


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser("train", description="モデルを学習します。")
    parser.add_argument(
        "--if-needed", action="store_true", help="学習の材料が変わっていなければ何もしない"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Train; with --if-needed only when the sources have changed."""
    settings = read_settings()
    path = model_path(settings)
    if not (args.if_needed and path.exists()):
        train(settings, path)
    return 0


def train(settings: Settings, path: Path) -> None:
    """Train the model into its file. Raises KyogiError naming the log when Rasa fails."""
    log = settings.var / "log" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    settings.models.mkdir(parents=True, exist_ok=True)
    # A half-written file must never look like a model: train beside it, then rename.
    unfinished = f"unfinished-{os.getpid()}"
    command = [
        sys.executable, "-m", "rasa", "train", "--data", "data", "--out", str(settings.models),
        "--fixed-model-name", unfinished, "--force",
    ]  # fmt: skip
    with log.open("wb") as output, step("モデルを学習しています"):
        code = subprocess.run(
            command, cwd=PROJECT, env=rasa_environment(), stdout=output, stderr=output, check=False
        ).returncode
    made = settings.models / f"{unfinished}.tar.gz"
    if code or not made.exists():
        made.unlink(missing_ok=True)
        raise KyogiError(
            f"モデルを学習できませんでした。くわしくは {log} を見てください。{hint(log)}"
        )
    made.rename(path)
    for old in settings.models.glob("kyogi-*.tar.gz"):
        if old != path:
            old.unlink()


def hint(log: Path) -> str:
    """What the log says that a person can act on."""
    text = log.read_text(encoding="utf-8", errors="replace")
    if "No space left" in text:
        return "ディスクの空きがありません。空きを作ってから、もう一度実行してください。"
    return ""
