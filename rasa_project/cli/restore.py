"""`kyogi restore`: both databases as they were when a back-up was made."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..settings import read_settings
from ..store.backup import restore
from .backup import databases


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "restore", description="控えから、会話と相談の記録を戻します。止めてから行ってください。"
    )
    parser.add_argument("backup", type=Path, help="kyogi backup が作ったフォルダー")
    parser.add_argument("--replace", action="store_true", help="いまの中身を消して置き換えます")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Restore and say so."""
    restore(args.backup.resolve(), databases(read_settings()), replace=args.replace)
    print("控えのとおりに戻しました。")
    return 0
