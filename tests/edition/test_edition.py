"""Every way an officer can break a file is answered with file, line, key and remedy."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from rasa_project.contacts import read_contacts
from rasa_project.core.errors import EditionError
from rasa_project.core.explain import Consultations
from rasa_project.core.model import Edition
from rasa_project.edition import REGULATION, editions, in_force, load
from rasa_project.edition.build import build_edition

FOLDER = "2024-04-01"
ENGLISH = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}")
HEADING = "    heading: いまの段階"
WEBSITE = "when: {subject: website}"
WEBSITE_TEXT = (
    "        text: WEBサイト（ホームページ）は、実施要領では情報システムとして扱いません。"
)
ALIASES = "aliases: [調達, 契約, 発注, "


class Slip(NamedTuple):
    """One mistake: in `file`, `old` became `new`; the message says `says` and names the line."""

    name: str
    file: str
    old: str
    new: str
    says: str
    line: str | None = ""
    """A text on the line to be named: by default the first line of `new`, None for no line."""


SLIPS = [
    # Keys
    Slip("unknown key", "facts.yml", HEADING, "    headign: い", "「headign」という項目はありません"),
    Slip("doubled key", "facts.yml", HEADING, f"{HEADING}\n    heading: 二", "「heading」が2回", "二"),
    Slip("doubled fact", "facts.yml", "\n  contract:\n    h", "\n  stage:\n    h",
         "「stage」が2回", "stage:\n    heading: 契約の内容"),
    Slip("unknown top key", "glossary.yml", "\nterms:\n", "\nterm:\n", "「term」という項目は",
         "term:\n"),
    Slip("missing top key", "provisions.yml", "\nprovisions:\n", "\nprovision:\n",
         "「provisions」がありません", "provision:"),
    Slip("key in brackets", "decisions/art7.yml", WEBSITE, "when: {[subject]: website}",
         "「when」の項目の名前に"),
    Slip("missing desk", "procedures.yml", "    desk: DX推進担当\n", "",
         "「art7」に「desk」がありません", "  art7:\n"),
    Slip("unknown status of labels", "procedures.yml", "labels: {required: 確認が必要}",
         "labels: {requird: 確認}", "「requird」という項目はありません"),
    Slip("unknown status of papers", "procedures.yml", "    papers: {}", "    papers: {maybe: {}}",
         "「maybe」という項目はありません"),
    # Values
    Slip("wrong value", "decisions/art7.yml", WEBSITE, "when: {subject: websight}",
         "「subject」に「websight」という値はありません。使えるのは"),
    Slip("unknown in a rule", "decisions/art7.yml", WEBSITE, "when: {subject: unknown}",
         "「subject」に「unknown」という値は"),
    Slip("no value", "decisions/art7.yml", WEBSITE, "when: {subject: }", "「subject」に値がありません"),
    Slip("empty list", "decisions/art7.yml", WEBSITE, "when: {subject: []}",
         "「subject」に値がありません"),
    Slip("unknown status", "decisions/art7.yml", "status: not_applicable", "status: maybe",
         "「status」の「maybe」はありません。使えるのは required"),
    Slip("wrong default", "facts.yml", "default: none\n", "default: nonee\n",
         "「default」には選択肢の値を"),
    Slip("wrong taken_as", "facts.yml", "taken_as: not_yet", "taken_as: not",
         "「taken_as」には選択肢の値を"),
    Slip("neither yes nor no", "facts.yml", "    absent_where_not_asked: yes\n    choices",
         "    absent_where_not_asked: はい\n    choices", "には yes か no を"),
    Slip("ours", "glossary.yml", "    ours: true", "    ours: はい", "「ours」には yes か no を"),
    Slip("unknown as a choice", "facts.yml", "      plan:\n", "      unknown:\n",
         "「unknown」は選択肢に書けません", "      unknown:"),
    Slip("text for a list", "facts.yml", HEADING, "    heading: [いま, 段階]",
         "「heading」には文字を"),
    Slip("list without brackets", "facts.yml", f"{ALIASES}入札, 調達段階, 契約段階, ",
         "aliases: 調達, 契約 #", "「aliases」には、いくつか書くときは"),
    Slip("nested list", "facts.yml", ALIASES, "aliases: [{a: b}, ", "「aliases[1]」には文字を"),
    Slip("empty text", "decisions/art7.yml", WEBSITE_TEXT, "        text:",
         "「text」がありません。書き足してください", "id: art7-3a"),
    Slip("missing text", "decisions/art7.yml", f"{WEBSITE_TEXT}\n", "",
         "「text」がありません。書き足してください", "id: art7-3a"),
    # The date
    Slip("impossible date", "edition.yml", '"2024-04-01"', '"2024-13-01"',
         "「in_force_from」は 2024-04-01 の形で"),
    Slip("Japanese date", "edition.yml", '"2024-04-01"', "令和6年4月1日",
         "「in_force_from」は 2024-04-01 の形で"),
    Slip("date of another folder", "edition.yml", '"2024-04-01"', '"2025-04-01"',
         "「in_force_from」がフォルダーの名前（2024-04-01）と違います"),
    # Conditions
    Slip("unknown fact", "decisions/art7.yml", WEBSITE, "when: {subjekt: website}",
         "「subjekt」という事実はありません。使えるのは stage"),
    Slip("unknown answered fact", "decisions/art11.yml", "answered: contract",
         "answered: contrakt", "「answered」の「contrakt」という事実はありません"),
    Slip("answered in a rule", "decisions/art7.yml", WEBSITE, "when: {answered: subject}",
         "「answered」という事実はありません"),
    Slip("unknown name", "decisions/art7.yml", "{is: not_information_system}", "{is: no_system}",
         "「no_system」という名前の条件はありません。conditions.yml に"),
    Slip("a word for a condition", "decisions/art7.yml", WEBSITE, "when: allways",
         "「when」には「事実: 値」の形の条件か、always を"),
    Slip("no condition", "decisions/art7.yml", WEBSITE, "when: {}", "「when」に条件がありません"),
    Slip("condition left out", "decisions/art7.yml", WEBSITE, "when:", "「when」がありません",
         "id: art7-3a"),
    Slip("a later fact", "facts.yml", "applies_when: {stage: procure}",
         "applies_when: {subject: saas}", "「subject」の質問は、ここより上にはありません"),
    Slip("the fact itself", "facts.yml", "applies_when: always", "applies_when: {stage: plan}",
         "「stage」の質問は、ここより上にはありません"),
    # Combinations
    Slip("combination of an unknown fact", "facts.yml", "second: activity", "second: activities",
         "「activities」という事実はありません", "first: subject"),
    Slip("combination left out", "facts.yml", "      website: []\n", "",
         "「pairs」に「website」がありません", "    pairs:"),
    Slip("combination with a wrong value", "facts.yml", "facility_embedded: [introduce,",
         "facility_embedded: [introduced,", "「introduced」という値は activity にありません"),
    Slip("combination of a wrong value", "facts.yml", "      website: []", "      websites: []",
         "「websites」という項目はありません"),
    # Between the files
    Slip("undescribed provision", "decisions/art7.yml", 'provision: "1(2)"', 'provision: "1(9)"',
         "規則「art7-3a」が根拠にしている「1(9)」がありません", None),
    Slip("undescribed note", "decisions/art7.yml", 'notes: ["※1"]', 'notes: ["※9"]',
         "規則「art7-3f」が根拠にしている「※9」がありません", None),
    Slip("undescribed reading", "decisions/art7.yml", "reading: R5", "reading: R55",
         "規則「art7-3f」の読み方「R55」が readings.yml にありません", None),
    Slip("doubled rule", "decisions/art7.yml", "id: art7-3b", "id: art7-3a",
         "規則「art7-3a」が2つあります", None),
    Slip("alias of two choices", "facts.yml", ALIASES, "aliases: [企画, ",
         "「企画」が stage の2つの選択肢にあります", None),
    Slip("word of two terms", "glossary.yml", "aliases: [スクラッチ, ", "aliases: [システム, ",
         "「システム」が2つの用語にあります", None),
    Slip("term of an unknown value", "glossary.yml", "    value: scratch", "    value: skratch",
         "用語「スクラッチシステム」の subject: skratch は facts.yml にありません", None),
    Slip("step of an unknown procedure", "steps.yml", "{art7: unclear}", "{art77: unclear}",
         "手続「art77」はありません", None),
    Slip("step of an unknown status", "steps.yml", "{art7: unclear}", "{art7: unklar}",
         "結果「unklar」はありません。使えるのは", None),
    Slip("table without procedure", "decisions/ict_cost.yml", "procedure: ict_cost",
         "procedure: ict_costs", "手続「ict_costs」が procedures.yml にありません", None),
    Slip("doubled table", "decisions/ict_cost.yml", "procedure: ict_cost", "procedure: art7",
         "手続「art7」の表は、もうあります"),
    Slip("status without label", "procedures.yml", "  unclear: 要確認\n", "",
         "「unclear」という項目はありません", "unclear: &ask"),
    Slip("a case without rule", "decisions/art7.yml", "when: {activity: rebuild}",
         "when: {activity: rebuild, subject: scratch}",
         "手続「art7」の表に、", None),
    # Not YAML at all
    Slip("no colon", "facts.yml", HEADING, "    heading いまの段階",
         "この行か、その少し上がYAMLとして読めません", "question: いま、どの段階"),
    Slip("wide colon", "facts.yml", HEADING, "    heading：いまの段階", "「：」が全角です"),
    Slip("no space after the colon", "facts.yml", HEADING, "    heading:いまの段階",
         "「:」の後に半角の空白がありません"),
    Slip("wide space", "facts.yml", HEADING, "　　heading: いまの段階", "全角の空白があります"),
    Slip("tab", "facts.yml", HEADING, "\theading: いまの段階", "タブがあります"),
    Slip("indentation", "facts.yml", HEADING, "   heading: いまの段階",
         "字下げ", "question: いま、どの段階"),
    Slip("open bracket", "decisions/art7.yml", WEBSITE, "when: {subject: website",
         "かっこの閉じ忘れ", "status: not_applicable"),
    Slip("control character", "facts.yml", HEADING, "    heading: いま\x07の段階",
         "目に見えない文字"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real edition to break."""
    return Path(shutil.copytree(REGULATION / FOLDER, tmp_path / FOLDER))


def change(path: Path, old: str, new: str) -> None:
    """Replace the first `old` in a file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} no longer holds {old!r}: mend the test"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def complaint(folder: Path) -> str:
    """What the loader says of a broken edition: one line of Japanese with a remedy."""
    with pytest.raises(EditionError) as caught:
        build_edition(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert not ENGLISH.search(message), message
    assert re.search("ください|使えるのは .+ です。$|選べます。$", message), message
    return message


@pytest.mark.parametrize("slip", SLIPS, ids=[slip.name for slip in SLIPS])
def test_a_slip_is_named(folder: Path, slip: Slip) -> None:
    path = folder / slip.file
    change(path, slip.old, slip.new)
    message = complaint(folder)
    assert slip.says in message
    if slip.line is None:
        assert re.match(rf"{FOLDER}/[a-z0-9_.]+: ", message), message
    else:
        place = line_of(path, slip)
        assert message.startswith(f"{FOLDER}/{slip.file}:{place}: "), (message, place)


def line_of(path: Path, slip: Slip) -> int:
    """The line that the message should name."""
    text = path.read_text(encoding="utf-8")
    at = text.index(slip.new) if slip.new else 0
    if slip.line:
        at = text.index(slip.line, at if slip.line in text[at:] else 0)
    else:
        at += len(slip.new) - len(slip.new.lstrip("\n"))
    return text.count("\n", 0, at) + 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "ファイルがありません"),
        (b"", "何も書かれていません"),
        ("# メモ\n".encode(), "何も書かれていません"),
        ("facts:\n  い: ろ\n".encode("cp932"), "UTF-8で保存してください"),
        ("facts: い\n".encode("utf-16"), "UTF-8で保存してください"),
        (b"- a\n- b\n", "「名前: 値」の形で"),
    ],
    ids=["missing", "empty", "only a comment", "Shift_JIS", "UTF-16", "a list"],
)
@pytest.mark.parametrize(
    "file",
    ["edition.yml", "facts.yml", "readings.yml", "provisions.yml", "procedures.yml", "steps.yml",
     "glossary.yml", "decisions/conditions.yml"],
)  # fmt: skip
def test_a_bad_file_is_named(folder: Path, file: str, content: bytes | None, says: str) -> None:
    path = folder / file
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    message = complaint(folder)
    assert message.startswith(f"{FOLDER}/{file}:")
    assert says in message


def test_a_folder_in_place_of_a_file_is_named(folder: Path) -> None:
    (folder / "steps.yml").unlink()
    (folder / "steps.yml").mkdir()
    assert complaint(folder).startswith(f"{FOLDER}/steps.yml: 読めません。フォルダー")


def test_a_missing_table_is_named(folder: Path) -> None:
    (folder / "decisions" / "art11.yml").unlink()
    assert "手続「art11」の表が decisions/ にありません" in complaint(folder)


def test_a_byte_order_mark_does_no_harm(folder: Path) -> None:
    """Windows' editor writes one."""
    path = folder / "steps.yml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert build_edition(folder).steps


# --- Folders and dates ------------------------------------------------------------------------
@pytest.fixture
def regulation(tmp_path: Path) -> Path:
    """A regulation folder with two editions: the real one and one in force two years later."""
    for name in (FOLDER, "2026-04-01"):
        shutil.copytree(REGULATION / FOLDER, tmp_path / name)
    change(tmp_path / "2026-04-01" / "edition.yml", '"2024-04-01"', '"2026-04-01"')
    return tmp_path


@pytest.mark.parametrize(
    ("as_of", "edition"),
    [
        (date(2024, 4, 1), "2024-04-01"),
        (date(2026, 3, 31), "2024-04-01"),
        (date(2026, 4, 1), "2026-04-01"),
    ],
)
def test_the_edition_in_force_on_a_day(regulation: Path, as_of: date, edition: str) -> None:
    assert in_force(as_of, regulation).id == edition
    assert in_force(as_of, regulation).in_force_from == date.fromisoformat(edition)


def test_no_edition_in_force(regulation: Path) -> None:
    with pytest.raises(EditionError, match=r"2024-03-31 に.*2024-04-01、2026-04-01"):
        in_force(date(2024, 3, 31), regulation)


@pytest.mark.parametrize("name", ["令和8年4月", "2026-4-1", "2026-04-01のコピー", "2026-02-30"])
def test_a_wrong_folder_name_is_named(regulation: Path, name: str) -> None:
    (regulation / name).mkdir()
    with pytest.raises(EditionError, match=f"{name}: 版のフォルダーの名前は施行日.*してください"):
        editions(regulation)


# --- What an officer can do without a programmer ----------------------------------------------
NEW_FACT = """
  uses_ai:
    heading: 生成AI
    question: 生成AIを使いますか。
    why: 使わないものは対象外だからです（試験）。
    provision: "5(2)"
    applies_when: {stage: plan, subject: scratch, activity: introduce}
    choices:
      "yes": {label: 使います}
      "no": {label: 使いません}

  art11_approved:
    heading: 第11条の承認"""
NEW_RULE = """      - id: art7-12
        when: {subject: scratch, activity: introduce, uses_ai: no}
        status: exempt
        provision: "5(2)"
        terms: [情報システムの改修]
        text: 試験のための規則です。

      - id: art7-11a
"""


def test_a_new_question_needs_no_code(folder: Path) -> None:
    change(folder / "facts.yml", "\n  art11_approved:\n    heading: 第11条の承認", NEW_FACT)
    change(folder / "decisions" / "art7.yml", "      - id: art7-11a\n", NEW_RULE)
    consultations = Consultations(build_edition(folder))
    answers = {"stage": "plan", "subject": "scratch", "activity": "introduce", "network": "none"}
    before = consultations.result(answers)
    assert (before.complete, before.next_question) == (False, "uses_ai")
    assert consultations.interview.choices("uses_ai", answers) == ["yes", "no"]
    assert consultations.interview.remaining(answers) == 1
    for value, status in (("yes", "required"), ("no", "exempt"), ("unknown", "unclear")):
        result = consultations.result({**answers, "uses_ai": value})
        assert result.complete
        assert [line.status for line in result.procedures] == [status]
    elsewhere = {**answers, "subject": "package"}
    assert consultations.result(elsewhere).complete


def test_wording_is_data(folder: Path) -> None:
    change(folder / "facts.yml", HEADING, "    heading: 段階")
    change(folder / "decisions" / "art7.yml", WEBSITE_TEXT, "        text: 言い方を変えました。")
    edition = build_edition(folder)
    result = Consultations(edition).result({"stage": "plan", "subject": "website"})
    assert edition.facts["stage"].heading == "段階"
    assert result.procedures[0].reasons[0].text == "言い方を変えました。"


# --- The real edition -------------------------------------------------------------------------
@pytest.fixture(scope="module")
def edition() -> Edition:
    return load(REGULATION / FOLDER)


def test_yes_and_no_are_words(edition: Edition) -> None:
    assert edition.facts["saas_city_data"].values == ("yes", "no")


def test_every_desk_has_an_entry_for_the_city_to_fill_in(edition: Edition) -> None:
    desks = read_contacts(REGULATION / "contacts.yml").desks
    assert {procedure.desk for procedure in edition.procedures.values()} <= set(desks)


def test_every_reading_is_used(edition: Edition) -> None:
    """R9 is said by the program itself, of unknown answers."""
    used = {rule.reading for table in edition.tables for rule in table.rules} | {"R9", None}
    assert {*edition.readings, None} == used


def test_every_asked_fact_says_who_knows(edition: Edition) -> None:
    for fact in edition.facts.values():
        assert fact.default or fact.who_knows, fact.id
