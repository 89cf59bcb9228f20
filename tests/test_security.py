"""SECURITY.md against the tests that it names and the packages that it judges."""

from __future__ import annotations

import ast
import re
from functools import cache

from rasa_project.settings import PROJECT

TEXT = (PROJECT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
KINDS = (
    "Spoofing", "Tampering", "Repudiation", "Information disclosure", "Denial of service",
    "Elevation of privilege",
)  # fmt: skip


@cache
def names_in(path: str) -> frozenset[str]:
    """The tests of a file; none where there is no such file."""
    file = PROJECT / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.parse("")
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, functions))


def test_every_test_that_is_named_exists() -> None:
    named = NAMED.findall(TEXT)
    assert len(named) > 50
    assert not [f"{path}::{name}" for path, name in named if name not in names_in(path)]


def test_every_kind_of_threat_has_rows_and_every_row_a_test() -> None:
    table = TEXT.partition("| threat |")[2].partition("\n\n")[0].splitlines()[2:]
    heads = [line.split("**")[1] for line in table if line.startswith("| **")]
    assert tuple(heads) == KINDS
    rows = [line for line in table if not line.startswith("| **")]
    assert all("tests/" in row.split("|")[3] for row in rows)


def test_packages_are_judged_in_the_version_that_is_locked() -> None:
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    judged = TEXT.partition("| package |")[2]
    for name, version in re.findall(r"([a-z][a-z-]+) (\d+(?:\.\d+){2})(?=[,\s])", judged):
        assert f"\n{name}=={version} " in f"\n{lock}", (name, version)
    reviewed = re.findall(
        r"^- package: (\S+)", (PROJECT / "scripts/advisories.yml").read_text(), re.M
    )
    assert all(f"{name} " in judged for name in reviewed)
