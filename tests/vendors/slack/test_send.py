"""Replies on their way: clicks answered, failures told apart, nothing sent twice."""

from __future__ import annotations

import asyncio
import json

import pytest
from starlette.responses import JSONResponse, Response
from vendors.slack.payloads import BOT, CHANNEL, DIRECT, SECRET, USER, click, pick, press
from vendors.slack.sending import HERE, choices, deliver, elements, send, texts, vendor
from vendors.slack.stand_in import StandIn, refusal

from rasa_project.vendors.base import UndeliveredError
from rasa_project.vendors.slack import Slack
from rasa_project.vendors.slack.reading import arrived
from rasa_project.vendors.slack.vendor import Account


def undelivered(slack: StandIn, answer: Response) -> UndeliveredError:
    slack.answers = [answer]
    with pytest.raises(UndeliveredError) as error:
        send(slack, [{"text": "はい"}])
    return error.value


def test_a_mention_is_answered_in_its_thread(slack: StandIn) -> None:
    send(slack, [{"text": "はい"}], {**HERE, "channel": CHANNEL, "thread": "1515449522.000016"})
    assert (slack.posts[0]["channel"], slack.posts[0]["thread_ts"]) == (
        CHANNEL,
        "1515449522.000016",
    )


def test_after_a_click_the_message_shows_the_answer_and_no_buttons(slack: StandIn) -> None:
    send(
        slack,
        [
            {
                "text": "A & B のどれですか。",
                "choices": [*choices(2), {"label": "<x>", "payload": "p"}],
            }
        ],
    )
    (post,) = slack.posts
    (pressed,) = arrived(click(press(post["blocks"][1], 2), blocks=post["blocks"]))
    send(slack, [{"text": "次です。"}], pressed.address, "k2")
    (update,) = slack.updates
    assert (update["ts"], update["channel"]) == ("1548261231.000200", DIRECT)
    assert texts(update) == "A &amp; B のどれですか。" and not elements(update)
    assert update["blocks"][-1]["elements"][0]["text"] == "選んだ答え：&lt;x&gt;"
    assert slack.calls == ["chat.postMessage", "chat.update", "chat.postMessage"]


def test_a_line_picked_from_a_list_is_shown_too(slack: StandIn) -> None:
    send(slack, [{"text": "どれですか。", "choices": choices(120)}])
    blocks = slack.posts[0]["blocks"]
    (picked,) = arrived(click(pick(blocks[2], 19), blocks=blocks, user=USER))
    send(slack, [{"text": "次です。"}], picked.address, "k2")
    assert slack.updates[0]["text"] == "選んだ答え：選択肢 119"


def test_a_message_that_cannot_be_updated_does_not_hold_up_the_reply(slack: StandIn) -> None:
    pressed = {"ts": "1.2", "shown": "はい", "text": ""}
    slack.answers = [refusal("message_not_found")]
    send(slack, [{"text": "次です。"}], {**HERE, "pressed": pressed})
    assert [post["text"] for post in slack.posts] == ["次です。"]


def test_the_message_is_updated_once_for_all_replies_of_its_address(slack: StandIn) -> None:
    async def twice() -> None:
        ours = vendor(slack)
        address = {**HERE, "pressed": {"ts": "1.2", "shown": "はい", "text": ""}}
        await ours.send(address, [{"text": "一"}], "k1")
        await ours.send(address, [{"text": "二"}], "k2")
        await ours.close()

    asyncio.run(twice())
    assert slack.calls == ["chat.update", "chat.postMessage", "chat.postMessage"]


def test_too_many_calls_wait_as_long_as_slack_says(slack: StandIn) -> None:
    error = undelivered(slack, JSONResponse({"ok": False}, 429, headers={"Retry-After": "30"}))
    assert (error.permanent, error.after) == (False, 30.0)
    error = undelivered(slack, JSONResponse({"ok": False}, 429, headers={"Retry-After": "soon"}))
    assert (error.permanent, error.after) == (False, None)


@pytest.mark.parametrize(
    "name", ["invalid_auth", "channel_not_found", "is_archived", "invalid_blocks"]
)
def test_what_can_never_arrive_is_not_tried_again(slack: StandIn, name: str) -> None:
    assert undelivered(slack, refusal(name)).permanent


@pytest.mark.parametrize(
    "answer",
    [
        Response("", 500),
        Response("<html>", 503),
        Response("<html>", 200),
        JSONResponse([1]),
        JSONResponse({}),
        refusal("internal_error"),
        refusal("ratelimited"),
        Response("", 302, headers={"Location": "http://127.0.0.1:1/"}),
    ],
    ids=lambda answer: f"{answer.status_code} {bytes(answer.body)[:40]!r}",
)
def test_any_other_failure_is_tried_again(slack: StandIn, answer: Response) -> None:
    assert not undelivered(slack, answer).permanent


def test_a_wrong_token_and_a_dead_line_are_said_without_the_token(slack: StandIn) -> None:
    for account, permanent in (
        (Account("xoxb-secret", SECRET, None, slack.api), True),
        (Account("xoxb-secret", SECRET, None, "http://127.0.0.1:9/api"), False),
    ):
        with pytest.raises(UndeliveredError) as error:
            asyncio.run(deliver(Slack(account), [{"text": "はい"}], HERE, "k"))
        assert error.value.permanent is permanent
        assert "xoxb-secret" not in f"{error.value}{account}"


def test_a_reply_tried_again_goes_on_where_it_stopped(slack: StandIn) -> None:
    async def again() -> None:
        ours = vendor(slack)
        three = [{"text": text} for text in ("一", "二", "三")]
        await ours.send(HERE, three[:1], "k1")
        slack.answers = [refusal("internal_error")]
        with pytest.raises(UndeliveredError):
            await ours.send(HERE, three, "k1")
        await ours.send(HERE, three, "k1")
        await ours.close()

    asyncio.run(again())
    assert [post["text"] for post in slack.posts] == ["一", "二", "三"]
    assert len(slack.calls) == 4


def test_another_process_sends_the_same_key_again_and_slack_can_tell(slack: StandIn) -> None:
    slack.lost = 1
    with pytest.raises(UndeliveredError):
        send(slack, [{"text": "一"}, {"text": "二"}])
    send(slack, [{"text": "一"}, {"text": "二"}])
    assert [post["text"] for post in slack.posts] == ["一", "二"]
    assert [post["metadata"]["event_payload"] for post in slack.posts] == [
        {"key": "k1", "part": 0},
        {"key": "k1", "part": 1},
    ]
    slack.answers = [refusal("duplicate_message_not_found")]
    send(slack, [{"text": "一"}])
    assert len({post["client_msg_id"] for post in slack.posts}) == len(slack.posts) == 2
    assert BOT not in json.dumps(slack.posts)
