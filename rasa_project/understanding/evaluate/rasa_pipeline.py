"""Rasa pipelines trained on the product's sentences and asked the product's messages.

They share a process of their own, so that Rasa's weight slows down nothing else and its output goes to a log.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...core.errors import KyogiError
from ...settings import PROJECT
from ..training import SENTENCES, Labelled, everything
from ..understander import Understood
from .candidates import Candidate, short_times
from .scores import Outcome, Report
from .sets import OUT, Row
from .speed import Speed

OWN = PROJECT / "config.yml"
DEFAULT = Path(__file__).parent / "default_pipeline.yml"
PROGRAM = "rasa_project.understanding.evaluate.in_rasa"
Message = tuple[str, str | None]
"""A text and the open question's fact."""


@dataclass(frozen=True)
class Answer:
    """How one message was read: act -> probability 0-1, the likeliest first; milliseconds of one core."""

    ranking: Mapping[str, float]
    ms: float


@dataclass(frozen=True)
class RasaRun:
    """Seconds of one core for training, and an answer for each message."""

    trained: float
    answers: Sequence[Answer]


@dataclass(frozen=True)
class Pipeline:
    """A configuration, and the sentences it is trained with: a file or a folder in Rasa's format."""

    config: Path
    sentences: Path


def run_rasa(
    pipelines: Sequence[Pipeline], messages: Sequence[Message], log: Path
) -> list[RasaRun]:
    """Train and ask each pipeline. Raises KyogiError naming the log when Rasa fails."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pairs = [(str(one.config), str(one.sentences)) for one in pipelines]
        job = {"pipelines": pairs, "messages": messages}
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        with log.open("wb") as output:
            code = subprocess.run(
                [sys.executable, "-m", PROGRAM, str(folder)],
                cwd=PROJECT, env=_environment(folder), stdout=output, stderr=output, check=False,
            ).returncode  # fmt: skip
        if code:
            raise KyogiError(
                f"Rasa のパイプラインを動かせませんでした。くわしくは {log} を見てください。"
            )
        runs = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return [RasaRun(run["trained"], [Answer(**one) for one in run["answers"]]) for run in runs]


def _environment(folder: Path) -> dict[str, str]:
    """A quiet Rasa without a graphics card, whose cache is empty: what is remembered is not trained."""
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {
        **inherited,
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(folder / "cache"),
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
    }


def own_and_default(
    sets: Mapping[str, Sequence[Row]], long: Sequence[str], log: Path
) -> tuple[Candidate, Candidate]:
    """The product's pipeline and Rasa's default one: acts over labelled sets, speed over those and long texts.

    Acts only: the training sentences carry no spans from which the default could learn facts.
    """
    rows = [row for held in sets.values() for row in held]
    messages: list[Message] = [(row["text"], row["asked"]) for row in rows]
    with tempfile.TemporaryDirectory() as name:
        same = Path(name) / "nlu.yml"
        same.write_text(in_rasas_format(everything()), encoding="utf-8")
        # Ours takes the labelled messages from where they lie.
        pipelines = (Pipeline(OWN, SENTENCES), Pipeline(DEFAULT, same))
        own, default = run_rasa(pipelines, [*messages, *((text, None) for text in long)], log)
    return _candidate(own, sets), _candidate(default, sets)


def in_rasas_format(labelled: Iterable[Labelled]) -> str:
    """All training messages by act, each once, as a training file of Rasa's. Open questions get lost."""
    by_act: dict[str, dict[str, None]] = {}
    for one in labelled:
        by_act.setdefault(one.act, {})[" ".join(one.text.split())] = None
    lines = ['version: "3.1"', "nlu:"]
    for act, texts in sorted(by_act.items()):
        lines += [f"- intent: {act}", "  examples: |", *(f"    - {text}" for text in texts if text)]
    return "\n".join(lines) + "\n"


def _candidate(run: RasaRun, sets: Mapping[str, Sequence[Row]]) -> Candidate:
    """The answers are those to the sets' rows, then those to the long texts."""
    answers = iter(run.answers)
    reports = {name: Report(list(_outcomes(held, answers))) for name, held in sets.items()}
    times = Speed(tuple(answer.ms for answer in answers))
    return Candidate(reports, run.trained, short_times(reports), times)


def _outcomes(rows: Sequence[Row], answers: Iterator[Answer]) -> Iterator[Outcome]:
    for row, answer in zip(rows, answers, strict=False):
        act, confidence = next(iter(answer.ranking.items()))
        got = Understood(act, {}, None, confidence)
        yield Outcome(row, got, answer.ranking.get(OUT, 0.0), answer.ms)
