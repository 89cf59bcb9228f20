"""Whatever a client sends: a clear answer in Japanese, and an interview that has not moved."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pytest
from servers import Bot
from visitors import CONVERSATION, JSON, MESSAGES, Json, Reply, Visitor

pytestmark = pytest.mark.model

JAPANESE = re.compile(r"[ぁ-んァ-ヴ一-龠]{3}")
MACHINERY = re.compile(r"Traceback|File \"|error|exception|sanic|rasa|[{}]", re.IGNORECASE)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


def utf8(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Bad:
    """A request that no page of ours makes."""

    body: bytes
    statuses: tuple[int, ...] = (400,)
    type: str = JSON["Content-Type"]


NESTED = b"[" * 500 + b"]" * 500
REFUSED = {
    "a megabyte of text": Bad(utf8({"text": "あ" * 350_000}), (400, 413)),
    "one letter too many": Bad(utf8({"text": "あ" * 2_001})),
    "nothing": Bad(b""),
    "no text": Bad(b"{}"),
    "only spaces": Bad(utf8({"text": " \n\t　"})),
    "only control characters": Bad(b'{"text": "\\u0000\\u0007\\u001b"}'),
    "a number": Bad(b'{"text": 5}'),
    "null": Bad(b"null"),
    "a list": Bad(b"[]"),
    "a string": Bad(b'"open"'),
    "broken UTF-8": Bad(b'{"text": "\xff\xfe\xe3\x81"}'),
    "UTF-16": Bad('{"text": "計画"}'.encode("utf-16")),
    "malformed JSON": Bad(b'{"text": "plan"'),
    "500 lists": Bad(NESTED),
    "500 lists as text": Bad(b'{"text": ' + NESTED + b"}"),
    "500 lists as a choice": Bad(b'{"choice": ' + NESTED + b"}"),
    "20,000 lists": Bad(b"[" * 20_000 + b"]" * 20_000),
    "a large number": Bad(b'{"text": ' + b"9" * 10_000 + b"}"),
    "another content type": Bad(utf8({"text": "計画"}), type="text/plain"),
    "a form": Bad(b"text=plan", type="application/x-www-form-urlencoded"),
    "no content type": Bad(utf8({"text": "計画"}), type=""),
    "a choice in Rasa's notation": Bad(utf8({"choice": '/choose{"choice":"answer:stage=plan"}'})),
    "a choice that sets a slot": Bad(utf8({"choice": '/inform{"fact":"stage=procure"}'})),
    "a choice with a line break": Bad(utf8({"choice": "answer:stage=plan\n"})),
    "a choice in capitals": Bad(utf8({"choice": "ANSWER:STAGE=PLAN"})),
    "a choice and a list as its label": Bad(utf8({"choice": "answer:stage=plan", "label": [1]})),
    "a choice with a long label": Bad(utf8({"choice": "act:ask_why", "label": "あ" * 2_001})),
}
ANSWERED: dict[str, Json] = {
    "a restart": {"text": "/restart"},
    "a session start": {"text": "/session_start"},
    "a slot": {"text": '/inform{"fact":"saas_city_data=yes"}'},
    "a pressed button": {"text": '/choose{"choice":"answer:activity=introduce"}'},
    "a restart after a space": {"text": " /restart"},
    "a restart after NUL": {"text": "\0/restart"},
    "a restart after a bell and a slash": {"text": "\a//restart"},
    "a restart after an invisible sign": {"text": "\u200b\u2060/restart"},
    "an opening": {"text": "/open"},
    "a wide opening": {"text": "／open"},
    "a wide pressed button": {"text": '／choose{"choice":"answer:activity=introduce"}'},
    "an unknown fact": {"choice": "answer:budget=high"},
    "an unknown value": {"choice": "answer:activity=explode"},
    "a value that does not fit": {"choice": "answer:activity=extend_lease"},
    "a fact that is never asked": {"choice": "answer:cio_designation=exempt"},
    "a fact that is not asked now": {"choice": "answer:contract=line"},
    "a network before its question": {"choice": "answer:network=none"},
    "a change of nothing": {"choice": "change:contract"},
    "an unknown act": {"choice": "act:session_start"},
    "an act that is typed only": {"choice": "act:inform"},
    "an unknown kind": {"choice": "slot:consultation"},
    "a fact without a value": {"choice": "answer:activity"},
    "HTML": {"text": "<script>alert(1)</script><img src=x onerror=alert(1)>"},
    "a template": {"text": "{{7*7}} ${KYOGI_DB} {consultation} %s %(x)s"},
    "SQL": {"text": "'; DROP TABLE events; --"},
    "a lone surrogate": {"text": "ほげ\ud800ほげ"},
    "a lone surrogate as a label": {"choice": "act:ask_why", "label": "\ud800"},
    "controls": {"text": "ほ\0げ\x1b[31m\x07\x7f\u202eほげ"},
    "2,000 letters": {"text": "ほげ" * 1_000},
    "1,000 lines": {"text": "ほ\n" * 900},
    "fields that Rasa knows": {"text": "ほげ", "sender": "x", "metadata": {"shown": "y"}},
}


@pytest.fixture
def asked(visitor: Visitor) -> Visitor:
    """Somebody with two answers and an open question."""
    visitor.press("answer:stage=plan")
    visitor.press("answer:subject=saas")
    return visitor


def standing(visitor: Visitor) -> tuple[str, str | None]:
    """The answers so far as the bot tells them, and the open question."""
    told = visitor.say("ここまでの答えを教えて")[0]["text"]
    return told, visitor.asked


def check(reply: Reply) -> None:
    """What holds for every response."""
    policy = reply.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy and "unsafe" not in policy
    for name, value in HEADERS.items():
        assert reply.headers.get(name) == value, name
    assert "Access-Control-Allow-Origin" not in reply.headers


def clear(text: str) -> None:
    """What the user reads is Japanese, and nothing of the machinery."""
    assert JAPANESE.search(text)
    assert not MACHINERY.search(text)


def counted(visitor: Visitor) -> float:
    """Requests refused so far, as the operator sees it."""
    figures = visitor.request("GET", "/metrics").body.decode()
    page = r'^kyogi_refused_requests_total\{channel="page",reason="(?:body|size)"\} (\S+)$'
    return sum(map(float, re.findall(page, figures, re.M)))


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_a_message_is_refused_in_japanese(asked: Visitor, kind: str) -> None:
    bad, before, count = REFUSED[kind], standing(asked), counted(asked)
    reply = asked.request("POST", MESSAGES, bad.body, {"Content-Type": bad.type})
    assert reply.status in bad.statuses, reply.body
    check(reply)
    clear(reply.json["error"])
    assert counted(asked) == count + 1
    assert Visitor(asked.port, asked.cookie).open() == asked.seen, "nothing was recorded"
    assert standing(asked) == before


@pytest.mark.parametrize("kind", ANSWERED)
def test_what_no_button_says_is_answered_and_changes_nothing(asked: Visitor, kind: str) -> None:
    before = standing(asked)
    reply = asked.post(ANSWERED[kind])
    assert reply.status in (200, 400)
    check(reply)
    told = [m["text"] for m in reply.json.get("messages", [])] or [reply.json["error"]]
    for text in told:
        clear(text)
    seen = Visitor(asked.port, asked.cookie)
    seen.open()
    assert standing(seen) == before


def test_html_comes_back_as_the_text_it_is(asked: Visitor) -> None:
    asked.say("<b>太字</b>")
    seen = Visitor(asked.port, asked.cookie).open()
    assert seen == asked.seen
    assert "<b>太字</b>" in [message["text"] for message in seen]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", MESSAGES, 405),
        ("PUT", MESSAGES, 405),
        ("DELETE", CONVERSATION, 405),
        ("POST", CONVERSATION, 405),
        ("POST", "/kyogi/", 405),
        ("GET", "/kyogi/nothing", 404),
        ("GET", "/kyogi/nothing/at/all", 404),
        ("GET", "/kyogi/..%2f..%2fsettings.py", 404),
        ("GET", "/kyogi/%2e%2e/web.py", 404),
        ("GET", "/kyogi/%00", 404),
        ("GET", "/kyogi/%ff", 404),
    ],
)
def test_other_doors_are_closed_politely(bot: Bot, method: str, path: str, status: int) -> None:
    reply = Visitor(bot.port).request(method, path)
    assert reply.status == status, reply.body
    check(reply)
    clear(reply.json["error"])


@pytest.mark.parametrize("path", ["", "app.js", "app.css", "colours.css", "index.html"])
def test_the_page_comes_with_its_headers(bot: Bot, path: str) -> None:
    reply = Visitor(bot.port).request("GET", f"/kyogi/{path}")
    assert reply.status == 200
    check(reply)


@pytest.mark.parametrize(
    "path", ["/webhooks/rest/webhook", "/conversations/x/tracker", "/model/parse", "/domain"]
)
def test_rasas_own_doors_are_closed(bot: Bot, path: str) -> None:
    body = utf8({"sender": "x", "message": "/restart", "text": "x"})
    for method in ("GET", "POST"):
        assert Visitor(bot.port).request(method, path, body).status in (404, 405)
