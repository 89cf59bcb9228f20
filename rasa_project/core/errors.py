"""Errors that a person reads. Each message says what is wrong, where, and what would be right."""

from __future__ import annotations

from collections.abc import Mapping


class KyogiError(Exception):
    """Base of every error this project raises on purpose; its text may be shown to staff."""


class FactError(KyogiError):
    """A consultation carries an unknown fact, an unknown value or two facts that exclude each other."""


class EditionError(KyogiError):
    """The regulation's files contradict themselves; carries file, line, key and remedy."""


class NoRuleError(KyogiError):
    """No rule of a table decides these facts; the loader refuses such an edition."""

    def __init__(self, procedure: str, facts: Mapping[str, str]) -> None:
        self.example = "、".join(f"{name}: {value}" for name, value in facts.items() if value)
        super().__init__(f"手続「{procedure}」の表に、{self.example}のときの規則がありません。")
