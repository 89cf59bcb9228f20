"""`kyogi records`: what is kept, gone through as a whole. Loads neither Rasa nor the understanding."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date
from functools import lru_cache

from ..core.explain import Consultations
from ..delivery.expiry import expire_conversations
from ..delivery.migrate import migrate_conversations
from ..edition import in_force
from ..settings import read_settings
from ..store.engine import open_engine, utc_now
from ..store.migrate import migrate
from ..store.records import Decide, Records
from ..store.retention import expire
from .inputs import day

REMEMBERED = 100_000
"""Decisions held in memory; people's cases repeat."""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser("records", description="保存した相談を、まとめて調べます。")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    again = actions.add_parser(
        "reevaluate",
        description="終わった相談を別の日の版で決め直し、変わるものを1行に1件出します。",
    )
    again.add_argument("--as-of", type=day, default=date.today(), metavar="YYYY-MM-DD")
    again.set_defaults(run=reevaluate)
    old = actions.add_parser(
        "expire", description="保存の期間（KYOGI_KEEP_DAYS）を過ぎた相談を消します。"
    )
    old.set_defaults(run=expired)


def reevaluate(args: argparse.Namespace) -> int:
    """Print every finished consultation that the edition in force on that day decides otherwise."""
    decide = decider(Consultations(in_force(args.as_of)))
    engine = open_engine(read_settings().records)
    migrate(engine)
    for difference in Records(engine).reevaluate(decide):
        sys.stdout.write(json.dumps(asdict(difference), ensure_ascii=False) + "\n")
    return 0


def decider(consultations: Consultations) -> Decide:
    """Answers to statuses; the same answers are decided once."""

    @lru_cache(maxsize=REMEMBERED)
    def decided(answers: tuple[tuple[str, str], ...]) -> dict[str, str]:
        lines = consultations.result(dict(answers)).procedures
        return {line.procedure.id: line.status for line in lines}

    return lambda answers: decided(tuple(answers.items()))


def expired(args: argparse.Namespace) -> int:
    """Delete what is older than the setting says, and say how many."""
    settings = read_settings()
    engine, talks = open_engine(settings.records), open_engine(settings.database)
    migrate(engine)
    migrate_conversations(talks)
    gone = expire(engine, utc_now(), settings.keep_days)
    also = expire_conversations(talks, utc_now(), settings.keep_days)
    print(f"相談 {gone}件と、会話 {also}件を消しました。")
    return 0
