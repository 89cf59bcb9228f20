"""The official text of the guideline -> its items, by the ids that provisions.yml uses.

Everything is compared in NFKC and without white space: the city writes １ and 1, （1） and (1).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from ..core.errors import KyogiError

HEADING = re.compile(r"(\d{1,2})\.(?=\D)")
ITEM = re.compile(r"\((\d{1,2})\)")
NOTE = re.compile(r"※\d+")
SUPPLEMENT = "附則"


@dataclass
class Official:
    """The official text: item id -> its paragraphs, and all lines with headings and preamble."""

    items: dict[str, list[str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def calls(self, item: str) -> set[str]:
        """The footnotes that an item calls."""
        return {note for line in self.items.get(item, ()) for note in NOTE.findall(line)}

    def together(self, item: str, terms: tuple[str, ...]) -> bool:
        """Whether one paragraph of the item holds all the terms."""
        wanted = [plain(term) for term in terms]
        return any(all(term in line for term in wanted) for line in self.items.get(item, ()))


def plain(text: str) -> str:
    """The text in NFKC without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_official(path: Path) -> Official:
    """Read the official text. Raises KyogiError, in one line, for a file that cannot be it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise KyogiError(f"{path}: ファイルがありません。名前を確かめてください。") from error
    except IsADirectoryError as error:
        raise KyogiError(
            f"{path}: フォルダーです。要領の本文のファイルを選んでください。"
        ) from error
    except UnicodeDecodeError as error:
        raise KyogiError(f"{path}: UTF-8のテキストとして保存してください。") from error
    except OSError as error:
        raise KyogiError(f"{path}: 読めません。ファイルの権限を確かめてください。") from error
    if not text.strip():
        raise KyogiError(f"{path}: 何も書かれていません。要領の本文を入れてください。")
    official = parse(text)
    if not any(item[0].isdigit() for item in official.items):
        raise KyogiError(f"{path}: 「１．」のような節の見出しがありません。要領の本文ですか。")
    return official


def parse(text: str) -> Official:
    """Split the text into items: "5(2)", "6" for a section without items, "※3", "附則".

    A section's lines before its first item belong to no item. Numbers only count upwards, so a
    line of an item that happens to begin with a smaller number stays where it is.
    """
    reader = _Reader()
    for line in filter(None, map(plain, text.splitlines())):
        reader.official.lines.append(line)
        reader.take(line)
    items = reader.official.items
    for section in [item.partition("(")[0] for item in items if "(" in item]:
        items.pop(section, None)
    return reader.official


class _Reader:
    """Where the reading stands: section, item number, and the id that takes the next line."""

    def __init__(self) -> None:
        self.official = Official()
        self._section = 0
        self._number = 0
        self._at: str | None = None

    def take(self, line: str) -> None:
        """Put one line where it belongs."""
        if line == SUPPLEMENT or NOTE.fullmatch(line):
            self._section = 100  # The notes stand at the end: nothing after them is a heading.
            self._open(line)
        elif (heading := HEADING.match(line)) and self._section < int(heading[1]):
            self._section, self._number = int(heading[1]), 0
            self._open(heading[1])
        elif (item := ITEM.match(line)) and self._section < 100 and self._number < int(item[1]):
            self._number = int(item[1])
            self._open(f"{self._section}({item[1]})" if self._section else None)
            self._add(line[item.end() :])
        else:
            self._add(line)

    def _open(self, at: str | None) -> None:
        self._at = at
        if at:
            self.official.items.setdefault(at, [])

    def _add(self, line: str) -> None:
        if self._at and line:
            self.official.items[self._at].append(line)
