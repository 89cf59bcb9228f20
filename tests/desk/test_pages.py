"""The list, the figures, the accounts, the log, the learners: what they show, and what they escape."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from desk.people import PASSWORD, Person, new_case, now, step
from sqlalchemy import select
from sqlalchemy.engine import Engine
from store_samples import SOMEBODY

from rasa_project.contacts import Contacts, Desk
from rasa_project.course import Progress
from rasa_project.desk.answer import compose
from rasa_project.desk.labels import Labels
from rasa_project.desk.queue import PER_PAGE
from rasa_project.desk.services import DeskServices
from rasa_project.store import errors
from rasa_project.store.audit import entries
from rasa_project.store.cases import Case
from rasa_project.store.engine import open_engine, writing
from rasa_project.store.outbox import Decision
from rasa_project.store.tables_desk import cases
from rasa_project.store.unread import keep_unread

MARKUP = "<script>alert(1)</script>&\"'"
TYPED = {"decision": "required", "reason": "書いた理由", "version": "1"}
ESCAPED = "&lt;script&gt;"


def test_the_list_is_filtered_searched_and_counted(services: DeskServices, sato: Person) -> None:
    mine, other = new_case(services, department="水道局"), new_case(services, "handed_over")
    kiban = new_case(services, desk="kiban")
    step(sato, mine, "claim")

    def listed(query: str) -> set[str]:
        page = sato.get(f"/?{query}").text
        return {one.reference for one in (mine, other, kiban) if one.reference in page}

    assert listed("") == {mine.reference, other.reference}
    assert listed("desk=both") == {mine.reference, other.reference, kiban.reference}
    assert listed("mine=1") == {mine.reference}
    assert listed("state=new") == {other.reference}
    assert listed("kind=handed_over") == {other.reference}
    assert listed("q=水道") == {mine.reference}
    assert listed(f"q={other.reference}") == {other.reference}
    assert listed("desk=x&state=y&kind=z") == {mine.reference, other.reference}, "as if not said"
    assert re.search(r"対応中 <b>1</b>", sato.get("/").text)


def test_the_list_goes_on_page_by_page(services: DeskServices, sato: Person) -> None:
    made = [new_case(services).reference for _ in range(PER_PAGE + 2)]
    first = sato.get("/").text
    found = re.search(r'id="next" href="([^"]+)"', first)
    assert found is not None
    second = sato.get(found[1].replace("&amp;", "&")).text
    assert [one for one in made if one in first] == made[2:]
    assert [one for one in made if one in second] == made[:2]
    assert 'id="next"' not in second and 'id="first"' in second
    assert made[0] in sato.get("/?oldest=1").text


def test_markup_in_anything_that_is_typed_stays_text(
    services: DeskServices, sato: Person, kanri: Person
) -> None:
    case = new_case(services, department=MARKUP)
    user = next(one for one in services.accounts.users() if one.name == "ito")
    services.accounts.change(replace(user, display_name=MARKUP), actor="kanri")
    ito = Person(services, "ito")
    step(ito, case, "comment", comment=MARKUP)
    step(ito, now(services, case), "decide", decision="required", reason=MARKUP)
    keep_unread(services.engine, MARKUP, asked="stage", act="inform")
    services.learners.keep(SOMEBODY, Progress("2024-04-01").as_dict())
    services.learners.share(SOMEBODY, MARKUP)
    services.accounts.create("<b>", MARKUP, "dx", "reader", password=None, actor="kanri")
    pages = (
        "/", f"/?state=all&q={MARKUP}", f"/cases/{case.id}", f"/consultation?reference={MARKUP}",
        "/figures", "/learners", "/users", "/users/account?name=<b>", "/audit",
    )  # fmt: skip
    for path in pages:
        page = kanri.get(path)
        assert page.status_code in (200, 404)
        assert "<script>" not in page.text and "<b>&lt;" not in page.text, path
        assert ESCAPED in page.text or path in ("/", "/audit"), path
    other = step(sato, case, "comment", comment=MARKUP)
    assert other.status_code == 409 and "<script>" not in other.text


def test_what_somebody_types_is_masked(services: DeskServices, sato: Person) -> None:
    case = new_case(services)
    step(sato, case, "decide", decision="required", reason="電話は06-6208-7701です")
    assert "6208" not in sato.get(f"/cases/{case.id}").text


def test_an_answer_names_contacts_only_where_they_are_set(services: DeskServices) -> None:
    case, labels = new_case(services), Labels(services.consultations.edition)
    decision = Decision("conditional", "\n\n理由\n \n続き\n", {"art7": "required"})
    contacts = Contacts({"DX推進担当": Desk("デジタル統括室 DX推進担当", ("内線 0000",))})
    said = compose(labels, contacts, case, decision).split("\n")
    assert said[:4] == [
        "【担当からの回答】デジタル統括室 DX推進担当",
        f"相談番号：{case.reference}",
        "判断：条件つきで必要です（条件は理由を見てください）",
        "・企画に係る協議（規程第7条）：必要です",
    ]
    assert said[4:6] == ["理由：理由", "続き"] and "連絡先：内線 0000" in said
    assert all(said)
    assert "連絡先" not in compose(labels, Contacts({}), case, decision)


def test_the_figures_stand_beside_their_charts(services: DeskServices, yomu: Person) -> None:
    for _ in range(3):
        new_case(services)
    new_case(
        services, "handed_over", answers={"stage": "plan"}, open_question="subject", state="dropped"
    )
    page = yomu.get("/figures").text
    assert page.count('<svg class="chart"') == 5
    assert '<th scope="row">2026-04</th><td class="n">4</td>' in page
    fact = services.consultations.edition.facts["network"]
    assert f'<th scope="row">{fact.heading}</th><td class="n">3</td>' in page
    subject = services.consultations.edition.facts["subject"]
    assert f'<th scope="row">{subject.heading}</th><td class="n">1</td>' in page
    assert 'x="0.0%"' in page and 'width="100.0%"' in page
    assert 'class="chart"' not in yomu.get("/figures?from=2027-01&until=2027-02").text


def test_sentences_become_candidates_to_label(services: DeskServices, kanri: Person) -> None:
    for text in ("ほにゃらら", "電話は06-6208-7701です", "選ばない文"):
        keep_unread(services.engine, text, asked="stage", act="unreadable")
    page = kanri.get("/figures").text
    ids = re.findall(r'name="sentence" value="(\d+)"', page)
    assert len(ids) == 3 and "6208" not in page
    answer = kanri.post("/figures/candidates", sentence=ids[1:])
    assert "attachment" in answer.headers["content-disposition"]
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert {line["text"] for line in lines} >= {"ほにゃらら"} and len(lines) == 2
    assert lines[0].keys() == {"text", "asked", "act", "facts", "term"}
    assert entries(services.engine, limit=1)[0].action == "candidates"
    assert kanri.post("/figures/candidates").status_code == 422


def test_a_reader_sees_the_sentences_without_boxes(services: DeskServices, yomu: Person) -> None:
    keep_unread(services.engine, "ほにゃらら", asked=None, act="unreadable")
    page = yomu.get("/figures").text
    assert "ほにゃらら" in page and 'name="sentence"' not in page


def test_only_learners_who_agreed_are_seen(services: DeskServices, yomu: Person) -> None:
    services.learners.keep(SOMEBODY, {**Progress("2024-04-01").as_dict(), "read": ["systems"]})
    assert "まだいません" in yomu.get("/learners").text
    services.learners.share(SOMEBODY, "新任の田中")
    page = yomu.get("/learners").text
    assert "新任の田中" in page and "済んだレッスン" in page
    services.learners.unshare(SOMEBODY)
    assert "田中" not in yomu.get("/learners").text


def test_an_administrator_registers_changes_and_locks_accounts(
    services: DeskServices, kanri: Person
) -> None:
    fields = {"name": "suzuki", "display_name": "鈴木", "desk": "kiban", "role": "triager"}
    twice = {"password": PASSWORD, "again": PASSWORD}
    assert kanri.post("/users", **fields, **twice).status_code == 303
    suzuki = Person(services)
    assert suzuki.sign_in("suzuki").status_code == 303
    assert kanri.post("/users", **fields, **twice).status_code == 422, "registered already"
    changed = {**fields, "role": "reader", "active": "1"}
    assert kanri.post("/users/account", **changed).status_code == 303
    assert suzuki.get("/").status_code == 303, "signed out everywhere"
    new = "まったく別のパスワードにした"
    assert kanri.post("/users/password", name="suzuki", password=new, again=new).status_code == 303
    assert suzuki.sign_in("suzuki", new).status_code == 303
    actions = [entry.action for entry in entries(services.engine, limit=4)]
    assert {"password_set", "user_changed"} <= set(actions)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"password": "短い", "again": "短い"}, "12文字以上"),
        ({"password": PASSWORD, "again": "ちがう"}, "2つのパスワードが違います"),
        ({"role": "king"}, "役割は"),
        ({"name": "a b"}, "利用者名は"),
        ({"name": "bot"}, "使えません"),
    ],
)
def test_an_account_that_cannot_be_is_refused_and_no_password_comes_back(
    kanri: Person, fields: dict[str, str], said: str
) -> None:
    usual = {"name": "suzuki", "display_name": "鈴木", "desk": "dx", "role": "reader"}
    answer = kanri.post("/users", **{**usual, **fields})
    assert answer.status_code == 422 and said in answer.text and "鈴木" in answer.text
    assert PASSWORD not in answer.text


def test_the_last_administrator_stays_one(kanri: Person) -> None:
    for change in ({"role": "reader", "active": "1"}, {"role": "administrator"}):
        fields = {"name": "kanri", "display_name": "管理", "desk": "dx", **change}
        answer = kanri.post("/users/account", **fields)
        assert answer.status_code == 422 and "1人もいなくなります" in answer.text
    assert kanri.get("/users").status_code == 200


def test_the_audit_log_says_who_did_what(
    services: DeskServices, sato: Person, kanri: Person
) -> None:
    case = new_case(services)
    step(sato, case, "claim")
    page = kanri.get(f"/audit?case={case.id}").text
    assert (
        "引き取り" in page and "佐藤" in page and "サインイン" not in page.partition("<tbody>")[2]
    )
    assert "シングルサインオン" in kanri.get("/audit").text


@pytest.mark.slow
def test_a_store_that_is_locked_is_told_and_what_was_typed_stays(
    services: DeskServices, sato: Person, engine: Engine
) -> None:
    case = new_case(services)
    csrf = sato.csrf
    with writing(engine) as other:
        other.execute(select(cases).with_for_update())
        answer = sato.client.post(f"/cases/{case.id}/decide", data={"csrf": csrf, **TYPED})
    assert_not_saved(answer, case, errors.BUSY)
    assert now(services, case) == case
    assert sato.post(f"/cases/{case.id}/decide", **TYPED).status_code == 303, (
        "the store is there again"
    )


def test_a_store_that_is_gone_is_told_and_what_was_typed_stays(
    services: DeskServices, sato: Person
) -> None:
    case, csrf = new_case(services), sato.csrf
    person = Person(replace(services, engine=open_engine(Path("/nowhere/records.db"))))
    person.client.cookies = sato.client.cookies
    answer = person.client.post(f"/cases/{case.id}/decide", data={"csrf": csrf, **TYPED})
    assert_not_saved(answer, case, errors.GONE)
    assert person.get("/").status_code == 503


def assert_not_saved(answer: httpx.Response, case: Case, sentence: str) -> None:
    """The page says why, and offers to send again what was typed; htmx puts the sentence alone in place."""
    assert answer.status_code == 503 and sentence in answer.text
    assert ">書いた理由</textarea>" in answer.text
    assert f'action="/cases/{case.id}/decide"' in answer.text
    assert answer.headers["HX-Retarget"] == answer.headers["HX-Reselect"] == "#notice"


def test_an_error_of_ours_is_a_page_too(
    services: DeskServices, sato: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = new_case(services)

    def broken(*_: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("rasa_project.desk.steps.compose", broken)
    answer = step(sato, case, "decide", decision="required", reason="書いた理由")
    assert answer.status_code == 500 and "書いた理由" in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert now(services, case) == case
