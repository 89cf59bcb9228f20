"""`kyogi decide`: facts in, statuses with reasons out. Imports neither Rasa nor spaCy."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from datetime import date

from ..core.errors import KyogiError
from ..core.explain import Consultations
from ..edition import in_force
from .facts_file import parse_facts
from .inputs import day, lines, read_bytes


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "decide", description="事実のJSONから、手続ごとの要否と理由を出します。"
    )
    parser.add_argument(
        "--as-of", type=day, default=date.today(), metavar="YYYY-MM-DD", help="この日の版で決める"
    )
    parser.add_argument(
        "--jsonl", action="store_true", help="1行に1件のJSONを読み、1行に1件の結果を出す"
    )
    parser.add_argument("facts", metavar="FACTS.json", nargs="?", default="-", help="- は標準入力")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Decide one consultation, or one per line. Returns 0, or 1 if a line was bad."""
    consultations = Consultations(in_force(args.as_of))
    if args.jsonl:
        return run_lines(consultations, args.facts)
    facts = parse_facts(read_bytes(args.facts), args.facts)
    print(json.dumps(consultations.result(facts).as_dict(), ensure_ascii=False, indent=2))
    return 0


def run_lines(consultations: Consultations, name: str) -> int:
    """Decide each line as it comes; a bad one says so on its line and the run goes on."""
    # What is remembered of a line lives to the end: searching it for garbage again and again is in vain.
    gc.freeze()
    gc.set_threshold(100_000)
    failed = 0
    for number, raw in enumerate(lines(name), 1):
        try:
            line = consultations.result(parse_facts(raw, f"{number}行目")).as_json()
        except KyogiError as error:
            failed, line = 1, json.dumps({"error": str(error)}, ensure_ascii=False)
        sys.stdout.write(line + "\n")
    return failed
