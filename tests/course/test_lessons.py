"""The lessons: sound data, own words, and answers that nobody typed in."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from course.learner import right_status

from rasa_project.core.errors import EditionError
from rasa_project.course import Course, open_course
from rasa_project.course.cases import options, solution
from rasa_project.course.lessons import texts_of
from rasa_project.course.texts import feedback, lesson_text
from rasa_project.edition import REGULATION
from rasa_project.edition.official import read_official
from rasa_project.edition.verify import copied, runs_of

FOLDER = REGULATION / "2024-04-01"
TEXT = Path(__file__).parents[3] / "shared" / "reference" / "jisshi-youryou.txt"
WEBSITE = "facts: {stage: plan, subject: website, network: none}"


def test_every_lesson_stands_on_provisions_of_the_edition(course: Course) -> None:
    assert 8 <= len(course.lessons) <= 10
    for lesson in course.lessons.values():
        assert set(lesson.provisions) <= set(course.edition.provisions)


def test_every_topic_of_the_quiz_has_a_lesson(course: Course) -> None:
    for topic in course.topics:
        assert course.lesson_on(topic.partition(" ")[2]), topic


def test_footnotes_named_in_a_lesson_are_among_its_provisions(course: Course) -> None:
    for lesson in course.lessons.values():
        named = set(re.findall(r"※\d", "".join(lesson.paragraphs)))
        assert named <= set(lesson.provisions), lesson.id


@pytest.mark.skipif(not TEXT.exists(), reason=f"no official text at {TEXT}")
def test_nothing_is_copied_from_the_guideline(course: Course) -> None:
    runs = runs_of(read_official(TEXT))
    for where, text in texts_of(course.lessons):
        assert not list(copied(where, text, runs))


def test_lessons_are_short_enough_for_a_chat(course: Course) -> None:
    for lesson in course.lessons.values():
        text = lesson_text(course, lesson)
        assert len(text) <= 500 and "\n\n" not in text, lesson.id
        for sentence in re.split("[。\n]", text):
            assert len(sentence) <= 100, sentence


def test_the_core_answers_the_questions(course: Course) -> None:
    for asked in course.questions.values():
        line = solution(course.consultations, asked)
        assert line.status == right_status(asked)
        assert line.status in options(course.edition, asked.procedure)
        for status in options(course.edition, asked.procedure):
            said = feedback(course, line, status).split("\n")[0]
            assert (said == "正解です。") == (status == line.status)


def test_the_explanation_names_provision_notes_and_reading(course: Course) -> None:
    for asked in course.questions.values():
        line = solution(course.consultations, asked)
        text = feedback(course, line, line.status)
        for reason in line.reasons:
            assert reason.text in text
            assert all(name in text for name in (reason.provision, *reason.notes))
            assert not reason.reading or f"協議ナビの読み方 {reason.reading}：" in text


class Slip(NamedTuple):
    """One mistake: `old` became `new`; the message says `says` and names the line of `new`."""

    name: str
    old: str
    new: str
    says: str
    on: str = ""
    """A text on the line to be named, where that is not the first one of `new`."""


SLIPS = [
    Slip("not complete", WEBSITE, "facts: {stage: plan, subject: website}",
         "「ネットワーク」（network）が決まっていません"),
    Slip("value", WEBSITE, "facts: {stage: plan, subject: websight, network: none}",
         "値「websight」はありません"),
    Slip("fact", WEBSITE, "facts: {stage: plan, subjekt: website, network: none}",
         "事実「subjekt」はありません"),
    Slip("combination", WEBSITE, "facts: {stage: plan, subject: sns, activity: modify, network: none}",
         "組み合わせはありません"),
    Slip("idle fact", WEBSITE, "facts: {stage: plan, subject: sns, network: none, saas_city_data: no}",
         "（saas_city_data）は、この案件では使いません"),
    Slip("other procedures", WEBSITE, "facts: {stage: abolish, abolish_target: both}",
         "手続「art7」は、この案件の結果に出てきません。出てくるのは abolition_system、"),
    Slip("no procedure", WEBSITE, "facts: {stage: network, network: none}",
         "ほかの事実にしてください"),
    Slip("an answer typed in", WEBSITE, f"{WEBSITE}\n        status: exempt",
         "「status」という項目はありません", "status: exempt"),
    Slip("provision", '["1(1)", "1(2)", "1(3)"', '["1(1)", "1(2)", "1(9)"',
         "「provisions[3]」の「1(9)」という項目は"),
    Slip("none at all", 'provisions: ["1(1)", "1(2)", "1(3)", "※1"]', "provisions: []",
         "「provisions」は1つから"),
    Slip("key", "    title: ", "    titel: ", "「titel」という項目はありません"),
    Slip("doubled", "\n  people:\n    t", "\n  system:\n    t", "「system」が2回", "system:\n    title: だ"),
    Slip("unlikely value", "answered: subject, not: {subject: [saas,",
         "answered: subject, not: {subject: [sas,", "「sas」という値はありません"),
    Slip("top key", "\nlessons:\n", "\nlesson:\n", "「lesson」という項目はありません"),
]  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS, ids=[slip.name for slip in SLIPS])
def test_a_slip_is_named_with_its_line(course: Course, tmp_path: Path, slip: Slip) -> None:
    path = tmp_path / FOLDER.name / "lessons.yml"
    path.parent.mkdir()
    text = (FOLDER / "lessons.yml").read_text(encoding="utf-8")
    assert slip.old in text, "mend the test"
    changed = text.replace(slip.old, slip.new, 1)
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(EditionError) as caught:
        open_course(course.consultations, tmp_path)
    line = changed.count("\n", 0, changed.index(slip.on or slip.new.strip("\n"))) + 1
    assert slip.says in str(caught.value)
    assert str(caught.value).startswith(f"{FOLDER.name}/lessons.yml:{line}: ")
    assert "\n" not in str(caught.value)


def test_too_many_questions_and_a_missing_file_are_named(course: Course, tmp_path: Path) -> None:
    folder = tmp_path / FOLDER.name
    folder.mkdir()
    with pytest.raises(EditionError, match=r"lessons\.yml: ファイルがありません"):
        open_course(course.consultations, tmp_path)
    shutil.copy(FOLDER / "lessons.yml", folder)
    text = (folder / "lessons.yml").read_text(encoding="utf-8")
    question = f"      - procedure: art7\n        {WEBSITE}\n"
    (folder / "lessons.yml").write_text(text.replace(question, question * 2, 1), encoding="utf-8")
    with pytest.raises(EditionError, match="「questions」は1つから3つまで"):
        open_course(course.consultations, tmp_path)
