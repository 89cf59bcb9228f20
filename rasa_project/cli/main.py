"""`kyogi`: parse the command line, run one command, turn errors into one line and exit code 2."""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from ..core.errors import KyogiError

COMMANDS = {
    "decide": "事実のJSONから、手続ごとの要否を出す",
    "regulation": "要領のデータを確かめる（verify、coverage）",
    "understand": "文から、発話の種類と事実を読み取る",
    "converse": "サーバと同じ対話を、ファイルや標準入力で行う",
    "train": "モデルを学習する",
    "run": "ボットと担当の画面を起動する",
    "records": "保存した相談を、まとめて調べる",
    "desk": "担当の画面の利用者を登録する",
    "backup": "会話と相談の記録の控えを取る",
    "restore": "控えから、会話と相談の記録を戻す",
}


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are one line, as every other complaint is."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"kyogi: {message}（使い方: {self.prog} --help）\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0, or 2 after bad input."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    argv = list(sys.argv[1:] if argv is None else argv)
    parser = Parser(prog="kyogi", description="協議ナビ: 情報システムの協議の要否を案内します。")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        # Only the command that runs is imported: Rasa alone takes seconds to load.
        if argv[:1] == [name]:
            importlib.import_module(f"rasa_project.cli.{name}").add_parser(commands)
        else:
            commands.add_parser(name, help=summary, add_help=False)
    args = parser.parse_args(argv)
    try:
        return int(args.run(args))
    except KyogiError as error:
        print(f"kyogi {args.command}: {one_line(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def one_line(error: KyogiError) -> str:
    """The error's text without line breaks or control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(error)).split())


if __name__ == "__main__":
    sys.exit(main())
