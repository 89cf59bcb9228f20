"""`kyogi understand`: what the trained model reads in a text."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from typing import Any

from ..core.errors import KyogiError
from ..model_file import trained_model
from ..settings import read_settings
from .progress import step
from .text_lines import answer_lines
from .train import QUIET


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "understand", description="文から、発話の種類と事実を読み取ります。"
    )
    parser.add_argument("--jsonl", action="store_true", help='1行に {"text","asked"} を読む')
    parser.add_argument("--asked", help="いま聞いている質問の事実の名前")
    parser.add_argument("text", nargs="*", help="文。--jsonl ではファイル名（- は標準入力）")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read each text once; the model is loaded once."""
    os.environ.update(QUIET)
    if not args.jsonl and not args.text:
        raise KyogiError("文を書いてください。例: kyogi understand SaaSを入れたい")
    model = trained_model(read_settings())
    with step("モデルを読み込んでいます"):
        from ..understanding.model import load_understander

        understander = load_understander(model)

    def answer(line: dict[str, Any]) -> object:
        asked = line.get("asked")
        if asked is not None and asked not in understander.edition.facts:
            raise KyogiError(f"「asked」の「{asked}」という事実はありません。")
        read = asdict(understander.read(line["text"], asked))
        return {name: read[name] for name in ("act", "facts", "term", "confidence")}

    if args.jsonl:
        return answer_lines((args.text or ["-"])[0], ("text",), answer)
    for text in args.text:
        print(json.dumps(answer({"text": text, "asked": args.asked}), ensure_ascii=False))
    return 0
