"""Drafts of the forms: what they hold, what they leave open, and that they say what they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from papers.samples import (
    ANSWERS,
    SET,
    bare,
    document,
    document_text,
    filed,
    heads,
)

from rasa_project.core.model import UNKNOWN
from rasa_project.papers import Filed, Kind, papers_of
from rasa_project.papers.filed import FORMS
from rasa_project.papers.make import make

DRAFTS = [kind for kind in FORMS.values() if kind is not Kind.COSTS]


def drafts_of(one: Filed) -> dict[Kind, bytes]:
    """The Word drafts of a consultation."""
    return {kind: make(kind, one).content for kind in papers_of(one) if kind in DRAFTS}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_draft_holds_what_is_known(name: str) -> None:
    one = filed(name)
    facts = one.edition.facts
    for kind, content in drafts_of(one).items():
        text = document_text(content)
        for fact in one.answers:
            assert bare(facts[fact].heading) in text
        for line in one.result.procedures:
            assert bare(line.procedure.name) in text
            if kind.title in line.papers.forms:
                papers = line.papers
                said = (*papers.forms, *papers.checked_by, *papers.returns, papers.timing or "")
                for words in (*said, *(reason.text for reason in line.reasons)):
                    assert bare(words) in text, words
        assert bare("健康局 総務課") in text
        assert "{{" not in text and "{%" not in text


def test_a_draft_says_so_on_every_page_and_what_it_is_not() -> None:
    seen = set()
    for name in ("both consultations", "unclear", "procured", "abolish both"):
        for kind, content in drafts_of(filed(name)).items():
            seen.add(kind)
            assert "【下書き】" in heads(content)
            assert "相談番号K7-3F2A" in heads(content)
            text = document_text(content)
            assert "正式な様式は公開されていない" in text
            assert f"「{kind.title}.docx」という名前でひな形のフォルダーに置く" in text
    assert seen == set(DRAFTS)


def test_a_draft_ticks_the_provisions_that_the_result_calls_for() -> None:
    both = document_text(drafts_of(filed("both consultations"))[Kind.REQUEST])
    assert "■企画に係る協議" in both and "■調達に係る協議" in both
    assert "2つ以上の協議が必要です" in both
    plan = document_text(drafts_of(filed("a plan"))[Kind.REQUEST])
    assert "■企画に係る協議" in plan and "□調達に係る協議" in plan
    assert "2つ以上の協議が必要です" not in plan
    other = document_text(drafts_of(filed("other department"))[Kind.NETWORK])
    assert "■他の所属の接続に係る申出" in other and "□本市情報通信ネットワークの利用等" in other
    assert "他の所属の長" in other


def test_the_checklist_names_forms_checkers_and_steps() -> None:
    text = document_text(drafts_of(filed("a plan"))[Kind.REQUEST])
    for line in ("□経費の見込額一覧をそろえた", "□情報統括管理者が内容を確かめた", "□情報統括主任が内容を確かめた"):  # fmt: skip
        assert line in text
    steps = [bare(step.text) for step in filed("a plan").steps]
    assert [text.index(step) for step in steps] == sorted(text.index(step) for step in steps)


def test_an_unclear_case_lists_what_nobody_knew_and_who_may() -> None:
    one = filed("unclear")
    text = document_text(drafts_of(one)[Kind.CASE])
    unknown = [name for name, value in one.answers.items() if value == UNKNOWN]
    assert len(unknown) == 2
    for name in unknown:
        assert bare(one.edition.facts[name].question) in text
        assert bare(str(one.edition.facts[name].who_knows)) in text
    assert "協議ナビの読み方R9" in text
    assert "わからなかったこと" not in document_text(drafts_of(filed("a reading"))[Kind.CASE])


def test_nothing_is_filled_in_that_nobody_said() -> None:
    one = replace(filed("procured", None), reference=None)
    tables = document(drafts_of(one)[Kind.PROCURED]).tables
    cells = {row.cells[0].text: row.cells[-1].text for table in tables[2:] for row in table.rows}
    for name in ("案件名", "契約の相手方", "契約の金額", "承認書の日付・番号"):
        assert cells[name] == "", name
    start = {
        row.cells[place].text: row.cells[place + 1].text
        for row in tables[1].rows
        for place in (0, 2)
    }
    for name in ("提出する日", "所属", "連絡先", "相談番号"):
        assert start[name] == "", name


def test_what_is_typed_stays_text() -> None:
    one = filed("a plan", "<b>{{ 相談番号 }}{% if x %}</w:t> & =1+1 \x00", SET)
    text = document_text(drafts_of(one)[Kind.REQUEST])
    assert "<b>{{相談番号}}{%ifx%}</w:t>&=1+1" in text
    assert "内線<0000>&1" in text


def test_words_of_the_edition_are_no_markup_either() -> None:
    one = filed("procured")
    facts = dict(one.edition.facts)
    odd = replace(facts["stage"].choices[0], value="procured", label="<b> {{ 所属 }} =1+1")
    facts["stage"] = replace(facts["stage"], choices=(odd,))
    one = replace(one, result=replace(one.result, edition=replace(one.edition, facts=facts)))
    assert "<b>{{所属}}=1+1" in document_text(drafts_of(one)[Kind.PROCURED])


def test_the_same_consultation_gives_the_same_bytes() -> None:
    assert drafts_of(filed("a plan")) == drafts_of(filed("a plan"))
