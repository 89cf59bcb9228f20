"""The documents against the code: what they name exists, what exists is named, examples run as shown."""

from __future__ import annotations

import argparse
import ast
import importlib
import itertools
import re
import subprocess
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from rasa_project.bootstrap import services
from rasa_project.cli.main import COMMANDS
from rasa_project.core.model import Edition
from rasa_project.edition import REGULATION, in_force
from rasa_project.edition.official import plain, read_official
from rasa_project.edition.verify import LONGEST_RUN, runs_of, windows
from rasa_project.model_file import trained_model
from rasa_project.service.acts import ACTS
from rasa_project.settings import PROJECT as ROOT
from rasa_project.settings import read_settings

OFFICIAL_TEXT = ROOT.parent / "shared/reference/jisshi-youryou.txt"
DOCUMENTS = sorted(
    [
        ROOT / "README.md",
        ROOT / "CHANGELOG.md",
        ROOT / "SECURITY.md",
        *(ROOT / "docs").rglob("*.md"),
        *REGULATION.rglob("*.md"),
    ]
)
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
PARTS = ["Situation", "Decision", "What it costs"]
HALF_A_PAGE = 400
"""Words."""

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
URL = re.compile(r"https?://[^\s)`」』,、。]+")
PROVISION = re.compile(r"(?<![\w(.])\d{1,2}\(\d{1,2}\)|※\d{1,2}")
READING = re.compile(r"\bR\d{1,2}\b")
PAPER = re.compile(r"「([^「」（）]*(?:書|票|一覧|様式))」")
PROCEDURE = re.compile(
    r"`(art\d+(?:_\d)?|\w+_report|\w+_result|operation_\w+|abolition_\w+|ict_\w+|network_t\w+|review)`"
)
COMMAND = re.compile(r"(?<![\w-])kyogi ([a-z]+)(?: (verify|coverage)\b)?")
TARGET = re.compile(r"(?<![\w-])make ([a-z]+)\b")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@lru_cache(maxsize=1)
def edition() -> Edition:
    return in_force(date(2026, 4, 1))


def code_of(text: str) -> str:
    """What stands in backticks or fences: only there is a word a command."""
    fences = [body for _, body in FENCE.findall(text)]
    return "\n".join([*fences, *re.findall(r"`([^`\n]+)`", FENCE.sub("", text))])


def rows(text: str, *headings: str) -> list[list[str]]:
    """The cells of the table that has these headings."""
    found: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif tuple(cells) == headings:
            inside = True
        elif inside and not set(line) <= set("|- :"):
            found.append(cells)
    assert found, f"no table with {headings}"
    return found


every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)


# --- commands, targets, settings ----------------------------------------------------------------
def parsers(command: str) -> dict[str, argparse.ArgumentParser]:
    """A command and its subcommands -> their parsers."""
    top: argparse._SubParsersAction[argparse.ArgumentParser] = (
        argparse.ArgumentParser().add_subparsers()
    )
    importlib.import_module(f"rasa_project.cli.{command}").add_parser(top)
    below = {
        f"{command} {name}": parser
        for action in top.choices[command]._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, parser in action.choices.items()
    }
    return below or {command: top.choices[command]}


def targets() -> dict[str, bool]:
    """Targets of the Makefile -> whether `make help` lists them."""
    found = re.findall(r"^([a-z]+):(.*)$", text_of(ROOT / "Makefile"), re.MULTILINE)
    return {name: "## " in rest for name, rest in found}


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_a_line_in_the_readme_with_its_options(command: str) -> None:
    lines = {
        cells[0]: cells[1] for cells in rows(text_of(ROOT / "README.md"), "command", "what it does")
    }
    for name, parser in parsers(command).items():
        assert f"`kyogi {name}`" in lines
        for action in parser._actions:
            for option in set(action.option_strings) - {"-h", "--help"}:
                assert f"`{option}`" in lines[f"`kyogi {name}`"], f"kyogi {name} {option}"


@every_document
def test_each_command_named_exists(path: Path) -> None:
    existing = {part for command in COMMANDS for part in (command, *parsers(command))}
    for command, action in COMMAND.findall(code_of(text_of(path))):
        assert f"{command} {action}".strip() in existing


def test_each_make_target_has_a_line_in_the_readme() -> None:
    lines = {cells[0] for cells in rows(text_of(ROOT / "README.md"), "target", "what it does")}
    quick = {"`make`"}
    assert lines == {f"`make {name}`" for name in targets() if name != "quick"} | quick


@every_document
def test_each_make_target_named_exists(path: Path) -> None:
    assert set(TARGET.findall(code_of(text_of(path)))) <= set(targets())


def test_settings_stand_in_the_documents_with_their_defaults() -> None:
    read = set(re.findall(r"KYOGI_[A-Z_]+", text_of(ROOT / "rasa_project/settings.py")))
    read = {name for name in read if not name.endswith("_")}
    table = rows(text_of(ROOT / "README.md"), "variable", "default", "meaning")
    assert {name.strip("`") for name, _, _ in table} == read
    settings = read_settings({})
    for name, shown, _ in table:
        field = {"KYOGI_DB": "database"}.get(name.strip("`"), name.strip("`")[6:].lower())
        value = getattr(settings, field)
        value = value.relative_to(ROOT) if isinstance(value, Path) else value
        value = (",".join(value) or None) if isinstance(value, tuple) else value
        unset = "today" if field == "as_of" else "none"
        assert shown == (unset if value is None else f"`{value}`"), name
    assert read == set(re.findall(r"KYOGI_[A-Z_]+", text_of(ROOT / "docs/ja/setchi.md")))


# --- names of the regulation --------------------------------------------------------------------
@every_document
def test_what_is_named_of_the_regulation_exists(path: Path) -> None:
    text = text_of(path)
    assert set(PROVISION.findall(text)) <= set(edition().provisions)
    assert set(READING.findall(text)) <= set(edition().readings)
    assert set(PROCEDURE.findall(text)) <= set(edition().procedures)
    assert set(PAPER.findall(text)) <= papers()


def papers() -> set[str]:
    """Forms, what comes back, and papers that the glossary explains."""
    all_papers = [
        p for procedure in edition().procedures.values() for p in procedure.papers.values()
    ]
    named = {name for paper in all_papers for name in (*paper.forms, *paper.returns)}
    return named | {term.term for term in edition().terms}


def test_the_changelog_goes_through_the_provisions_in_order() -> None:
    table = rows(text_of(ROOT / "CHANGELOG.md"), "provision", "what the product covers")
    cited = [cells[0].split() for cells in table]
    order = list(edition().provisions)
    first = [order.index(items[0]) for items in cited]
    assert first == sorted(first)
    assert sorted({item for items in cited for item in items}) == sorted(order)
    assert set(PROCEDURE.findall(text_of(ROOT / "CHANGELOG.md"))) == set(edition().procedures)
    assert edition().in_force_from.isoformat() in text_of(ROOT / "CHANGELOG.md")


@every_document
def test_nothing_is_copied_from_the_guideline(path: Path) -> None:
    if not OFFICIAL_TEXT.exists():
        pytest.skip(f"the official text is not at {OFFICIAL_TEXT}")
    text = plain(text_of(path))
    for title in (edition().title, *(p.name for p in edition().procedures.values())):
        text = text.replace(plain(title), "\n")
    assert not set(windows(text)) & runs_of(read_official(OFFICIAL_TEXT)), f"{LONGEST_RUN} letters"


# --- links --------------------------------------------------------------------------------------
@every_document
def test_links_lead_to_files_that_exist(path: Path) -> None:
    for link in LINK.findall(text_of(path)):
        target = link.partition("#")[0]
        if target and not URL.match(link):
            assert (path.parent / target).exists(), f"{name_of(path)}: {link}"


@every_document
def test_no_address_but_the_official_page_and_this_machine(path: Path) -> None:
    for url in URL.findall(text_of(path)):
        known = url == edition().official_page or re.match(r"http://127\.0\.0\.1[:/]", url)
        assert known or (path.name == "channels.md" and of_a_vendor(url)), url


def of_a_vendor(url: str) -> bool:
    """Whether an address stands in a vendor's own code, or is for the reader to fill in."""
    blank = re.match(r"https://(?:$|[…（]|[a-z]+\.example\.jp)", url)
    code = "".join(text_of(source) for source in (ROOT / "rasa_project/vendors").rglob("*.py"))
    return bool(blank) or url in code or url == "https://api.slack.com/apps"


@every_document
def test_no_place_on_the_machine_it_was_written_on(path: Path) -> None:
    assert not re.search(r"(?<![\w.])/(?:work|root|home|tmp)/", text_of(path))


# --- decision records ---------------------------------------------------------------------------
@pytest.mark.parametrize("path", DECISIONS, ids=name_of)
def test_a_decision_has_number_title_and_three_parts(path: Path) -> None:
    text = text_of(path)
    assert re.match(rf"# {path.name[:3]} \S", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS
    assert all(part.strip() for part in re.split(r"^## .+$", text, flags=re.MULTILINE)[1:])
    assert len(text.split()) <= HALF_A_PAGE


def test_decisions_are_numbered_without_gaps() -> None:
    assert [path.name[:3] for path in DECISIONS] == [
        f"{n:03}" for n in range(1, len(DECISIONS) + 1)
    ]


def test_the_packages_left_out_are_named_with_the_decision() -> None:
    left_out = re.findall(r"^([a-z-]+) ;", text_of(ROOT / "overrides.txt"), re.MULTILINE)
    text = text_of(next(path for path in DECISIONS if "environment" in path.name))
    listed = re.search(r"leaves out, each with its reason: (.*?)\.", text, re.DOTALL)
    assert listed
    assert sorted(re.split(r",\s+", listed[1])) == sorted(left_out)


# --- examples -----------------------------------------------------------------------------------
def examples(heavy: bool) -> list[tuple[str, str]]:
    """(command, output) of the README's console blocks; heavy: those that need the model."""
    found = []
    for language, body in FENCE.findall(text_of(ROOT / "README.md")):
        for block in (
            re.split(r"^\$ ", body, flags=re.MULTILINE)[1:] if language == "console" else ()
        ):
            command, _, output = block.partition("\n")
            found.append((command, output))
    needs_model = re.compile(r"kyogi (understand|converse)")
    return [pair for pair in found if bool(needs_model.search(pair[0])) == heavy]


def run_example(command: str, shown: str) -> None:
    """Run a command as a reader would; … in the output stands for anything."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    said = [line for line in done.stdout.splitlines() if not line.startswith("モデルを読み込んで")]
    for line, pattern in zip(said, shown.splitlines(), strict=True):
        expected = ".*".join(map(re.escape, pattern.split("…")))
        assert re.fullmatch(expected, line), f"{command}\nshown: {pattern}\nsaid:  {line}"


def test_the_readme_shows_how_to_decide() -> None:
    shown = [command for command, _ in examples(heavy=False)]
    assert any(command.endswith("kyogi decide") for command in shown)
    assert any(command.endswith("kyogi decide --jsonl") for command in shown)


@pytest.mark.parametrize(("command", "shown"), examples(heavy=False), ids=itertools.count(1))
def test_the_examples_print_what_the_readme_shows(command: str, shown: str) -> None:
    run_example(command, shown)


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize(("command", "shown"), examples(heavy=True), ids=itertools.count(1))
def test_the_talking_examples_print_what_the_readme_shows(command: str, shown: str) -> None:
    run_example(command, shown)


# --- what staff read ----------------------------------------------------------------------------
LABELLING = ("act", "the person …", "example", "not this act")
HOW_TO = ROOT / "docs/ja/tsukaikata.md"
SETTING_UP = ROOT / "docs/ja/setchi.md"
WISHES = {
    "案件のことを書く": "inform",
    "わからないと答える": "dont_know",
    "聞かれる理由を知る": "ask_why",
    "1つ前の質問に戻る": "go_back",
    "答えを変える": "change_answer",
    "ここまでの内容を見る": "ask_progress",
    "言葉の意味を聞く": "ask_definition",
    "要領の項目を読む": "ask_provision",
    "様式を聞く": "ask_forms",
    "窓口を聞く": "ask_contact",
    "役割を聞く": "ask_roles",
    "もしもの話を聞く": "what_if",
    "担当者に相談する": "handoff",
    "要領を学ぶ": "learn",
    "最初からやり直す": "restart",
    "できることを見る": "help",
}


def wishes() -> Iterator[tuple[str, str]]:
    """(act, sentence) of the table of things to write."""
    for wish, said in rows(text_of(HOW_TO), "したいこと", "書き方の例"):
        yield from ((WISHES[wish], sentence) for sentence in re.findall(r"「([^」]+)」", said))


def test_each_act_that_staff_may_want_has_an_example() -> None:
    small_talk = {"greet", "thanks", "goodbye", "affirm", "deny", "out_of_scope", "resume"}
    assert {act for act, _ in wishes()} == set(ACTS) - small_talk


@pytest.mark.slow
@pytest.mark.model
def test_the_examples_for_staff_are_understood() -> None:
    from rasa_project.understanding.model import load_understander

    read = load_understander(trained_model(read_settings())).read
    for asked in (None, "stage", "activity", "saas_city_data"):
        for act, sentence in wishes():
            assert read(sentence, asked).act == act, (sentence, asked)


def test_buttons_quoted_for_staff_exist() -> None:
    quoted = re.findall(r"［([^］]+)］", text_of(HOW_TO))
    assert quoted
    for label in quoted:
        assert any(label in line for line in spoken()), label


def test_trouble_is_listed_by_sentences_that_the_product_says() -> None:
    for shown, _ in rows(text_of(SETTING_UP), "出る文", "すること"):
        for piece in filter(None, map(str.strip, shown.strip("「」").split("…"))):
            assert any(piece in line for line in spoken()), piece


@lru_cache(maxsize=1)
def spoken() -> tuple[str, ...]:
    """Every text in the code that may be shown to somebody."""
    python = [*(ROOT / "rasa_project").rglob("*.py"), *(ROOT / "scripts").glob("*.py")]
    python += (ROOT / "actions").glob("*.py")
    constants = [
        node.value
        for path in python
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    other = [ROOT / "Makefile", ROOT / "scripts/debian_packages.sh"]
    other += (ROOT / "rasa_project/web/static").glob("*.*")
    return (*constants, *map(text_of, other))


def test_mistakes_in_the_regulation_are_listed_by_words_that_the_product_says() -> None:
    for words, _ in rows(text_of(ROOT / "docs/ja/kaisei.md"), "出る文に含まれる言葉", "直し方"):
        assert any(words in line for line in spoken()), words


def test_desks_of_the_contact_settings_are_explained() -> None:
    text = text_of(SETTING_UP)
    for desk in services().contacts.desks:
        assert desk in text
    for key in ("phone", "mail", "place", "url"):
        assert f"`{key}`" in text


def test_labelling_explains_each_act() -> None:
    acts = {cells[0] for cells in rows(text_of(ROOT / "docs/labelling.md"), *LABELLING)}
    explained = {act for cell in acts for act in re.findall(r"`(\w+)`", cell)}
    assert explained == set(ACTS) - {"resume"}
