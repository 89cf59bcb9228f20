"""facts.yml -> the questions of an edition, and the combinations of values that make sense."""

from __future__ import annotations

from pathlib import Path

from ..core.conditions import AllOf
from ..core.model import UNKNOWN, Choice, Combinations, Fact
from .conditions import ConditionReader
from .source import Entry, flag, optional, read, texts

KEYS = (
    "heading", "question", "help", "why", "provision", "who_knows", "applies_when",
    "default", "taken_as", "absent_where_not_asked", "choices",
)  # fmt: skip


def read_facts(path: Path) -> dict[str, Fact]:
    """The facts in the order of their questions; a condition may only name facts further up."""
    file = read(path)
    entries = file.required(file.mapping("facts", "combinations"), "facts").mapping()
    facts: dict[str, Fact] = {}
    for key, entry in entries.items():
        above = {fact.id: frozenset(fact.values) for fact in facts.values()}
        reader = ConditionReader(above, below=frozenset(entries))
        facts[key] = read_fact(key, entry, reader)
    return facts


def read_fact(key: str, entry: Entry, reader: ConditionReader) -> Fact:
    """One fact."""
    fields = entry.mapping(*KEYS)
    choices = entry.required(fields, "choices").mapping()
    applies = entry.required(fields, "applies_when")
    fact = Fact(
        id=key,
        heading=entry.required(fields, "heading").text(),
        question=entry.required(fields, "question").text(),
        why=entry.required(fields, "why").text(),
        provision=entry.required(fields, "provision").text(),
        choices=tuple(read_choice(value, e) for value, e in choices.items()),
        applies_when=AllOf(()) if applies.node.value == "always" else reader.answers(applies),
        help=optional(fields, "help"),
        who_knows=optional(fields, "who_knows"),
        default=optional(fields, "default"),
        taken_as=optional(fields, "taken_as"),
        absent_where_not_asked=flag(fields, "absent_where_not_asked"),
    )
    for name in ("default", "taken_as"):
        if optional(fields, name) not in (None, *fact.values):
            fields[name].fail(
                f"には選択肢の値を書いてください。使えるのは {'、'.join(fact.values)} です。"
            )
    return fact


def read_choice(value: str, entry: Entry) -> Choice:
    """One value of a fact."""
    if value == UNKNOWN:
        entry.fail("は選択肢に書けません。「わからない」はいつでも選べます。")
    fields = entry.mapping("label", "aliases", "description")
    label = entry.required(fields, "label").text()
    return Choice(value, label, texts(fields, "aliases"), optional(fields, "description"))


def read_combinations(path: Path, facts: dict[str, Fact]) -> tuple[Combinations, ...]:
    """The combinations of two facts' values that make sense."""
    top = read(path).mapping()
    entries = top["combinations"].items() if "combinations" in top else ()
    return tuple(read_combination(entry, facts) for entry in entries)


def read_combination(entry: Entry, facts: dict[str, Fact]) -> Combinations:
    """Which values of one fact make sense beside each value of another."""
    fields = entry.mapping("first", "second", "pairs")
    names = [entry.required(fields, key).text() for key in ("first", "second")]
    for name in names:
        if name not in facts:
            entry.fail(f"の「{name}」という事実はありません。使えるのは {'、'.join(facts)} です。")
    first, second = (facts[name] for name in names)
    pairs = entry.required(fields, "pairs").mapping(*first.values)
    if missing := [value for value in first.values if value not in pairs]:
        fields["pairs"].fail(
            f"に「{'、'.join(missing)}」がありません。なければ [] と書いてください。"
        )
    for item in (item for partners in pairs.values() for item in partners.items()):
        if item.text() not in second.values:
            item.fail(
                f"の「{item.text()}」という値は {second.id} にありません。"
                f"使えるのは {'、'.join(second.values)} です。"
            )
    return Combinations(first.id, second.id, {v: frozenset(e.texts()) for v, e in pairs.items()})
