"""YAML files as entries that know where they stand, so that every complaint names file and line.

YAML 1.2 (ruamel.yaml): `yes` and `no` are words, as an officer expects, and not booleans.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ..core.errors import EditionError


@dataclass(frozen=True)
class Entry:
    """One value of a file: a text, a list or a mapping, with its place."""

    node: Node
    path: Path
    key: str

    def fail(self, problem: str) -> NoReturn:
        """Raise EditionError for this place."""
        line = self.node.start_mark.line + 1
        raise EditionError(
            f"{self.path.parent.name}/{self.path.name}:{line}: 「{self.key}」 {problem}"
        )

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
        return tuple(item.text() for item in self.items())

    def mapping(self, *allowed: str) -> dict[str, Entry]:
        """The entry as key -> entry; with `allowed`, other keys are refused. Doubled keys always are."""
        if not isinstance(self.node, MappingNode):
            self.fail("には「名前: 値」の形で書いてください。")
        found: dict[str, Entry] = {}
        for key, value in self.node.value:
            entry = Entry(value, self.path, str(key.value))
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


def read(path: Path) -> Entry:
    """Read one YAML file. Raises EditionError when it is missing or is not YAML."""
    try:
        node = YAML(typ="safe").compose(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EditionError(f"{path.parent.name}/{path.name}: ファイルがありません。") from error
    except UnicodeDecodeError as error:
        raise EditionError(f"{path.parent.name}/{path.name}: UTF-8で保存してください。") from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise EditionError(
            f"{path.parent.name}/{path.name}:{line}: YAMLとして読めません"
            f"（{error.problem}）。字下げ、「:」の後の空白、引用符を確かめてください。"
        ) from error
    if node is None:
        raise EditionError(f"{path.parent.name}/{path.name}: 何も書かれていません。")
    return Entry(node, path, path.name)


def keyed(path: Path, top: str) -> Iterator[tuple[str, Entry]]:
    """The entries under the file's one top key."""
    file = read(path)
    yield from file.required(file.mapping(), top).mapping().items()
