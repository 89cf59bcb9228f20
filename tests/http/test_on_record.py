"""Records over HTTP: papers for their own conversation only, the desk's answer, the course's page."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from servers import Bot, running
from visitors import Json, Visitor

from rasa_project.keeping import conversation_key
from rasa_project.store.cases import cases_of
from rasa_project.store.desk import Desk
from rasa_project.store.engine import open_engine
from rasa_project.store.outbox import Decision

pytestmark = [pytest.mark.model, pytest.mark.slow]
UNCLEAR = "企画段階で、スマートフォンのリースを延長します。ネットワークは使いません。電話は06-6208-1234です"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("on-record")


@pytest.fixture(scope="module")
def recording(model: None, var: Path) -> Iterator[Bot]:
    with running(var) as bot:
        yield bot


@pytest.fixture
def visitor(recording: Bot) -> Visitor:
    someone = Visitor(recording.port)
    someone.open()
    return someone


def filed(said: list[Json]) -> Json:
    """What the result says of its record."""
    found = said[-1]["custom"]["filed"]
    assert isinstance(found, dict)
    return found


def test_papers_are_for_their_own_conversation_only(visitor: Visitor, recording: Bot) -> None:
    links = [paper["href"] for paper in filed(visitor.say(UNCLEAR))["papers"]]
    assert len(links) == 4
    for link in links:
        reply = visitor.request("GET", f"/kyogi/{link}", headers={})
        assert reply.status == 200 and len(reply.body) > 300
        assert "attachment" in reply.headers["Content-Disposition"]
    other = Visitor(recording.port)
    assert other.request("GET", f"/kyogi/{links[0]}", headers={}).status == 403
    other.open()
    assert other.request("GET", f"/kyogi/{links[0]}", headers={}).status == 404


@pytest.mark.parametrize(
    "path", ["papers/x/sheet-pdf", f"papers/{'0' * 32}/sheet-pdf", f"papers/{'0' * 32}/x"]
)
def test_a_paper_that_is_none_is_not_there(visitor: Visitor, path: str) -> None:
    reply = visitor.request("GET", f"/kyogi/{path}", headers={})
    assert reply.status == 404 and "ありません" in str(reply.json["error"])


def test_the_desks_answer_comes_with_the_next_reload(
    visitor: Visitor, recording: Bot, var: Path
) -> None:
    number = filed(visitor.say(UNCLEAR))["reference"]
    engine = open_engine(var / "records.db")
    with sqlite3.connect(var / "records.db") as raw:
        ((consultation,),) = raw.execute(
            "SELECT id FROM consultations WHERE reference = ?", (number,)
        ).fetchall()
    (case,) = cases_of(engine, consultation)
    decision = Decision("not_required", "前例と同じ")
    Desk(engine).decide(case.id, "tanaka", case.version, decision, lambda c, d: "担当の答えです")
    assert visitor.open()[-1]["text"] == "担当の答えです"
    again = visitor.open()
    assert [message["text"] for message in again].count("担当の答えです") == 1


def test_what_is_typed_is_masked_before_anything_stores_it(visitor: Visitor, var: Path) -> None:
    visitor.say(UNCLEAR)
    stored = b"".join(path.read_bytes() for path in var.rglob("*") if path.is_file())
    assert b"6208-1234" not in stored


def test_an_earlier_consultation_is_found_by_its_number(visitor: Visitor) -> None:
    number = filed(visitor.say(UNCLEAR))["reference"]
    visitor.say("最初から")
    visitor.say("はい")
    said = visitor.say(number)
    assert number in said[0]["text"] and "続きです" in said[0]["text"]
    assert filed(said)["reference"] == number


def test_the_course_is_a_page_too(visitor: Visitor) -> None:
    shown = visitor.request("GET", "/kyogi/course", headers={})
    assert shown.status == 200 and "【実施要領の学習】" in shown.body.decode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    button = re.search(r'value="(course:quiz~[0-9a-f]+)"', shown.body.decode())
    assert button
    pressed = f"choice={quote(button[1])}".encode()
    quiz = visitor.request("POST", "/kyogi/course", pressed, form)
    assert "【問題】" in quiz.body.decode() and 'value="course:answer=1,' in quiz.body.decode()
    assert (
        visitor.request("POST", "/kyogi/course", b"choice=answer%3Astage%3Dplan", form).status
        == 400
    )


def test_the_course_is_answered_by_typing(visitor: Visitor) -> None:
    visitor.say("実施要領を学びたい")
    visitor.press("course:lesson=saas")
    for number in (1, 2):
        if f"course:question=saas,{number}" in visitor.sealed:
            visitor.press(f"course:question=saas,{number}")
        visitor.say("1")
    visitor.press("course:question=saas,3")
    assert "まだ採点していません" in visitor.say("はい")[0]["text"]
    assert "どちらの意味ですか" in visitor.say("不要です")[0]["text"]
    assert visitor.say("要")[0]["text"].startswith("正解です。")


def test_the_course_needs_a_conversation(recording: Bot) -> None:
    assert Visitor(recording.port).request("GET", "/kyogi/course", headers={}).status == 302


def test_records_name_no_sender(visitor: Visitor, var: Path) -> None:
    visitor.say(UNCLEAR)
    with sqlite3.connect(var / "records.db") as raw:
        keys = {key for (key,) in raw.execute("SELECT conversation FROM consultations")}
    assert keys and all(len(key) == len(conversation_key("x")) for key in keys)
