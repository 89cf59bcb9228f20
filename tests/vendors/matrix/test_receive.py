"""What a homeserver pushes: who may, what counts, what is only a client's word."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from servers import free_ports
from vendors.matrix.stand_in import (
    BOT,
    HS_TOKEN,
    ROOM,
    SERVER,
    TANAKA,
    StandIn,
    standing_in,
)

from rasa_project.vendors.base import Arrived, Environment, Incoming, Received, RefusedRequest
from rasa_project.vendors.matrix import from_environment

NUMBERS = count(1)
PATH = "/_matrix/app/v1/transactions/7"
AUTHORIZED = {"authorization": f"Bearer {HS_TOKEN}"}


@pytest.fixture
def server() -> Iterator[StandIn]:
    with standing_in() as started:
        yield started


def received(
    server: StandIn,
    body: bytes = b"",
    method: str = "PUT",
    path: str = PATH,
    headers: dict[str, str] | None = None,
) -> Received:
    """What the channel makes of a request. Raises RefusedRequest."""

    async def receive() -> Received:
        channel = from_environment(Environment("KYOGI_MATRIX_", server.environment()))
        try:
            sent = AUTHORIZED if headers is None else headers
            return await channel.receive(Incoming(method, path, {}, sent, body))
        finally:
            await channel.close()

    return asyncio.run(receive())


def arrived(server: StandIn, *events: object) -> tuple[Arrived, ...]:
    """What arrives with a transaction of these events."""
    return received(server, json.dumps({"events": events}).encode()).arrived


def event(
    content: dict[str, Any], kind: str = "m.room.message", sender: str = TANAKA, **more: Any
) -> dict[str, Any]:
    """An event as a homeserver pushes it."""
    ids = {"event_id": f"$event{next(NUMBERS)}", "room_id": ROOM, "sender": sender}
    return {**ids, "type": kind, "content": content, "origin_server_ts": 1, **more}


def message(body: str, **more: Any) -> dict[str, Any]:
    """A typed message."""
    return event({"msgtype": "m.text", "body": body, **more})


def invite(**more: Any) -> dict[str, Any]:
    """An invitation of the bot."""
    return event({"membership": "invite"}, "m.room.member", state_key=BOT, **more)


def shown(user: str = TANAKA, sender: str = BOT) -> dict[str, Any]:
    """A message of the bot with two choices."""
    choices = [{"payload": f"p{n}", "label": f"選択{n}"} for n in (1, 2)]
    content = {"m.mentions": {"user_ids": [user]}, "kyogi_navi.choices": choices}
    return event(content, sender=sender)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 401),
        ({"authorization": "Bearer wrong"}, 403),
        ({"authorization": HS_TOKEN}, 403),
        ({"authorization": "Bearer é"}, 403),
    ],
)
def test_only_the_homeserver_is_heard(server: StandIn, sent: dict[str, str], status: int) -> None:
    body = json.dumps({"events": [invite()]}).encode()
    with pytest.raises(RefusedRequest) as refused:
        received(server, body, headers=sent)
    assert refused.value.status == status
    assert HS_TOKEN not in str(refused.value)
    assert server.asked == []


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"[]", b"{}", b'{"events": 5}', b'{"events": {}}', b"[" * 100_000],
    ids=lambda body: repr(body[:15]),
)
def test_a_transaction_that_is_none_is_refused(server: StandIn, body: bytes) -> None:
    with pytest.raises(RefusedRequest) as refused:
        received(server, body)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"/_matrix/app/v1/users/{BOT}", 200),
        ("GET", "/_matrix/app/v1/users/%40kyogi%3Acity.test", 200),
        ("GET", f"/users/{TANAKA}", 404),
        ("GET", "/_matrix/app/v1/rooms/%23any%3Acity.test", 404),
        ("POST", "/_matrix/app/v1/ping", 200),
        ("PUT", "/_matrix/app/v1/elsewhere", 404),
        ("GET", "", 404),
    ],
)
def test_a_homeservers_questions_are_answered(
    server: StandIn, method: str, path: str, status: int
) -> None:
    answer = received(server, method=method, path=path)
    assert (answer.status, answer.arrived) == (status, ())
    assert status == 200 or "errcode" in json.loads(answer.body)


@pytest.mark.parametrize("path", [PATH, "/transactions/7", "transactions/7"])
def test_a_message_arrives_each_time_its_transaction_does(server: StandIn, path: str) -> None:
    said = message("企画です")
    body = json.dumps({"events": [said]}).encode()
    first, again = (received(server, body, path=path) for _ in range(2))
    assert first == again
    (one,) = first.arrived
    assert (one.event, one.text, one.choice) == (said["event_id"], "企画です", None)
    assert one.address == {"room": ROOM, "user": TANAKA}
    assert TANAKA in one.sender and ROOM in one.sender


def test_messages_arrive_in_their_order(server: StandIn) -> None:
    said = [message(f"{n}つ目の話") for n in range(30)]
    assert [one.text for one in arrived(server, *said)] == [f"{n}つ目の話" for n in range(30)]


@pytest.mark.parametrize(
    "ignored",
    [
        event({"msgtype": "m.text", "body": "1"}, sender=BOT),
        event({"msgtype": "m.text", "body": "1"}, sender="@tanaka:elsewhere.test"),
        event({"msgtype": "m.notice", "body": "1"}),
        event({"body": "1"}),
        event({}),
        event({"msgtype": "m.text", "body": 5}),
        event({"membership": "leave"}, "m.room.member", state_key=BOT),
        event({"membership": "invite"}, "m.room.member", state_key=TANAKA),
        event({"key": "👍"}, "m.reaction"),
        {**message("1"), "event_id": "$" + "x" * 200},
        {**message("1"), "room_id": "../../admin"},
        {"type": "m.room.message"},
        "no event",
        None,
    ],
    ids=lambda one: json.dumps(one, ensure_ascii=True)[-50:],
)
def test_what_is_not_said_to_the_bot_is_passed_over(server: StandIn, ignored: object) -> None:
    (one,) = arrived(server, ignored, message("はい"))
    assert one.text == "はい"
    assert all("joined_members" in path for path in server.paths())


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"body": "> <@kyogi:city.test> いつ?\n> 何?\n\n来月", "m.relates_to":
          {"m.in_reply_to": {"event_id": "$x"}}}, "来月"),
        ({"body": "> 引用から始めます"}, "> 引用から始めます"),
        ({"body": "* 企画", "m.new_content": {"msgtype": "m.text", "body": "企画"},
          "m.relates_to": {"rel_type": "m.replace", "event_id": "$x"}}, "企画"),
        ({"body": "協議ナビ: 企画"}, "企画"),
        ({"body": "協議ナビさん、企画"}, "企画"),
        ({"body": "協議ナビとは?"}, "協議ナビとは?"),
        ({"body": f"{BOT} 企画"}, "企画"),
        ({"body": "\ud800企画"}, "?企画"),
    ],
)  # fmt: skip
def test_the_text_is_what_the_person_typed(
    server: StandIn, more: dict[str, Any], text: str
) -> None:
    assert [one.text for one in arrived(server, message(**more))] == [text]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
KEYS = ("msgtype", "body", "m.mentions", "m.relates_to", "m.new_content", "membership")
WORDS = st.sampled_from(["m.text", "m.replace", "$x", "m.image", "invite", "\ud800", "1", BOT])
INNER = st.dictionaries(
    st.sampled_from(["rel_type", "event_id", "m.in_reply_to", "user_ids", "body"]), JSON | WORDS
)
CONTENTS = st.dictionaries(st.sampled_from(KEYS), JSON | WORDS | INNER)


KINDS = st.sampled_from(["m.room.message", "m.room.member", "m.room.encrypted"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(CONTENTS, KINDS), min_size=8, max_size=20))
def test_no_content_stops_the_events_behind_it(odd: list[tuple[dict[str, Any], str]]) -> None:
    # A homeserver repeats a refused transaction for ever; whoever could write one would silence the bot.
    with standing_in() as server:
        events = (event(content, kind, state_key=BOT) for content, kind in odd)
        *_, last = arrived(server, *events, message("はい"))
        assert last.text == "はい"


def test_an_invitation_is_accepted_and_opens_the_conversation(server: StandIn) -> None:
    (one,) = arrived(server, invite())
    assert (one.text, one.choice, one.address) == (None, None, {"room": ROOM, "user": TANAKA})
    assert server.paths() == [f"POST v3/rooms/{ROOM}/join"]
    assert server.asked[0].authorization == "Bearer as-secret-1"


def test_a_room_is_entered_before_what_is_said_in_it_is_looked_at(server: StandIn) -> None:
    opened, said = arrived(server, invite(), message("はい"))
    assert (opened.text, said.text) == (None, "はい")
    assert [path.rpartition("/")[2] for path in server.paths()] == ["join", "joined_members"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (502, b"<html>Bad Gateway</html>"),
        (500, {"errcode": "M_UNKNOWN"}),
        (429, {"errcode": "M_LIMIT_EXCEEDED"}),
        (401, {"errcode": "M_UNKNOWN_TOKEN"}),
        (200, b"no object"),
    ],
)
def test_a_join_that_fails_for_now_is_tried_again(
    server: StandIn, status: int, body: object
) -> None:
    server.will("join", status, body)
    server.will("join", 200, {"room_id": ROOM})
    with pytest.raises(RefusedRequest) as refused:
        arrived(server, invite())
    assert refused.value.status == 503  # the homeserver keeps the transaction and sends it again
    assert len(arrived(server, invite())) == 1


def test_a_join_that_is_not_allowed_holds_nothing_up(
    server: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    server.will("join", 403, {"errcode": "M_FORBIDDEN"})
    (one,) = arrived(server, invite(), message("はい"))
    assert one.text == "はい"
    assert "M_FORBIDDEN" in caplog.text and "as-secret-1" not in caplog.text


def test_a_homeserver_that_does_not_answer_gets_its_events_back(server: StandIn) -> None:
    server.address = f"http://127.0.0.1:{free_ports(1)[0]}"
    with pytest.raises(RefusedRequest) as refused:
        arrived(server, message("はい"))
    assert refused.value.status == 503


@pytest.mark.parametrize("typed", ["2", "２", "②", " 2. ", "2番", "協議ナビ: 2"])
def test_a_number_is_the_choice_that_was_shown_last(server: StandIn, typed: str) -> None:
    server.will("context", 200, {"events_before": [shown(), shown("@sato:city.test")]})
    (one,) = arrived(server, message(typed))
    assert (one.text, one.choice, one.shown) == (None, "p2", "選択2")


@pytest.mark.parametrize(
    ("typed", "before"),
    [
        ("3", [shown()]),
        ("0", [shown()]),
        ("2", []),
        ("2", [shown("@sato:city.test")]),
        ("2", [shown(sender=TANAKA)]),
        ("2つ目がいいです", [shown()]),
    ],
)
def test_any_other_number_stays_a_text(server: StandIn, typed: str, before: list[Any]) -> None:
    server.will("context", 200, {"events_before": before})
    (one,) = arrived(server, message(typed))
    assert (one.text, one.choice) == (typed, None)


def test_a_corrected_number_is_looked_up_where_it_was_first_written(server: StandIn) -> None:
    server.will("context", 200, {"events_before": [shown()]})
    new = {"msgtype": "m.text", "body": "2"}
    relation = {"rel_type": "m.replace", "event_id": "$first"}
    (one,) = arrived(server, message("* 2", **{"m.new_content": new, "m.relates_to": relation}))
    assert one.choice == "p2"
    assert f"GET v3/rooms/{ROOM}/context/$first" in server.paths()


@pytest.mark.parametrize("first", ["\ud800", "$\ud800", "../../join", 5, None, {}])
def test_a_correction_of_nothing_known_is_a_message(server: StandIn, first: object) -> None:
    server.will("context", 200, {"events_before": [shown()]})
    new = {"msgtype": "m.text", "body": "2"}
    relation = {"rel_type": "m.replace", "event_id": first}
    said = message("* 2", **{"m.new_content": new, "m.relates_to": relation})
    (one,) = arrived(server, said)
    assert one.choice == "p2"
    assert f"GET v3/rooms/{ROOM}/context/{said['event_id']}" in server.paths()


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (message("企画です"), []),
        (event({"msgtype": "m.image", "body": "図"}), []),
        (message("協議ナビ: 企画です"), ["企画です"]),
        (message("@kyogi 企画です"), ["企画です"]),
        (message("企画です", **{"m.mentions": {"user_ids": [BOT]}}), ["企画です"]),
    ],
)
def test_among_several_people_only_what_names_the_bot_is_heard(
    server: StandIn, said: dict[str, Any], heard: list[str]
) -> None:
    server.will("joined_members", 200, {"joined": {BOT: {}, TANAKA: {}, f"@sato:{SERVER}": {}}})
    assert [one.text for one in arrived(server, said)] == heard
    assert not [path for path in server.paths() if path.startswith("PUT")]


@pytest.mark.parametrize(
    ("unreadable", "words"),
    [
        (event({"msgtype": "m.file", "body": "表.xlsx"}), "文だけを読めます"),
        (event({"ciphertext": "x"}, "m.room.encrypted"), "暗号化されている"),
    ],
)
def test_what_the_bot_cannot_read_is_answered_once(
    server: StandIn, unreadable: dict[str, Any], words: str
) -> None:
    assert arrived(server, unreadable) == arrived(server, unreadable) == ()
    sent = [asked for asked in server.asked if asked.method == "PUT"]
    assert len({asked.path for asked in sent}) == 1  # the homeserver knows the second one
    assert words in sent[0].body["body"]
