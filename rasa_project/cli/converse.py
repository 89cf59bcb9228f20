"""`kyogi converse`: whole dialogues through the server's own model, dialogue and actions."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from typing import Any, TextIO

from ..model_file import trained_model
from ..settings import read_settings
from .progress import step
from .text_lines import answer_lines
from .train import QUIET


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser("converse", description="サーバと同じ対話を行います。")
    parser.add_argument(
        "--jsonl", action="store_true", required=True, help='1行に {"sender","message"} を読む'
    )
    parser.add_argument("file", nargs="?", default="-", help="- は標準入力")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer each message with the bot's messages of that turn."""
    answers = sys.stdout
    # Rasa prints warnings where the answers go; nothing but answers may stand there.
    with contextlib.redirect_stdout(sys.stderr):
        return talk(args.file, answers)


def talk(file: str, answers: TextIO) -> int:
    """Load the bot once and answer line by line."""
    os.environ.update(QUIET)
    model = trained_model(read_settings())
    with step("モデルを読み込んでいます"):
        from ..local_bot import LocalBot  # Rasa: seconds

        bot = LocalBot(model)
    try:

        def answer(line: dict[str, Any]) -> object:
            return {"sender": line["sender"], "messages": bot.say(line["sender"], line["message"])}

        return answer_lines(file, ("sender", "message"), answer, answers)
    finally:
        bot.close()
