"""The training material, and a model made of it.

data/nlu/*.yml are sentences by act in Rasa's format. data/messages/*.jsonl are whole messages with the question
that was open, the act and the facts.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from joblib import Parallel, delayed
from ruamel.yaml import YAML

from ..core.model import Edition
from ..text import normalise
from . import tokens
from .draft import Draft
from .features import Extractor
from .learning import Example, learn, workers
from .letters import hiragana
from .lexicon import Lexicon
from .rules import WITHOUT_FACTS
from .scores import LinearModel
from .stages import FactFinder, Normaliser, ShortAnswers, Words

DATA = Path(__file__).parents[2] / "data"
SENTENCES = DATA / "nlu"
MESSAGES = DATA / "messages"
OPEN = ("stage", "subject", "activity", "network", "saas_city_data", "contract")
QUESTIONS = (None,) * len(OPEN) + OPEN
"""Open questions of every kind; None: none is open, which is as likely as that one is."""
VOLUNTEERED = 4
SHORT, SOUNDED = 30, 12
"""Of the messages up to so many letters every so-manieth is also learnt as it sounds."""
_PART = 2000
"""Messages that a process is handed at a time."""
FACTLESS = WITHOUT_FACTS - {"affirm", "deny"}


@dataclass(frozen=True)
class Labelled:
    """A message and what it means. facts: None where only the act is labelled."""

    text: str
    act: str
    asked: str | None = None
    facts: Mapping[str, str] | None = None


def examples(folder: Path = SENTENCES) -> list[tuple[str, str]]:
    """(sentence, act) pairs of Rasa's training files, in the order of files and lines."""
    return [pair for path in sorted(folder.glob("*.yml")) for pair in _of_file(path)]


def _of_file(path: Path) -> Iterator[tuple[str, str]]:
    for entry in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]:
        for line in entry["examples"].splitlines():
            yield line.removeprefix("- ").strip(), entry["intent"]


def messages(folder: Path = MESSAGES) -> list[Labelled]:
    """The labelled messages, in the order of files and lines."""
    lines = (
        line
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    )
    rows = (json.loads(line) for line in lines if line.strip())
    return [Labelled(row["text"], row["act"], row["asked"], row["facts"]) for row in rows]


def material(sentences: Iterable[tuple[str, str]]) -> list[Labelled]:
    """Sentences by act as labelled messages.

    People digress whatever is asked, so a digression is learnt with an open question drawn by lot; a
    statement is learnt as an opening. The same sentences in the same order draw the same lots.
    """
    lots = random.Random(0)
    return [
        Labelled(
            text,
            act,
            None if act == "inform" else lots.choice(QUESTIONS),
            {} if act in FACTLESS else None,
        )
        for text, act in sentences
    ]


def volunteered(edition: Edition, labelled: Iterable[Labelled]) -> Iterator[Labelled]:
    """Some openings once more, said while some question that they do not answer was open.

    Without them the model takes whatever is said for an answer to the open question; with all of them it
    overlooks answers.
    """
    lots = random.Random(0)
    openings = (one for one in labelled if one.act == "inform" and one.asked is None and one.facts)
    for number, one in enumerate(openings):
        if one.facts and number % VOLUNTEERED == 0:
            yield replace(one, asked=lots.choice([f for f in edition.facts if f not in one.facts]))


def by_sound(labelled: Iterable[Labelled]) -> Iterator[Labelled]:
    """Some short messages once more in kana, as people write who leave the conversion to kanji to the reader."""
    short = (one for one in labelled if len(one.text) <= SHORT)
    for number, one in enumerate(itertools.islice(short, 0, None, SOUNDED)):
        words = tokens.words(normalise(one.text))
        said = "".join(w.surface if "記号" in w.pos else w.reading or w.surface for w in words)
        yield replace(one, text=hiragana(said) if number % 2 else said)


def train(edition: Edition, labelled: Sequence[Labelled]) -> LinearModel:
    """The model for one edition; messages that exact lookup settles are left out."""
    said = [*labelled, *volunteered(edition, labelled), *by_sound(labelled)]
    parts = [said[start : start + _PART] for start in range(0, len(said), _PART)]
    seen = Parallel(n_jobs=workers(len(said)))(delayed(_seen)(edition, part) for part in parts)
    return learn([example for part in seen for example in part])


def _seen(edition: Edition, labelled: Iterable[Labelled]) -> list[Example]:
    """The messages as features."""
    lexicon = Lexicon(edition)
    extract = Extractor(edition, lexicon)
    before = (Normaliser(), ShortAnswers(edition, lexicon))
    after = (Words(), FactFinder(lexicon, frozenset(edition.facts)))
    learned = []
    for one in labelled:
        draft = Draft(one.text, one.asked)
        for stage in before:
            stage(draft)
        if draft.understood is None:
            for found in after:
                found(draft)
            learned.append(Example(extract(draft), one.act, one.facts))
    return learned


def everything() -> list[Labelled]:
    """All the training material."""
    return [*messages(), *material(examples())]
