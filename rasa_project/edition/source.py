"""YAML files as entries that know where they stand, so that every complaint names file and line.

YAML 1.2 (ruamel.yaml): `yes` and `no` are words, as an officer expects, and not booleans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ..core.errors import EditionError


@dataclass(frozen=True)
class Entry:
    """One value of a file: a text, a list or a mapping, with its place."""

    node: Node
    path: Path
    key: str
    key_node: Node | None = None

    def fail(self, problem: str) -> NoReturn:
        """Raise EditionError for this place."""
        line = (self.key_node or self.node).start_mark.line + 1
        raise EditionError(f"{shown(self.path)}:{line}: 「{self.key}」{problem}")

    def text(self) -> str:
        """The entry as text."""
        if not isinstance(self.node, ScalarNode):
            self.fail("には文字を書いてください（一覧や入れ子にはできません）。")
        return (
            " ".join(self.node.value.split("\n"))
            if "\n" in self.node.value
            else str(self.node.value)
        )

    def items(self) -> list[Entry]:
        """The entry's list; a single value counts as a list of one."""
        if isinstance(self.node, SequenceNode):
            return [
                Entry(node, self.path, f"{self.key}[{n}]")
                for n, node in enumerate(self.node.value, 1)
            ]
        return [self]

    def texts(self) -> tuple[str, ...]:
        """The entry as a list of texts."""
        if isinstance(self.node, ScalarNode) and ", " in self.node.value:
            self.fail("には、いくつか書くときは [言葉, 言葉] のように [ ] で囲んでください。")
        return tuple(item.text() for item in self.items())

    def mapping(self, *allowed: str) -> dict[str, Entry]:
        """The entry as key -> entry; with `allowed`, other keys are refused. Doubled keys always are."""
        if not isinstance(self.node, MappingNode):
            self.fail("には「名前: 値」の形で書いてください。")
        found: dict[str, Entry] = {}
        for key, value in self.node.value:
            if not isinstance(key, ScalarNode):
                self.fail("の項目の名前に [ ] や { } があります。言葉だけにしてください。")
            entry = Entry(value, self.path, str(key.value), key)
            if entry.key in found:
                entry.fail("が2回書かれています。1つにしてください。")
            if allowed and entry.key not in allowed:
                entry.fail(f"という項目はありません。使えるのは {'、'.join(allowed)} です。")
            found[entry.key] = entry
        return found

    def required(self, mapping: dict[str, Entry], key: str) -> Entry:
        """The entry under the key, which must be there and not be empty."""
        if key not in mapping or mapping[key].empty:
            self.fail(f"に「{key}」がありません。書き足してください。")
        return mapping[key]

    @property
    def empty(self) -> bool:
        """Whether nothing is written after the colon."""
        return isinstance(self.node, ScalarNode) and self.node.value == ""


def optional(mapping: dict[str, Entry], key: str) -> str | None:
    """The text under the key, or None where there is none."""
    entry = mapping.get(key)
    return None if entry is None or entry.empty else entry.text()


def texts(mapping: dict[str, Entry], key: str) -> tuple[str, ...]:
    """The texts under the key, or none."""
    entry = mapping.get(key)
    return () if entry is None or entry.empty else entry.texts()


def flag(mapping: dict[str, Entry], key: str) -> bool:
    """The yes or no under the key; no where there is none."""
    said = optional(mapping, key)
    if said not in (None, "yes", "no", "true", "false"):
        mapping[key].fail("には yes か no を書いてください。")
    return said in ("yes", "true")


def shown(path: Path) -> str:
    """The path as an officer knows it: from the edition's folder on."""
    return "/".join(path.parts[-3 if path.parent.name == "decisions" else -2 :])


def read(path: Path) -> Entry:
    """Read one YAML file. Raises EditionError when it is missing or is not YAML."""
    text = read_text(path)
    try:
        node = YAML(typ="safe").compose(text)
    except YAMLError as error:
        raise EditionError(f"{shown(path)}:{unreadable(text, error)}") from error
    if node is None:
        raise EditionError(f"{shown(path)}: 何も書かれていません。前の版から写してください。")
    return Entry(node, path, path.name)


def read_text(path: Path) -> str:
    """The file's text. Raises EditionError where there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EditionError(f"{shown(path)}: {unread(error)}") from error


def unread(error: OSError | UnicodeDecodeError) -> str:
    """What keeps a file from being read, and what to do."""
    if isinstance(error, FileNotFoundError):
        return "ファイルがありません。前の版から写してください。"
    if isinstance(error, UnicodeDecodeError):
        return "UTF-8で保存してください。"
    return "読めません。フォルダーになっていないか、権限があるかを確かめてください。"


CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
HABITS = (
    (re.compile(r"^ *\t|: *\t"), "タブがあります。半角の空白に直してください"),
    (re.compile(r"^ *\u3000"), "行の初めに全角の空白があります。半角の空白に直してください"),
    (re.compile(r"^ *(- )?\w+："), "「：」が全角です。半角の「:」と空白に直してください"),
    (re.compile(r"^ *(- )?\w+:[^\s]"), "「:」の後に半角の空白がありません。1つ入れてください"),
    (CONTROL, "目に見えない文字（制御文字）があります。消してください"),
)
"""What is usually wrong with a line that the parser stumbles over, and what to do."""


def unreadable(text: str, error: YAMLError) -> str:
    """Line and remedy for a text that is not YAML.

    The parser notices at the line that cannot go on, which is often the one after the mistake.
    """
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    control = CONTROL.search(text)
    at = mark.line if mark else text.count("\n", 0, control.start() if control else 0)
    lines = text.split("\n")
    for number in range(at, max(at - 3, -1), -1):
        for habit, remedy in HABITS:
            if number < len(lines) and habit.search(lines[number]):
                return f"{number + 1}: YAMLとして読めません。{remedy}。"
    return (
        f"{at + 1}: この行か、その少し上がYAMLとして読めません。"
        "字下げ、「:」の後の空白、引用符やかっこの閉じ忘れを確かめてください。"
    )


def keyed(path: Path, top: str) -> Iterator[tuple[str, Entry]]:
    """The entries under the file's one top key."""
    file = read(path)
    yield from file.required(file.mapping(), top).mapping().items()
