"""`kyogi regulation`: the edition against the official text, and against itself."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rasa_project.cli import regulation
from rasa_project.core.conditions import AllOf, Is
from rasa_project.core.errors import KyogiError
from rasa_project.core.model import Edition, Provision, Reading, Rule, Table, Unclear
from rasa_project.edition import REGULATION, load
from rasa_project.edition.coverage import cover
from rasa_project.edition.official import Official, parse, read_official
from rasa_project.edition.verify import Finding, rule_problems, verify

ROOT = Path(__file__).parents[2]
TEXT = ROOT.parent / "shared" / "reference" / "jisshi-youryou.txt"
REAL = REGULATION / "2024-04-01"
needs_text = pytest.mark.skipif(not TEXT.exists(), reason=f"no official text at {TEXT}")

SMALL = """みほんの要領
　この要領は、見本です。

\t１．言葉（第２条関係）
(1)「しくみ」とは、機械と人をいう。
・機械：サーバ※1など
（2） 次のものは、しくみではない。
　・紙　と　鉛筆
２. 仕事について
仕事は、しくみを使ってする。2.5倍の速さで、
1.の例外はない。
10．雑則
次のことをする。
(1)報告する※2。
(3)終える。



※1
(1)大きい機械も含む。
３．これは見出しではない。

※2
毎月※1
附  則
１　この要領は、４月１日から施行する。
附　則
この改正は、５月１日から施行する。
"""


# --- Reading the text -------------------------------------------------------------------------
def test_a_text_is_split_into_items() -> None:
    assert parse(SMALL).items == {
        "1(1)": ["「しくみ」とは、機械と人をいう。", "・機械:サーバ※1など"],
        "1(2)": ["次のものは、しくみではない。", "・紙と鉛筆"],
        "2": ["仕事は、しくみを使ってする。2.5倍の速さで、", "1.の例外はない。"],
        "10(1)": ["報告する※2。"],
        "10(3)": ["終える。"],
        "※1": ["(1)大きい機械も含む。", "3.これは見出しではない。"],
        "※2": ["毎月※1"],
        "附則": ["1この要領は、4月1日から施行する。", "この改正は、5月1日から施行する。"],
    }


def test_what_stands_outside_the_items_still_counts_as_text() -> None:
    lines = parse(SMALL).lines
    assert {"みほんの要領", "1.言葉(第2条関係)", "次のことをする。"} <= set(lines)


def test_footnotes_are_called_by_number() -> None:
    official = parse("1.甲\n(1)乙※1、丙※12\n※1\n丁\n※12\n戊")
    assert official.calls("1(1)") == {"※1", "※12"}
    assert official.calls("※1") == official.calls("9") == set()


def test_terms_stand_together_in_one_paragraph() -> None:
    official = parse(SMALL)
    assert official.together("1(1)", ("機械", "人"))
    assert official.together("1(2)", ("紙 と　鉛筆",)), "white space does not matter"
    assert not official.together("1(1)", ("人", "サーバ")), "two paragraphs"
    assert not official.together("1(9)", ("人",))


@needs_text
def test_the_real_text_has_all_its_items() -> None:
    items = read_official(TEXT).items
    numbers = (3, 2, 5, 8, 5, 0, 0, 2, 4, 5, 5, 5, 0)
    expected = [
        item
        for section, count in enumerate(numbers, 1)
        for item in [f"{section}({n})" for n in range(1, count + 1)] or [str(section)]
    ]
    assert list(items) == [*expected, *(f"※{n}" for n in range(1, 9)), "附則"]
    assert all(items.values())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "ファイルがありません"),
        (b"", "何も書かれていません"),
        ("　\n\n".encode(), "何も書かれていません"),
        ("１．言葉".encode("cp932"), "UTF-8のテキストとして"),
        ("見出しのない文です。\n(1)項目\n※1\n注".encode(), "節の見出しがありません"),
    ],
)
def test_a_bad_text_is_refused(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "text.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(KyogiError, match=f"text.txt: .*{says}") as caught:
        read_official(path)
    assert "\n" not in str(caught.value)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KyogiError, match="フォルダーです"):
        read_official(tmp_path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(SMALL, encoding="utf-8-sig")
    assert read_official(path).items == parse(SMALL).items


# --- Holding a small edition against the small text -------------------------------------------
RULE = Rule("a-1", AllOf(()), "required", "1(1)", "機械があれば要ります。", ("※1",), None, ("人",))
SUMMARIES = {
    "1(1)": Provision("1(1)", "しくみ", "機械と、それを使う人。", ("機械",), ("※1",)),
    "1(2)": Provision("1(2)", "ちがうもの", "文房具。", ("紙と鉛筆",)),
    "2": Provision("2", "仕事", "しくみでする。", ("2.5倍",)),
    "10(1)": Provision("10(1)", "報告", "知らせる。", ("報告",), ("※2",)),
    "10(3)": Provision("10(3)", "終わり", "おわる。"),
    "※1": Provision("※1", "機械", "大きさは問わない。", ("大きい",)),
    "※2": Provision("※2", "回数", "月に一度。"),
    "附則": Provision("附則", "日付", "四月から。", ("５月１日",)),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the small edition would be written, as far as lines are looked up in it."""
    (tmp_path / "decisions").mkdir()
    (tmp_path / "decisions" / "a.yml").write_text("tables:\n  - rules:\n      - id: a-1\n", "utf-8")
    (tmp_path / "provisions.yml").write_text('provisions:\n  "1(1)":\n', "utf-8")
    return tmp_path


def small(rule: Rule = RULE, others: Sequence[Provision] = ()) -> Edition:
    """The real edition with one rule, the small text's provisions and nothing else."""
    table = Table("art7", AllOf(()), (rule,), Unclear("2", "わかりません。"))
    return replace(
        load(REAL),
        tables=(table,),
        provisions=SUMMARIES | {provision.id: provision for provision in others},
        facts={},
        combinations=(),
        procedures={},
        readings={},
        steps=(),
        terms=(),
    )


def finding(edition: Edition, folder: Path, official: Official | None = None) -> Finding:
    return verify(edition, official or parse(SMALL), folder)


def test_a_true_edition_has_no_problems(folder: Path) -> None:
    found = finding(small(), folder)
    assert found.problems == ()
    assert found.rules == (1, 1)
    assert found.provisions == (8, 8)
    assert found.uncited == ("1(2)", "2", "10(1)", "10(3)", "※2", "附則")


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (
            replace(RULE, terms=("猫",)),
            "a.yml:3: 規則「a-1」（art7）の terms「猫」が、1(1) の1つの段落にそろって出てきません。"
            "要領の言葉どおりに書くか、provision を直してください。",
        ),
        (replace(RULE, terms=("人", "サーバ")), "terms「人」「サーバ」が、1(1) の1つの段落に"),
        (replace(RULE, terms=("鉛筆",)), "そろって出てきません（1(2) にはあります）。"),
        (replace(RULE, terms=()), "規則「a-1」（art7）に terms がありません。"),
        (replace(RULE, provision="1(7)"), "の根拠「1(7)」は、要領の本文にありません。番号を直し"),
        (replace(RULE, notes=("※1", "※7")), "の根拠「※7」は、要領の本文にありません。"),
    ],
    ids=["no such words", "two paragraphs", "another item", "no terms", "no item", "no note"],
)
def test_a_rule_that_does_not_stand_there(folder: Path, rule: Rule, problem: str) -> None:
    found = finding(small(rule), folder)
    assert [problem in one for one in found.problems] == [True], found.problems
    assert found.problems[0].startswith("a.yml:3: ")
    assert found.rules == (0, 1)


def test_provisions_are_held_against_the_text(folder: Path) -> None:
    wrong = (
        Provision("1(1)", "しくみ", "機械。", ("鉛筆",), ("※2",)),
        Provision("3(1)", "ない", "ない。"),
    )
    found = finding(small(others=wrong), folder)
    assert found.problems == (
        "provisions.yml:2: 「1(1)」の terms「鉛筆」は、その項目に出てきません。"
        "要領の言葉どおりに書いてください。",
        "provisions.yml:2: 「1(1)」の notes「※2」は、その項目に付いていません。"
        "注の番号を直してください。",
        "provisions.yml: 「3(1)」は、要領の本文にありません。番号を直すか、消してください。",
    )
    assert found.provisions == (7, 9)


def test_a_provision_without_description_is_named(folder: Path) -> None:
    official = parse(SMALL.replace("(3)終える。", "(3)終える。\n(4)増えた項目。"))
    assert finding(small(), folder, official).problems == (
        "provisions.yml: 要領の「10(4)」の説明がありません。書き足してください。",
    )


COPIED = "この要領は、だれでもいつでも読めるように、ふだんの言葉で書くものとする"


@pytest.mark.parametrize("cut", [24, 25])
def test_copying_is_named_from_25_characters_on(folder: Path, cut: int) -> None:
    official = parse(SMALL.replace("終える。", f"終える。\n{COPIED}。"))
    text = f"つまり、 {COPIED[:10]}\n{COPIED[10:cut]}ということです。"
    problems = finding(small(replace(RULE, text=text)), folder, official).problems
    assert len(problems) == (cut == 25)
    if problems:
        assert problems[0].startswith(f"decisions: 規則「a-1」の textに、要領の文「{COPIED[:25]}」")


def test_all_words_of_an_edition_are_compared(folder: Path) -> None:
    """Glossary, questions, answers, readings, steps and procedures of the real edition."""
    real = load(REAL)
    reading = Reading("R1", COPIED, COPIED)
    edition = replace(real, readings={"R1": reading})
    said = [
        *(fact.question for fact in real.facts.values()),
        *(choice.label for fact in real.facts.values() for choice in fact.choices),
        *(term.text for term in real.terms),
        *(step.text for step in real.steps),
        *(rule.text for table in real.tables for rule in table.rules),
        *(p.timing or "" for one in real.procedures.values() for p in one.papers.values()),
    ]
    long = {text for text in said if len(text) > 40} | {COPIED}
    official = parse("1.甲\n" + "\n".join(sorted(long)))
    problems = finding(edition, REAL, official).problems
    copied = [problem for problem in problems if "そのまま25文字以上" in problem]
    assert len(copied) >= len(long)
    for file in ("decisions", "facts.yml", "readings.yml", "glossary.yml", "steps.yml"):
        assert any(problem.startswith(f"{file}: ") for problem in copied), file


# --- The real text ----------------------------------------------------------------------------
@needs_text
def test_the_real_edition_stands_in_the_real_text() -> None:
    found = verify(load(REAL), read_official(TEXT), REAL)
    assert found.problems == ()
    assert found.rules[0] == found.rules[1] > 70


@needs_text
def test_every_slip_of_a_number_would_be_noticed() -> None:
    """Each rule moved to the next item of the text is reported, unless its words stand there too."""
    edition, official = load(REAL), read_official(TEXT)
    items = [*official.items]
    for table in edition.tables:
        for rule in table.rules:
            other = items[(items.index(rule.provision) + 1) % len(items)]
            moved = replace(rule, provision=other)
            problems = list(rule_problems(table, moved, official, REAL))
            assert bool(problems) != official.together(other, rule.terms), rule.id


# --- The command ------------------------------------------------------------------------------
def run(*argv: str) -> int:
    parser = argparse.ArgumentParser()
    regulation.add_parser(parser.add_subparsers())
    args = parser.parse_args(["regulation", *argv])
    return int(args.run(args))


def test_verify_reports_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "small.txt"
    path.write_text(SMALL, encoding="utf-8")
    assert run("verify", str(path), "--as-of", "2024-04-01") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("問題: ")
    assert lines[-2].startswith("確かめた数: 規則 ")
    assert lines[-1].startswith("問題が") and lines[-1].endswith("件あります。")


@needs_text
def test_verify_lists_what_no_rule_cites(capsys: pytest.CaptureFixture[str]) -> None:
    run("verify", str(TEXT))
    assert "どの規則も根拠にしていない項目: 1(3)、2(2)、3(1)" in capsys.readouterr().out


def hidden(edition: Edition) -> Edition:
    """The edition with a rule that an earlier one covers."""
    first, *others = edition.tables
    never = replace(first.rules[-1], id="never", when=Is("stage", frozenset(("plan",))))
    always = replace(first.rules[-1], id="always", when=AllOf(()))
    return replace(edition, tables=(replace(first, rules=(always, never)), *others))


@pytest.mark.slow
def test_coverage_names_a_hidden_rule(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = hidden(load(REAL))
    coverage = cover(edition)
    assert "never" in coverage.never and "always" not in coverage.never
    monkeypatch.setattr(regulation, "in_force", lambda day: edition)
    monkeypatch.setattr(regulation, "cover", lambda edition: coverage)
    assert run("coverage") == 1
    out = capsys.readouterr().out
    assert "規則「never」は、どの相談でも結論の根拠になりません" in out
    total = len(coverage.rules)
    assert f"{total - len(coverage.never)}/{total}（" in out


@pytest.mark.slow
def test_coverage_of_the_real_edition(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("coverage") == 0
    assert "（100%）" in capsys.readouterr().out


def kyogi(*argv: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rasa_project.cli.main", "regulation", *argv]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "argv",
    [
        ("verify", "/nowhere/要領.txt"),
        ("verify", str(ROOT)),
        ("verify", "/dev/null"),
        ("verify", sys.executable),
        ("verify", "pyproject.toml"),
        ("verify",),
        ("verify", "pyproject.toml", "--as-of", "令和6年"),
        ("coverage", "--as-of", "2020-01-01"),
        (),
    ],
)
def test_bad_input_is_one_line(argv: tuple[str, ...]) -> None:
    done = kyogi(*argv)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_loads_neither_rasa_nor_spacy() -> None:
    code = (
        "import sys; import rasa_project.cli.regulation; "
        "sys.exit(bool({'rasa', 'spacy', 'tensorflow'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
