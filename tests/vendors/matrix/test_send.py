"""Replies as messages: what they look like, how large they get, what a refusal means."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from servers import free_ports
from vendors.matrix.stand_in import ROOM, TANAKA, StandIn, standing_in

from rasa_project.core.errors import KyogiError
from rasa_project.vendors.base import Arrived, Environment, Said, UndeliveredError
from rasa_project.vendors.matrix import from_environment
from rasa_project.vendors.matrix.content import LARGEST, contents
from rasa_project.vendors.matrix.homeserver import encoded

ADDRESS = {"room": ROOM, "user": TANAKA}
CHOICES = [
    {"label": "1. はい", "payload": "answer:a=yes", "description": "<使う>"},
    {"label": "いいえ & その他", "payload": "answer:a=no"},
]
CARD = {
    "title": "協議の要否の結果",
    "summary": "必要な手続があります。",
    "procedures": [
        {
            "name": "企画に係る協議",
            "status_label": "協議が必要",
            "reasons": [
                {"text": "対象です。", "provision": "5(1)", "notes": ["※8"], "reading": None},
                {"text": "<b>", "provision": "5(2)", "notes": [],
                 "reading": {"id": "R1", "text": "こう読みます。"}},
            ],
            "forms": ["協議依頼書"],
            "forms_note": None,
            "contact": {"name": "DX推進担当", "details": [], "note": "まだ設定されていません"},
            "roles": [{"label": "作る人", "value": "情報統括責任者"}],
            "timing": "予算の前",
        }
    ],
    "next_steps": ["事前調整をします。"],
    "answers": [{"question": "段階", "value": "企画", "fact": "stage", "payload": "change:stage"}],
    "edition": "2024年4月1日施行の版",
    "source_url": "https://city.test/youryou?a=1&b=2",
    "disclaimer": "迷うときは窓口に。",
}  # fmt: skip
FILED = {
    "reference": "MCKA-K9J",
    "note": "書類です。",
    "papers": [
        {"label": "結果シート（PDF）", "href": "https://city.test/papers/1/sheet"},
        {"label": "よくない", "href": "javascript:alert(1)"},
    ],
}


@pytest.fixture
def server() -> Iterator[StandIn]:
    with standing_in() as started:
        yield started


def send(server: StandIn, messages: Sequence[Said], key: str = "key") -> None:
    async def once() -> None:
        channel = from_environment(Environment("KYOGI_MATRIX_", server.environment()))
        try:
            await channel.send(ADDRESS, messages, key)
        finally:
            await channel.close()

    asyncio.run(once())


def test_a_question_is_text_with_numbered_choices() -> None:
    (one,) = contents({"text": "使いますか。\n（あと1問）", "choices": CHOICES}, TANAKA)
    assert one["body"] == (
        "使いますか。\n（あと1問）\n\n番号を書いて選べます。\n1. はい（<使う>）\n2. いいえ & その他"
    )
    assert one["formatted_body"] == (
        "<p>使いますか。<br>（あと1問）</p><p>番号を書いて選べます。</p>"
        "<ol><li>はい<br>&lt;使う&gt;</li><li>いいえ &amp; その他</li></ol>"
    )
    assert one["msgtype"], one["format"] == ("m.text", "org.matrix.custom.html")
    assert [kept["payload"] for kept in one["kyogi_navi.choices"]] == [
        "answer:a=yes",
        "answer:a=no",
    ]
    assert one["m.mentions"] == {"user_ids": [TANAKA]}


def test_a_result_is_headings_lists_and_links() -> None:
    said = {"text": "【結果】…", "custom": {"kind": "result", "card": CARD, "filed": FILED}}
    (one,) = contents(said, TANAKA)
    html = one["formatted_body"]
    assert html.startswith("<h3>協議の要否の結果</h3><p>必要な手続があります。</p>")
    assert (
        "<h4>企画に係る協議：協議が必要</h4><ul><li>理由：対象です。（実施要領 5(1)・※8）" in html
    )
    assert "理由：&lt;b&gt;（実施要領 5(2)）<br>協議ナビの読み方 R1：こう読みます。" in html
    assert "<li>窓口：DX推進担当（まだ設定されていません）</li>" in html
    assert "<h4>次にすること</h4><ol><li>事前調整をします。</li></ol>" in html
    assert '<a href="https://city.test/youryou?a=1&amp;b=2">実施要領の全文</a>' in html
    assert "<strong>MCKA-K9J</strong>" in html
    assert '<li><a href="https://city.test/papers/1/sheet">結果シート（PDF）</a></li>' in html
    assert "<li>よくない</li>" in html and "javascript:" not in html
    assert "・結果シート（PDF）：https://city.test/papers/1/sheet" in one["body"]


@pytest.mark.parametrize(
    "text",
    [
        "あ" * 60_000,
        ('"' * 99 + "\n") * 900,
        "行です。\n" * 15_000,
        "🙂" * 20_001,
        "初め" + "\n" * 70_000 + "終わり",
    ],
    ids=lambda text: repr(text[:4]),
)
def test_a_long_reply_goes_in_parts_that_no_server_refuses(text: str) -> None:
    parts = contents({"text": text, "choices": CHOICES}, TANAKA)
    assert len(parts) > 1
    assert all(len(encoded(part)) <= LARGEST for part in parts)
    bodies = "".join(part["body"] for part in parts[:-1])
    assert bodies.replace("\n", "") == text.replace("\n", "")
    assert [bool(part.get("kyogi_navi.choices")) for part in parts] == [False] * (
        len(parts) - 1
    ) + [True]


def test_each_part_has_its_own_transaction_and_keeps_it_when_tried_again(server: StandIn) -> None:
    server.will("send", 200, {"event_id": "$1"})
    server.will("send", 502, b"")
    server.will("send", 200, {"event_id": "$2"})
    messages = [{"text": "一"}, {"text": "二"}]
    with pytest.raises(UndeliveredError):
        send(server, messages, "会話 7/3")
    send(server, messages, "会話 7/3")
    first, second = (f"PUT v3/rooms/{ROOM}/send/m.room.message/会話 7/3.{n}" for n in (0, 1))
    assert server.paths() == [first, second, first, second]
    assert [asked.body["body"] for asked in server.asked] == ["一", "二", "一", "二"]


@pytest.mark.parametrize(
    ("status", "body", "headers", "permanent", "after"),
    [
        (429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2500}, {}, False, 2.5),
        (429, {"errcode": "M_LIMIT_EXCEEDED"}, {"Retry-After": "7"}, False, 7.0),
        (429, {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": "x"}, {}, False, None),
        (403, {"errcode": "M_FORBIDDEN"}, {}, True, None),
        (413, {"errcode": "M_TOO_LARGE"}, {}, True, None),
        (401, {"errcode": "M_UNKNOWN_TOKEN"}, {}, False, None),
        (404, {"errcode": "M_UNRECOGNIZED"}, {}, False, None),
        (404, b"<html>nginx</html>", {}, False, None),
        (503, {"errcode": "M_UNKNOWN"}, {}, False, None),
        (302, b"", {"Location": "https://elsewhere.test/"}, False, None),
    ],
)
def test_a_refusal_says_whether_and_when_to_try_again(
    server: StandIn, status: int, body: Any, headers: dict[str, str], permanent: bool,
    after: float | None,
) -> None:  # fmt: skip
    server.will("send", status, body, headers)
    with pytest.raises(UndeliveredError) as refused:
        send(server, [{"text": "え"}])
    assert (refused.value.permanent, refused.value.after) == (permanent, after)
    assert "as-secret-1" not in str(refused.value)


def test_a_homeserver_that_is_away_is_tried_again(server: StandIn) -> None:
    server.address = f"http://127.0.0.1:{free_ports(1)[0]}"
    with pytest.raises(UndeliveredError) as refused:
        send(server, [{"text": "え"}])
    assert not refused.value.permanent


def listen(server: StandIn) -> None:
    async def once() -> None:
        channel = from_environment(Environment("KYOGI_MATRIX_", server.environment()))

        async def take(arrived: Arrived) -> None:
            raise AssertionError(arrived)

        await channel.listen(take)
        await channel.close()

    asyncio.run(once())


def test_at_its_start_the_bot_makes_its_user_and_asks_for_what_has_waited(
    server: StandIn,
) -> None:
    server.will("register", 400, {"errcode": "M_USER_IN_USE"})
    server.will("whoami", 200, {"user_id": "@kyogi:city.test"})
    listen(server)
    assert server.paths()[-2:] == [
        "PUT v3/profile/@kyogi:city.test/displayname",
        "POST v1/appservice/kyogi-navi/ping",
    ]


def test_the_bot_starts_without_its_homeserver(
    server: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    server.will("register", 502, b"")
    listen(server)
    assert "502" in caplog.text


@pytest.mark.parametrize("missing", ["HOMESERVER", "SERVER_NAME", "AS_TOKEN", "HS_TOKEN"])
def test_a_missing_setting_is_named(server: StandIn, missing: str) -> None:
    values = server.environment()
    del values[f"KYOGI_MATRIX_{missing}"]
    with pytest.raises(KyogiError, match=f"KYOGI_MATRIX_{missing}"):
        from_environment(Environment("KYOGI_MATRIX_", values))


@pytest.mark.parametrize(("name", "value"), [("HOMESERVER", "matrix.test"), ("USER", "Kyogi!")])
def test_a_wrong_setting_is_named(server: StandIn, name: str, value: str) -> None:
    values = {**server.environment(), f"KYOGI_MATRIX_{name}": value}
    with pytest.raises(KyogiError, match=f"KYOGI_MATRIX_{name}"):
        from_environment(Environment("KYOGI_MATRIX_", values))


def test_tokens_may_come_from_files(server: StandIn, tmp_path: Path) -> None:
    values = server.environment()
    (tmp_path / "token").write_text(values.pop("KYOGI_MATRIX_AS_TOKEN") + "\n")
    server_values = {**values, "KYOGI_MATRIX_AS_TOKEN_FILE": str(tmp_path / "token")}

    async def once() -> None:
        channel = from_environment(Environment("KYOGI_MATRIX_", server_values))
        await channel.send(ADDRESS, [{"text": "え"}], "key")
        await channel.close()

    asyncio.run(once())
    assert server.asked[0].authorization == "Bearer as-secret-1"
