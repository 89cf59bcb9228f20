"""The rooms of the code and the direction of imports, read from the sources (docs/architecture.md)."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = "rasa_project"

# Room -> the rooms it may import, besides itself. Two rooms not named together never meet.
ROOMS: dict[str, set[str]] = {
    "core": set(),
    "text": set(),
    "messages": set(),
    "conversation": set(),
    "edition": {"core"},
    "settings": {"core"},
    "contacts": {"edition"},
    "model_file": {"bootstrap", "core", "settings"},
    "render": {"core", "contacts", "messages"},
    "store": {"core", "text"},
    "papers": {"core", "contacts", "render", "text"},
    "vendors": {"core"},
    "course": {"core", "edition", "messages", "render", "text"},
    "service": {"core", "contacts", "conversation", "course", "messages", "render", "text"},
    "keeping": {
        "contacts",
        "conversation",
        "core",
        "messages",
        "papers",
        "render",
        "service",
        "store",
        "text",
    },
    "bootstrap": {
        "core",
        "contacts",
        "course",
        "delivery",
        "edition",
        "keeping",
        "service",
        "settings",
        "store",
    },
    "understanding": {"bootstrap", "conversation", "core", "edition", "settings", "text"},
    "watch": {"core", "store"},
    "limits": set(),
    "delivery": {"store", "watch"},
    "channels": {
        "bootstrap",
        "contacts",
        "core",
        "delivery",
        "edition",
        "keeping",
        "papers",
        "settings",
        "store",
        "text",
        "vendors",
        "watch",
    },
    "serving": {
        "bootstrap",
        "channels",
        "core",
        "delivery",
        "limits",
        "model_file",
        "settings",
        "vendors",
        "watch",
    },
    "serve_bot": {"bootstrap", "lean", "serving", "settings", "watch"},
    "actions": {"bootstrap", "conversation", "keeping", "messages", "service"},
    "lean": set(),
    "serve_actions": {"bootstrap", "settings", "watch"},
    "local_bot": {"bootstrap", "channels", "delivery", "serving"},
    "desk": {"contacts", "core", "course", "render", "store", "text"},
    "serve_desk": {
        "bootstrap",
        "contacts",
        "core",
        "course",
        "delivery",
        "desk",
        "edition",
        "settings",
        "store",
        "watch",
    },
    "cli": {
        "core",
        "delivery",
        "edition",
        "local_bot",
        "model_file",
        "settings",
        "store",
        "understanding",
    },
}

# Package from elsewhere -> the modules, or rooms with all their modules, that may import it.
LIBRARIES: dict[str, set[str]] = {
    "rasa": {
        "lean",
        "serving.action_servers",
        "serving.brain",
        "understanding.components",
        "understanding.evaluate.in_rasa",
        "local_bot",
    },
    "aiohttp": {"serving.action_servers"},
    "jsonschema": {"lean.schema"},
    "rasa_sdk": {"actions", "serve_actions", "local_bot"},
    "sanic": {"channels", "serve_actions", "serving.assembly"},
    "itsdangerous": {"delivery.keys"},
    "ruamel": {"edition", "understanding.training"},
    "spacy": {"understanding"},
    "sudachipy": {"understanding"},
    "numpy": {"understanding"},
    "scipy": {"understanding"},
    "sklearn": {"understanding"},
    "joblib": {"understanding.learning", "understanding.training"},
    "threadpoolctl": {"understanding.learning", "understanding.stages"},
    "starlette": {"desk"},
    "uvicorn": {"serve_desk"},
    "sqlalchemy": {
        "bootstrap",
        "delivery",
        "desk.services",
        "keeping.keeper",
        "store",
        "watch.health",
    },
    "alembic": {"delivery.migrations", "store"},
    "argon2": {"store.users"},
    "docx": {"papers"},
    "docxtpl": {"papers"},
    "jinja2": {"desk.pages", "papers"},
    "lxml": {"papers"},
    "openpyxl": {"desk.sheets", "papers"},
    "reportlab": {"papers"},
    "icalendar": {"papers"},
    "prometheus_client": {"watch.metrics", "watch.queues"},
    "opentelemetry": {"watch.collector", "watch.traces"},
    "requests": {"watch.collector"},
    "structlog": {"watch.logs"},
    "httpx": {"serving.assembly", "vendors", "watch.health"},
    "redis": {"delivery", "limits", "serving.assembly", "watch.health"},
    "websockets": {"vendors"},
    "jwt": {"vendors.teams"},
    # Not the bot's: pictures of `make evaluate`.
    "matplotlib": {"understanding.evaluate.pictures"},
}

# Slow to load: a command imports them inside the function that uses them, so that others start at once.
ONLY_WHEN_NEEDED = ("local_bot", "understanding")

# What a command that neither understands nor talks must never load.
HEAVY = (
    "rasa",
    "rasa_sdk",
    "tensorflow",
    "spacy",
    "sqlalchemy",
    "numpy",
    "sklearn",
    "sanic",
    "matplotlib",
)


@dataclass(frozen=True)
class Import:
    """One import: who, what (as a full name), and whether it runs when the module is loaded."""

    module: str
    name: str
    at_once: bool
    place: str

    @property
    def room(self) -> str:
        return room_of(self.module)


def room_of(module: str) -> str:
    """The room of a module's full name: rasa_project.core.model -> core."""
    parts = module.split(".")
    return parts[1] if parts[0] == PACKAGE and len(parts) > 1 else parts[0]


def below_package(module: str) -> str:
    """A module's name as LIBRARIES writes it: rasa_project.channels.web -> channels.web."""
    return module.removeprefix(f"{PACKAGE}.")


@lru_cache(maxsize=1)
def imports() -> tuple[Import, ...]:
    """Every import of the product's code, those inside functions too."""
    paths = [*(ROOT / PACKAGE).rglob("*.py"), *(ROOT / "actions").rglob("*.py")]
    return tuple(found for path in sorted(paths) for found in imports_of(path))


def imports_of(path: Path) -> Iterator[Import]:
    """The imports of one file."""
    relative = path.relative_to(ROOT)
    parts = relative.with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for name in names_of(node, parts):
                yield Import(module, name, id(node) not in inside, f"{relative}:{node.lineno}")


def names_of(node: ast.Import | ast.ImportFrom, parts: tuple[str, ...]) -> Iterator[str]:
    """The full names an import statement brings in; a dot means the importing file's folder."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    base = list(parts[: len(parts) - node.level]) if node.level else []
    base += node.module.split(".") if node.module else []
    yield from (".".join([*base, alias.name]) for alias in node.names)


def ours(name: str) -> bool:
    """Whether a full name belongs to the product."""
    return name.split(".")[0] in (PACKAGE, "actions")


def test_every_room_stands_in_the_table() -> None:
    paths = [*(ROOT / PACKAGE).glob("*.py"), *(ROOT / PACKAGE).glob("*/*.py")]
    rooms = {path.stem if path.parent.name == PACKAGE else path.parent.name for path in paths}
    assert {*rooms, "actions"} - {"__init__"} == set(ROOMS)


def test_rooms_import_only_what_the_table_allows() -> None:
    wrong = [
        f"{one.place}: {one.room} must not import {room_of(one.name)} ({one.name})"
        for one in imports()
        if ours(one.name) and one.module != PACKAGE
        if room_of(one.name) not in {one.room, *ROOMS[one.room]}
    ]
    assert not wrong, "\n".join(wrong)


def test_the_table_allows_nothing_that_is_not_needed() -> None:
    used = {(one.room, room_of(one.name)) for one in imports() if ours(one.name)}
    allowed = {(room, other) for room, others in ROOMS.items() for other in others}
    assert not allowed - used


def test_no_two_rooms_import_each_other() -> None:
    both = [(a, b) for a, others in ROOMS.items() for b in others if a in ROOMS[b]]
    assert not both
    order: list[str] = []
    while len(order) < len(ROOMS):
        ready = [room for room in ROOMS if room not in order and ROOMS[room] <= set(order)]
        assert ready, f"a circle among {set(ROOMS) - set(order)}"
        order += ready


def test_nothing_imports_the_command_line() -> None:
    assert not [one.place for one in imports() if room_of(one.name) == "cli" and one.room != "cli"]


def test_libraries_are_used_only_where_the_table_says() -> None:
    for one in imports():
        library = one.name.split(".")[0]
        if ours(one.name) or library in sys.stdlib_module_names:
            continue
        assert library in LIBRARIES, f"{one.place}: {library} stands in no table"
        homes = LIBRARIES[library]
        where = below_package(one.module)
        assert any(f"{where}.".startswith(f"{home}.") for home in homes), f"{one.place}: {library}"


def test_commands_import_slow_things_only_when_they_need_them() -> None:
    for one in imports():
        if one.room == "cli" and room_of(one.name) in ONLY_WHEN_NEEDED:
            assert not one.at_once, f"{one.place}: import {one.name} inside the function"


PROBE = """
import json, sys
from rasa_project.cli.main import main
code = main(json.loads(sys.argv[1]))
loaded = {name.split(".")[0] for name in sys.modules}
print(json.dumps([code, sorted(loaded)]))
"""


@pytest.mark.parametrize(
    "words",
    [
        ["decide", "-"],
        ["decide", "--jsonl"],
        pytest.param(["regulation", "coverage"], marks=pytest.mark.slow),
    ],
    ids=" ".join,
)
def test_a_command_without_understanding_loads_nothing_heavy(words: list[str]) -> None:
    code, loaded = loaded_by(PROBE, json.dumps(words))
    assert code in (0, 1)
    assert not set(HEAVY) & set(loaded)


def test_reading_a_trained_model_does_not_load_rasa() -> None:
    probe = "import json, sys, rasa_project.understanding.model\n"
    probe += "print(json.dumps([0, sorted(sys.modules)]))"
    _, loaded = loaded_by(probe)
    assert not {"rasa", "tensorflow", "sqlalchemy", "sanic", "sklearn"} & set(loaded)


def loaded_by(program: str, *words: str) -> tuple[int, list[str]]:
    """Exit code and modules that a program, run in a process of its own, prints on its last line."""
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=ROOT,
        input='{"stage": "plan"}',
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    code, modules = json.loads(done.stdout.splitlines()[-1])
    return int(code), list(modules)
