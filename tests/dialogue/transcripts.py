"""Transcripts that a person can read and write, as steps to run.

## 題名
職員: 何を書いたか
ナビ: 返事にこの言葉がある（続けて書ける）
無い: 返事にこの言葉がない
記録: 事実=値 事実=値      （記録されている答えのすべて。「なし」も書ける）
質問: 事実                 （いま聞いている質問。結果の後は「なし」）
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).with_name("transcripts")
SPEAKERS = ("職員", "ナビ", "無い", "記録", "質問")


@dataclass
class Transcript:
    """One dialogue: a title and (speaker, words) lines."""

    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)


def transcripts(folder: Path = FOLDER) -> list[Transcript]:
    """All dialogues of all files, in order."""
    return [found for path in sorted(folder.glob("*.txt")) for found in of_file(path)]


def of_file(path: Path) -> Iterator[Transcript]:
    """The dialogues of one file. Raises ValueError naming a line that is none of the five kinds."""
    current: Transcript | None = None
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if line.startswith("## "):
            if current:
                yield current
            current = Transcript(line[3:])
        elif line and not line.startswith("#"):
            speaker, _, words = line.partition(":")
            if current is None or speaker not in SPEAKERS:
                raise ValueError(f"{path.name}:{number}: 「{line}」は、書き方が違います。")
            current.lines.append((speaker, words.strip()))
    if current:
        yield current
