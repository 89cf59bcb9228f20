"""Transcripts that a person can read and write, as steps to run.

## 題名
職員: 何を書いたか
ナビ: 返事にこの言葉がある（続けて書ける）
無い: 返事にこの言葉がない
記録: 事実=値 事実=値      （記録されている答えのすべて。「なし」も書ける）
質問: 事実                 （いま聞いている質問。結果の後は「なし」）

職員の言葉では、\\n が改行、\\u200b のように書くとその番号の文字、「あ×1000」が同じ字の1000回になる。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).with_name("transcripts")
USER = "職員"
EXPECTATIONS = ("ナビ", "無い", "記録", "質問")
REPEATED = re.compile(r"(.)×(\d+)")
ESCAPED = re.compile(r"\\(?:(n)|u([0-9a-f]{4}))")


@dataclass
class Step:
    """One message, and what is expected after it as (speaker, words)."""

    message: str
    expected: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Transcript:
    """One dialogue."""

    title: str
    steps: list[Step] = field(default_factory=list)


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
            if current and speaker == USER:
                current.steps.append(Step(typed(words.strip())))
            elif current and current.steps and speaker in EXPECTATIONS:
                current.steps[-1].expected.append((speaker, typed(words.strip())))
            else:
                raise ValueError(f"{path.name}:{number}: 「{line}」は、書き方が違います。")
    if current:
        yield current


def typed(words: str) -> str:
    """The words with repetitions, and signs that no text file should hold, written out."""
    if repeated := REPEATED.fullmatch(words):
        return repeated[1] * int(repeated[2])
    return ESCAPED.sub(lambda found: "\n" if found[1] else chr(int(found[2], 16)), words)
