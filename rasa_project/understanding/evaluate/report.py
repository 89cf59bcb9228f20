"""The folder of an evaluation: one page, the pictures, every miss."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from .calibration import reliability_of
from .candidates import Candidate, Evaluation
from .comparison import NOTHING, comparison, markdown
from .listing import missed, totals
from .pictures import draw, drawings
from .scores import Counts

PAGE = "evaluation.md"


def write(evaluation: Evaluation, folder: Path) -> None:
    """Write everything; what a former evaluation left there is removed first."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("*.png"), *folder.glob("misses-*.txt")):
        old.unlink()
    for name, report in evaluation.alone.reports.items():
        lines = [totals(name, report), "", *missed(report), ""]
        (folder / f"misses-{name}.txt").write_text("\n".join(lines), encoding="utf-8")
    draw(evaluation, folder)
    (folder / PAGE).write_text("\n".join(document(evaluation)) + "\n", encoding="utf-8")


def document(evaluation: Evaluation) -> Iterator[str]:
    """The page's lines."""
    yield "# How well messages are understood"
    yield ""
    yield f"{date.today()}, {os.cpu_count()} cores of which one was used. How to read it: docs/labelling.md."
    yield ""
    yield from comparison(evaluation)
    for name in evaluation.alone.reports:
        yield from _of_set(evaluation, name)
    yield from ("", "## Pictures", "")
    yield from (f"![{name}]({name})" for name in drawings(evaluation))


def _of_set(evaluation: Evaluation, name: str) -> Iterator[str]:
    report, default = evaluation.alone.reports[name], evaluation.default
    yield from ("", f"## {name}: {report.size} messages", "", f"{totals(name, report)}.")
    theirs = default.reports[name].acts if default else {}
    heads = ("n", "precision", "recall", "F1")
    yield from ("", f"### Acts, {name}", "")
    yield from markdown(("act", *heads, "F1 of the default pipeline"), _acts(report.acts, theirs))
    yield from ("", f"### Facts, {name}", "")
    yield from markdown(("fact", *heads), _counts(report.facts))
    for title, one in (("", evaluation.alone), (" of the default pipeline", default)):
        if one:
            yield from ("", f"### Calibration{title}, {name}", "")
            yield from _calibration(one, name)
    if evaluation.own:
        same = zip(report.outcomes, evaluation.own.reports[name].outcomes, strict=True)
        other = sum(alone.got.act != own.got.act for alone, own in same)
        yield from ("", f"Messages that get another act through Rasa than alone: {other}.")


def _counts(table: Mapping[str, Counts]) -> Iterator[list[str]]:
    for name, c in sorted(table.items()):
        yield [f"`{name}`", str(c.size), *(f"{x:.2f}" for x in (c.precision, c.recall, c.f1))]


def _acts(ours: Mapping[str, Counts], theirs: Mapping[str, Counts]) -> Iterator[list[str]]:
    for name, cells in zip(sorted(ours), _counts(ours), strict=True):
        yield [*cells, f"{theirs.get(name, Counts()).f1:.2f}" if theirs else NOTHING]


def _calibration(candidate: Candidate, name: str) -> Iterator[str]:
    bins = reliability_of(candidate.reports[name].outcomes)
    return markdown(
        ("confidence", "messages", "mean confidence", "share right"),
        (
            [f"{b.low:.1f}–{b.high:.1f}", str(b.size), f"{b.confidence:.2f}", f"{b.right:.2f}"]
            for b in bins
        ),
    )
