"""decisions/*.yml -> first-match tables."""

from __future__ import annotations

from pathlib import Path

from ..core.model import LEFT_OUT, STATUSES, Rule, Table, Unclear
from .conditions import ConditionReader
from .source import Entry, keyed, optional, read, texts


def read_tables(folder: Path, reader: ConditionReader) -> tuple[Table, ...]:
    """All tables of an edition. Named conditions come first, since every table may use them."""
    for name, entry in keyed(folder / "conditions.yml", "conditions"):
        reader.named[name] = reader.rule(entry)
    tables: dict[str, Table] = {}
    for path in sorted(folder.glob("*.yml")):
        if path.name == "conditions.yml":
            continue
        file = read(path)
        for entry in file.required(file.mapping("tables"), "tables").items():
            table = read_table(entry, reader)
            if table.procedure in tables:
                entry.fail(
                    f"の手続「{table.procedure}」の表は、もうあります。1つにまとめてください。"
                )
            tables[table.procedure] = table
    return tuple(tables.values())


def read_table(entry: Entry, reader: ConditionReader) -> Table:
    """One procedure's table."""
    fields = entry.mapping("procedure", "decided_when", "unclear_when", "unclear", "rules")
    unclear = entry.required(fields, "unclear")
    said = unclear.mapping("provision", "text")
    return Table(
        procedure=entry.required(fields, "procedure").text(),
        decided_when=reader.answers(entry.required(fields, "decided_when")),
        unclear_when=reader.answers(fields["unclear_when"]) if "unclear_when" in fields else None,
        unclear=Unclear(
            unclear.required(said, "provision").text(), unclear.required(said, "text").text()
        ),
        rules=tuple(read_rule(item, reader) for item in entry.required(fields, "rules").items()),
    )


def read_rule(entry: Entry, reader: ConditionReader) -> Rule:
    """One rule."""
    fields = entry.mapping("id", "when", "status", "provision", "notes", "reading", "terms", "text")
    status = entry.required(fields, "status")
    if status.text() not in (*STATUSES, LEFT_OUT):
        status.fail(
            f"の「{status.text()}」はありません。使えるのは {'、'.join((*STATUSES, LEFT_OUT))} です。"
        )
    return Rule(
        id=entry.required(fields, "id").text(),
        when=reader.rule(entry.required(fields, "when")),
        status=status.text(),
        provision=entry.required(fields, "provision").text(),
        text=entry.required(fields, "text").text(),
        notes=texts(fields, "notes"),
        reading=optional(fields, "reading"),
        terms=texts(fields, "terms"),
    )
