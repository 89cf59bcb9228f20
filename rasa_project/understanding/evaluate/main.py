"""Evaluate: everything into reports/, or one set onto the screen."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from ...bootstrap import edition_of
from ...core.errors import KyogiError
from ...settings import PROJECT, read_settings
from ..training import everything, train
from ..understander import Understander
from .candidates import Candidate, Evaluation, short_times
from .listing import missed, summary, tables, totals
from .reading import evaluate, speed_of
from .sets import HELD_BACK, LOOKED_AT, NAMES, descriptions, rows_of
from .speed import one_core, timed

REPORTS = PROJECT / "reports"
DESCRIPTIONS = 200
"""How many descriptions are timed."""
WARM_UP = "はじめの一文は遅いので、測る前に読んでおく。"


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are one line, as those of `kyogi` are."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"evaluate: {message}（使い方: {self.prog} --help）\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0, or 2 after bad input."""
    parser = Parser(
        prog="python -m rasa_project.understanding.evaluate",
        description="発話の理解を、ラベルを付けた文で測ります。",
    )
    parser.add_argument(
        "set",
        nargs="*",
        help="dev か test：その文だけを測って画面に出す（なければ全部を reports/ に）",
    )
    parser.add_argument(
        "--without-default", action="store_true", help="Rasa の既定のパイプラインとは比べない"
    )
    args = parser.parse_args(argv)
    try:
        if args.set:
            quick(args.set)
        else:
            full(REPORTS, with_default=not args.without_default)
    except KyogiError as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 2
    return 0


def quick(names: Sequence[str]) -> None:
    """Train in memory, read sets, print; the sentences of `test` are never shown."""
    sets = {name: rows_of(name) for name in names}
    understander, seconds = trained()
    print(f"trained in {seconds:.1f} s")
    for name, rows in sets.items():
        report = evaluate(understander, rows)
        lines = [summary(report), *tables(report), *(missed(report) if name != HELD_BACK else ())]
        print("\n".join(lines))


def full(folder: Path, with_default: bool) -> None:
    """Measure everything, write it into the folder, and print the table and the misses of `dev`."""
    # Here and not above: the quick look needs no pictures.
    from .report import PAGE, write

    folder.mkdir(parents=True, exist_ok=True)
    evaluation = measured(folder, with_default)
    write(evaluation, folder)
    show(evaluation)
    print(f"\n{folder / PAGE}")


def measured(folder: Path, with_default: bool) -> Evaluation:
    """The product's understanding; with the default pipeline, both of them inside Rasa, too."""
    sets = {name: rows_of(name) for name in NAMES}
    long = descriptions([row for rows in sets.values() for row in rows], DESCRIPTIONS)
    # Before Rasa, and apart from it.
    with one_core():
        understander, seconds = trained()
        reports = {name: evaluate(understander, rows) for name, rows in sets.items()}
        times = speed_of(understander, long)
    alone = Candidate(reports, seconds, short_times(reports), times)
    if not with_default:
        return Evaluation(alone, None, None)
    from .rasa_pipeline import own_and_default

    say("Rasa の既定のパイプラインを学習して、並べて測っています。1時間以上かかります…")
    own, default = own_and_default(sets, long, folder / "rasa.log")
    return Evaluation(alone, own, default)


def trained() -> tuple[Understander, float]:
    """The understanding trained on all the material and warmed up, and the seconds of one core that took."""
    edition = edition_of(read_settings())
    model, ms = timed(lambda: train(edition, everything()))
    understander = Understander(edition, model)
    understander.read(WARM_UP)
    return understander, ms / 1000


def show(evaluation: Evaluation) -> None:
    """Print what is worth a look; of the set that is held back only numbers."""
    from .comparison import comparison

    reports = evaluation.alone.reports
    print("\n".join(missed(reports[LOOKED_AT])))
    print("\n".join(["", *(totals(name, report) for name, report in reports.items()), ""]))
    print("\n".join(comparison(evaluation)))


def say(text: str) -> None:
    """Tell what takes long, apart from the results."""
    print(text, file=sys.stderr, flush=True)
