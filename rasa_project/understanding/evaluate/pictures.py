"""The pictures of an evaluation. Their letters are Latin: a machine need not have a Japanese font."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from .calibration import ALARMS_BELOW, best_under, reliability_of, trade_off_of
from .candidates import Candidate, Evaluation
from .scores import Report, confusion

OURS, THEIRS = "kyogi-navi", "Rasa's default"
_DOTS = 110
"""Dots an inch."""
_SHOWN = 0.1
"""False-alarm rates are drawn up to this one."""
Drawing = Callable[[], Figure]


def draw(evaluation: Evaluation, folder: Path) -> None:
    """Write every picture into the folder."""
    for name, drawing in drawings(evaluation).items():
        drawing().savefig(folder / name, dpi=_DOTS)


def drawings(evaluation: Evaluation) -> dict[str, Drawing]:
    """File name -> what makes the picture."""
    found: dict[str, Drawing] = {}
    for name in evaluation.alone.reports:
        for title, one in compared(evaluation):
            file = f"confusion-{name}.png" if title == OURS else f"confusion-default-{name}.png"
            found[file] = partial(confused, f"{title}, {name}", one.reports[name], one.acts)
        found[f"reliability-{name}.png"] = partial(reliable, evaluation, name)
        found[f"out-of-scope-{name}.png"] = partial(traded, evaluation, name)
    return {**found, "latency.png": partial(latency, evaluation)}


def compared(evaluation: Evaluation) -> Iterator[tuple[str, Candidate]]:
    """What has acts to be shown."""
    yield OURS, evaluation.alone
    if evaluation.default:
        yield THEIRS, evaluation.default


def confused(title: str, report: Report, acts: list[str]) -> Figure:
    """Labelled acts downwards, given ones across; a row's colour is its share, the figure its count."""
    matrix = confusion(report, acts)
    shares = [[count / max(1, sum(row)) for count in row] for row in matrix]
    figure, axes = _paper(10, 9)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    places = range(len(acts))
    axes.set_xticks(places, acts, rotation=90)
    axes.set_yticks(places, acts)
    axes.set(title=f"acts: {title}", xlabel="read as", ylabel="labelled")
    for down, row in enumerate(matrix):
        for across, count in enumerate(row):
            if count:
                colour = "white" if shares[down][across] > 0.5 else "black"
                axes.text(across, down, count, ha="center", va="center", color=colour)
    return figure


def reliable(evaluation: Evaluation, name: str) -> Figure:
    """How often an answer of some confidence is right; on the diagonal the confidence is honest."""
    figure, axes = _paper(6, 5.5)
    axes.plot([0, 1], [0, 1], color="grey", linestyle=":")
    for title, one in compared(evaluation):
        bins = reliability_of(one.reports[name].outcomes)
        xs, ys = [b.confidence for b in bins], [b.right for b in bins]
        axes.plot(xs, ys, marker="o", label=title)
        for x, y, found in zip(xs, ys, bins, strict=True):
            axes.annotate(found.size, (x, y), textcoords="offset points", xytext=(4, -10))
    axes.set(title=f"reliability of acts: {name}", xlim=(0, 1.02), ylim=(0, 1.02))
    axes.set(xlabel="mean confidence of a bin", ylabel="share right (figures: messages)")
    axes.legend(loc="upper left")
    return figure


def traded(evaluation: Evaluation, name: str) -> Figure:
    """What recognising more of the out-of-scope costs; a cross is where the pipeline decides itself."""
    figure, axes = _paper(6, 5.5)
    for title, one in compared(evaluation):
        report = one.reports[name]
        points = trade_off_of(report.outcomes)
        (line,) = axes.step(
            [100 * p.alarms for p in points], [p.recall for p in points], where="post",
            label=f"{title} ({best_under(points).recall:.2f} under {ALARMS_BELOW:.0%})",
        )  # fmt: skip
        decided = 100 * report.false_alarm_rate, report.out_of_scope_recall
        axes.plot(*decided, marker="x", markersize=10, color=line.get_color())
    axes.axvline(100 * ALARMS_BELOW, color="grey", linestyle=":")
    axes.set(title=f"out of scope: {name}", xlim=(-0.2, 100 * _SHOWN), ylim=(0, 1.02))
    axes.set(xlabel="false alarms, % of messages in scope", ylabel="recall")
    axes.legend(loc="lower right")
    return figure


def latency(evaluation: Evaluation) -> Figure:
    """How long messages take, on a scale of powers of ten."""
    candidates = {
        OURS: evaluation.alone,
        f"{OURS}, through Rasa": evaluation.own,
        f"{THEIRS}, through Rasa": evaluation.default,
    }
    measured = {title: one for title, one in candidates.items() if one}
    figure = Figure(figsize=(8, 7), constrained_layout=True)
    for axes, kind in zip(figure.subplots(2, sharex=True), ("short", "long"), strict=True):
        for title, one in measured.items():
            axes.hist(getattr(one, kind).times, bins=_bounds(), alpha=0.6, label=title)
        axes.set(xscale="log", ylabel="messages")
        axes.xaxis.set_major_formatter(lambda ms, _: f"{ms:g}")
        axes.set_title("short messages" if kind == "short" else "descriptions of 200 characters")
        axes.legend()
    axes.set_xlabel("milliseconds of one core")
    return figure


def _bounds() -> list[float]:
    """From 10 microseconds to a second, 16 bars for each power of ten."""
    return [0.01 * 10 ** (n / 16) for n in range(16 * 5 + 1)]


def _paper(width: float, height: float) -> tuple[Figure, Any]:
    """An empty picture of so many inches, drawn without a display."""
    figure = Figure(figsize=(width, height), constrained_layout=True)
    return figure, figure.subplots()
