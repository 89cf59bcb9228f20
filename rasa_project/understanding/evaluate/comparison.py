"""The one table of an evaluation, in Markdown: the README shows it as it is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from .calibration import ALARMS_BELOW, best_under, calibration_error, reliability_of, trade_off_of
from .candidates import Candidate, Evaluation
from .scores import Report, mean_f1
from .speed import Speed

HEADINGS = ("measured", "aim", "協議ナビ", "Rasa's default Japanese pipeline")
NOTHING = "–"
NO_FACTS = "none: the training sentences mark no spans"
Line = tuple[str, str, str, str]


def comparison(evaluation: Evaluation) -> Iterator[str]:
    """The lines of the table."""
    lines = [*_understood(evaluation), *_training(evaluation), *_speed(evaluation)]
    return markdown(HEADINGS, lines)


def markdown(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table."""
    for cells in (headings, ["---"] * len(headings), *lines):
        yield "| " + " | ".join(cells) + " |"


def percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def facts_f1(report: Report) -> str:
    facts = report.all_facts
    return f"{facts.f1:.3f} (P {facts.precision:.3f}, R {facts.recall:.3f})"


def out_of_scope(report: Report) -> str:
    """As it decides by itself."""
    return f"{report.out_of_scope_recall:.3f}; {percent(report.false_alarm_rate)}"


def best_out_of_scope(report: Report) -> str:
    """With the threshold that suits this very set best."""
    return f"{best_under(trade_off_of(report.outcomes)).recall:.3f}"


_LIMIT = f"< {ALARMS_BELOW:.0%}".replace("%", " %")
_MEASURES: tuple[tuple[str, str, Callable[[Report], str]], ...] = (
    ("acts right", "≥ 0.93", lambda report: f"{report.accuracy:.3f}"),
    ("acts, mean F1", "", lambda report: f"{mean_f1(report.acts):.3f}"),
    ("facts F1", "≥ 0.93", facts_f1),
    ("out of scope: recall; false alarms", f"false alarms {_LIMIT}", out_of_scope),
    (f"out of scope: best recall at false alarms {_LIMIT}", "", best_out_of_scope),
    (
        "calibration error of acts",
        "",
        lambda report: f"{calibration_error(reliability_of(report.outcomes)):.3f}",
    ),
)


def _understood(evaluation: Evaluation) -> Iterator[Line]:
    for label, aim, measure in _MEASURES:
        for name, report in evaluation.alone.reports.items():
            other = evaluation.default
            theirs = measure(other.reports[name]) if other else NOTHING
            theirs = NO_FACTS if other and measure is facts_f1 else theirs
            yield f"{label}, {name}", aim, measure(report), theirs


def _training(evaluation: Evaluation) -> Iterator[Line]:
    ours, theirs = evaluation.own or evaluation.alone, evaluation.default
    yield (
        "training",
        "< 30 s",
        f"{ours.trained:.0f} s",
        f"{theirs.trained:.0f} s" if theirs else NOTHING,
    )


_KINDS: tuple[tuple[str, str, Callable[[Candidate], Speed]], ...] = (
    ("a short message", "≤ 3; ≤ 15 ms", lambda one: one.short),
    ("a description", "≤ 60 ms", lambda one: one.long),
)


def _speed(evaluation: Evaluation) -> Iterator[Line]:
    for title, aim, pick in _KINDS:
        ours = milliseconds(pick(evaluation.alone))
        yield f"{title}, median; 99th percentile", aim, ours, NOTHING
    inside = (evaluation.own, evaluation.default)
    for title, _, pick in _KINDS:
        ours, theirs = (milliseconds(pick(one)) if one else NOTHING for one in inside)
        yield f"{title} through Rasa, median; 99th percentile", "", ours, theirs
    yield "times faster: short message; description", "≥ 15", faster(*inside), ""


def milliseconds(speed: Speed) -> str:
    return f"{speed.median:.1f}; {speed.p99:.1f} ms"


def faster(own: Candidate | None, default: Candidate | None) -> str:
    """How many times, by medians, both inside Rasa."""
    if own is None or default is None:
        return NOTHING
    pairs = ((default.short, own.short), (default.long, own.long))
    return "; ".join(f"{slow.median / fast.median:.0f}" for slow, fast in pairs)
