"""A case is worked on from the list to the answer, and two people never overwrite each other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk.people import Person, new_case, now, step
from store_samples import NOT_REQUIRED, SOMEBODY, consultation

from rasa_project.desk.services import DeskServices
from rasa_project.store.outbox import pending_answers

REASON = "リースの延長は増設に当たらないため。"


def test_a_case_is_claimed_commented_decided_and_closed(
    services: DeskServices, sato: Person
) -> None:
    case = new_case(services)
    assert case.reference in sato.get("/").text
    assert step(sato, case, "claim").headers["location"] == f"/cases/{case.id}?done=claim"
    case = now(services, case)
    assert (case.state, case.claimed_by) == ("claimed", "sato")
    assert step(sato, case, "comment", comment="前例を調べた").status_code == 303
    fields = {"decision": "conditional", "reason": REASON, "procedure:art7": "not_required"}
    assert step(sato, now(services, case), "decide", **fields).status_code == 303
    case = now(services, case)
    assert (case.state, case.reason) == ("decided", REASON)
    assert case.procedures == {"art7": "not_required"}
    page = sato.get(f"/cases/{case.id}").text
    assert REASON in page and "前例を調べた" in page and "協議は不要" not in case.reference
    assert step(sato, case, "close").status_code == 303
    assert now(services, case).state == "closed"
    assert case.reference not in sato.get("/").text


def test_the_answer_reaches_the_conversation_marked_as_the_desks(
    services: DeskServices, sato: Person
) -> None:
    case = new_case(services)
    step(sato, case, "decide", decision="not_required", reason="一行目\n\n二行目", comment="")
    (waiting,) = pending_answers(services.engine, SOMEBODY)
    assert waiting.text.startswith("【担当からの回答】DX推進担当")
    for part in (case.reference, "不要です", "一行目\n二行目", "担当者が確かめて"):
        assert part in waiting.text
    assert "連絡先" not in waiting.text
    assert "\n\n" not in waiting.text


def test_a_decision_wakes_a_bot_and_a_refused_one_does_not(services: DeskServices) -> None:
    case, rung = new_case(services), []
    triager = Person(replace(services, ring=lambda: rung.append(now(services, case).state)), "sato")
    assert step(triager, case, "decide", decision="required").status_code != 303, "no reason given"
    assert rung == []
    assert step(triager, case, "decide", decision="required", reason=REASON).status_code == 303
    assert rung == ["decided"], "after the answer is in the database, and once"


def test_a_case_goes_to_the_other_desk_and_back_to_the_list(
    services: DeskServices, sato: Person
) -> None:
    case = new_case(services)
    step(sato, case, "claim")
    step(sato, now(services, case), "release")
    assert now(services, case).state == "new"
    step(sato, now(services, case), "assign", desk="kiban")
    assert now(services, case).desk == "kiban"
    assert case.reference not in sato.get("/").text
    assert case.reference in sato.get("/?desk=both").text


def test_who_comes_second_sees_what_the_first_did_and_keeps_the_text(
    services: DeskServices, sato: Person, ito: Person
) -> None:
    case = new_case(services)
    step(ito, case, "comment", comment="こちらで電話を受けました")
    answer = step(sato, case, "decide", decision="required", reason=REASON)
    assert answer.status_code == 409
    assert "伊藤" in answer.text and "こちらで電話を受けました" in answer.text
    assert REASON in answer.text and 'value="required" checked' in answer.text
    assert now(services, case).decision is None, "nothing was done"
    newer = now(services, case)
    assert f'name="version" value="{newer.version}"' in answer.text
    assert step(sato, newer, "decide", decision="required", reason=REASON).status_code == 303


def test_changed_answers_are_told_to_who_was_deciding(services: DeskServices, sato: Person) -> None:
    case = new_case(services)
    record = services.records.by_id(case.consultation)
    assert record is not None
    answers = {**record.answers, "activity": "introduce"}
    services.records.save(consultation(id=record.id, answers=answers))
    answer = step(sato, case, "decide", decision="required", reason=REASON)
    assert answer.status_code == 409
    assert "答えの変更" in answer.text and "相談した人" in answer.text
    assert 'class="fresh"' in answer.text


def test_what_was_typed_for_another_step_is_not_lost(services: DeskServices, sato: Person) -> None:
    case = new_case(services)
    answer = step(sato, case, "comment", comment="メモ", reason=REASON, decision="required")
    assert answer.status_code == 200
    assert f">{REASON}</textarea>" in answer.text
    assert ">メモ</textarea>" not in answer.text
    assert "コメントを保存しました" in answer.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"decision": "", "reason": REASON}, "判断（要・不要・条件つき）を選んでください"),
        ({"decision": "required", "reason": " "}, "判断の理由を書いてください"),
        ({"decision": "required", "reason": REASON, "procedure:x": "required"}, "選べない値"),
        ({"decision": "required", "reason": "長" * 2001}, "2,000文字まで"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_and_kept(
    services: DeskServices, sato: Person, fields: dict[str, str], said: str
) -> None:
    case = new_case(services)
    answer = step(sato, case, "decide", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert fields["reason"] in answer.text
    assert now(services, case) == case


def test_a_case_that_a_colleague_claimed_has_to_be_taken_over(
    services: DeskServices, sato: Person, ito: Person
) -> None:
    case = new_case(services)
    step(ito, case, "claim")
    assert "伊藤さんから引き取る" in sato.get(f"/cases/{case.id}").text
    refused = step(sato, now(services, case), "decide", decision="required", reason=REASON)
    assert refused.status_code == 422 and REASON in refused.text
    step(sato, now(services, case), "claim")
    assert now(services, case).claimed_by == "sato"


def test_the_case_shows_all_that_was_asked_in_order_and_what_changed(
    services: DeskServices, yomu: Person
) -> None:
    case = new_case(services)
    record = services.records.by_id(case.consultation)
    assert record is not None
    answers = {**record.answers, "activity": "add_equipment"}
    services.records.save(consultation(id=record.id, answers=answers))
    page = yomu.get(f"/cases/{case.id}").text
    labels = ["スマートデバイス", "わからない"]
    assert all(label in page for label in labels), page
    edition = services.consultations.edition
    headings = [edition.facts[name].heading for name in answers]
    places = [page.index(f'<span class="q">{heading}') for heading in headings]
    assert places == sorted(places)
    assert "要確認" in page and "案件整理・相談票" in page
    choice = edition.facts["activity"].choice("extend_lease")
    assert choice is not None and f"<td>{choice.label}</td>" in page
    assert "この案件でできること" not in page, "a reader only looks"


def test_a_precedent_stands_beside_a_similar_case(services: DeskServices, sato: Person) -> None:
    earlier = new_case(services)
    services.desk.decide(earlier.id, "ito", 1, NOT_REQUIRED, lambda *_: "回答です。")
    page = sato.get(f"/cases/{new_case(services).id}").text
    assert earlier.reference in page and NOT_REQUIRED.reason in page


def test_a_consultation_is_found_by_its_number_however_it_is_typed(
    services: DeskServices, yomu: Person
) -> None:
    case = new_case(services)
    typed = case.reference.lower().replace("-", " ")
    page = yomu.get("/consultation", params={"reference": typed})
    assert page.status_code == 200 and f"/cases/{case.id}" in page.text
    missing = yomu.get("/consultation", params={"reference": "<b>"})
    assert missing.status_code == 404 and "&lt;b&gt;" in missing.text


def test_the_middle_of_a_consultation_is_shown_as_such(
    services: DeskServices, yomu: Person
) -> None:
    case = new_case(services, "handed_over", answers={"stage": "plan"}, open_question="subject")
    page = yomu.get(f"/cases/{case.id}").text
    assert "いまの答えでの見込み" in page and "この結果をまだ見ていません" in page


@pytest.mark.parametrize("number", ["0", "999", "99999999999999999999", "abc", "-1", "１"])
def test_a_case_that_is_not_there_is_not_found(yomu: Person, number: str) -> None:
    assert yomu.get(f"/cases/{number}").status_code == 404
