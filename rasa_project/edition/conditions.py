"""`when:` blocks of the regulation's files -> `core.conditions`.

The whole vocabulary: fact: value, fact: [values], any, all, not, is, answered, always.
"""

from __future__ import annotations

from collections.abc import Mapping

from ruamel.yaml.nodes import ScalarNode

from ..core.conditions import AllOf, Answered, AnyOf, Condition, Is, Not
from ..core.model import UNKNOWN
from .source import Entry

Vocabulary = Mapping[str, frozenset[str]]
"""fact -> its values"""


class ConditionReader:
    """Reads conditions against the facts and the named conditions of one edition."""

    def __init__(self, facts: Vocabulary, below: frozenset[str] = frozenset()) -> None:
        self.facts = facts
        self.below = below
        """Facts that exist but whose questions come later."""
        self.named: dict[str, Condition] = {}

    def rule(self, entry: Entry) -> Condition:
        """A rule's condition: values of facts only, since `unknown` is no value there."""
        return self._read(entry, frozenset())

    def answers(self, entry: Entry) -> Condition:
        """A condition on what was answered, where `unknown` and `answered` may be named."""
        return self._read(entry, frozenset((UNKNOWN, "answered")))

    def _read(self, entry: Entry, extra: frozenset[str]) -> Condition:
        if isinstance(entry.node, ScalarNode):
            if entry.text() == "always":
                return AllOf(())
            entry.fail("には「事実: 値」の形の条件か、always を書いてください。")
        parts = [self._part(e, extra) for e in entry.mapping().values()]
        if not parts:
            entry.fail("に条件がありません。いつでも当てはまるなら always と書いてください。")
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _part(self, entry: Entry, extra: frozenset[str]) -> Condition:
        match entry.key:
            case "any":
                return AnyOf(tuple(self._read(item, extra) for item in entry.items()))
            case "all":
                return AllOf(tuple(self._read(item, extra) for item in entry.items()))
            case "not":
                return Not(self._read(entry, extra))
            case "is":
                return self._named(entry)
            case "answered" if "answered" in extra:
                return Answered(self._fact(entry, entry.text()))
            case fact:
                return Is(self._fact(entry, fact), self._values(entry, extra & {UNKNOWN}))

    def _named(self, entry: Entry) -> Condition:
        if entry.text() not in self.named:
            entry.fail(
                f"の「{entry.text()}」という名前の条件はありません。conditions.yml に書き足してください。"
            )
        return self.named[entry.text()]

    def _fact(self, entry: Entry, fact: str) -> str:
        if fact in self.below - set(self.facts):
            entry.fail(
                "の質問は、ここより上にはありません。条件に使えるのは、上にある質問の事実だけです。"
                "順番を入れ替えてください。"
            )
        if fact not in self.facts:
            which = "" if fact == entry.key else f"の「{fact}」"
            entry.fail(f"{which}という事実はありません。使えるのは {'、'.join(self.facts)} です。")
        return fact

    def _values(self, entry: Entry, extra: frozenset[str]) -> frozenset[str]:
        allowed = self.facts[entry.key] | extra
        if entry.empty or not entry.items():
            entry.fail(f"に値がありません。使えるのは {'、'.join(sorted(allowed))} です。")
        for item in entry.items():
            if item.text() not in allowed:
                item.fail(
                    f"に「{item.text()}」という値はありません。使えるのは {'、'.join(sorted(allowed))} です。"
                )
        return frozenset(entry.texts())
