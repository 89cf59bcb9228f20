"""`kyogi backup`: a copy of both databases, while everything goes on."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..settings import Settings, read_settings
from ..store.backup import Databases, back_up
from ..store.engine import open_engine, utc_now


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "backup", description="会話と相談の記録の控えを取ります。動かしたままで取れます。"
    )
    parser.add_argument("folder", type=Path, help="控えを置くフォルダー")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the back-up and print where it is."""
    print(back_up(databases(read_settings()), args.folder.resolve(), utc_now()))
    return 0


def databases(settings: Settings) -> Databases:
    """What is kept and where; one database that keeps both comes once."""
    if settings.database == settings.records:
        return {"everything": open_engine(settings.records)}
    return {
        "conversations": open_engine(settings.database),
        "records": open_engine(settings.records),
    }
