"""Replies as the bot's posts: buttons, results, limits, and what is not posted twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from vendors import said
from vendors.mattermost.names import (
    CALLBACK,
    CHANNEL,
    LONGEST_POST,
    TANAKA,
    attachments,
    buttons,
    direct,
)
from vendors.mattermost.server import Server

from rasa_project.vendors.base import UndeliveredError
from rasa_project.vendors.mattermost import Mattermost
from rasa_project.vendors.mattermost.place import Place
from rasa_project.vendors.mattermost.posts import MOST_BUTTONS

ALONE = Place(TANAKA, direct(TANAKA))


def with_bot(server: Server, use: Callable[[Mattermost], Awaitable[None]]) -> None:
    """Let a bot do something."""

    async def inside() -> None:
        mattermost = server.mattermost()
        try:
            await use(mattermost)
        finally:
            await mattermost.close()

    asyncio.run(inside())


def send(server: Server, *reply: dict[str, Any], place: Place = ALONE) -> list[dict[str, Any]]:
    """Send one reply; the posts it became."""
    with_bot(server, lambda bot: bot.send(place.address(), reply, "key"))
    return server.replies()


def test_a_reply_is_posted_where_the_person_talks(server: Server) -> None:
    (post,) = send(server, said.text("はい。\n改行"))
    assert (post["channel_id"], post["message"], post["root_id"]) == (
        direct(TANAKA),
        "はい。\n改行",
        "",
    )


def test_a_reply_to_a_command_goes_into_the_direct_channel(server: Server) -> None:
    (post,) = send(server, said.question(2), place=Place(TANAKA))
    assert post["channel_id"] == direct(TANAKA)
    assert buttons(post)[0]["integration"]["context"]["channel"] == direct(TANAKA)


def test_a_reply_in_a_channel_stays_in_the_thread(server: Server) -> None:
    first = server.say(TANAKA, "協議ナビ", channel=CHANNEL)
    answer = server.say(TANAKA, "続き", channel=CHANNEL, root_id=first)
    posts = send(server, said.text(), place=Place(TANAKA, CHANNEL, False, answer))
    posts = send(server, said.text(), place=Place(TANAKA, CHANNEL, False, first))
    assert [post["root_id"] for post in posts] == [first]  # the same key: the same post


@pytest.mark.parametrize("count", [1, 12, MOST_BUTTONS])
def test_choices_are_buttons_of_the_person_asked(server: Server, count: int) -> None:
    (post,) = send(server, said.question(count))
    shown = buttons(post)
    assert [button["name"] for button in shown] == [f"選択肢{n}" for n in range(1, count + 1)]
    assert shown[0]["integration"]["url"] == f"{CALLBACK}/actions"
    context = shown[0]["integration"]["context"]
    assert context["choice"] == said.question(count)["choices"][0]["payload"]
    assert context["user"] == TANAKA and len(context["signature"]) == 64
    assert "・選択肢1：新しく作るとき" in post["message"]


def test_more_choices_than_a_screen_holds_become_numbers_to_type(server: Server) -> None:
    (post,) = send(server, said.question(MOST_BUTTONS + 1))
    assert not buttons(post)
    assert "\n1. 選択肢1：新しく作るとき\n2. 選択肢2\n" in post["message"]
    assert post["message"].endswith("番号を書いて送ってください。")


def test_choices_too_large_for_a_post_become_numbers_to_type(server: Server) -> None:
    message = said.question(3)
    for choice in message["choices"]:
        choice["payload"] += "x" * 300_000
    (post,) = send(server, message)
    assert not attachments(post) and "\n3. 選択肢3" in post["message"]


@pytest.mark.parametrize("filling", ["あ", "😀", "あいう\n"])
def test_a_long_text_is_cut_into_what_mattermost_takes(server: Server, filling: str) -> None:
    long = (filling * 20_000)[:20_000]
    posts = send(server, said.question(3, long))
    assert len(posts) == 2 and max(len(post["message"]) for post in posts) <= LONGEST_POST
    shown = "".join(post["message"] for post in posts)
    assert shown.count(filling[0]) == long.count(filling[0])
    assert not buttons(posts[0]) and len(buttons(posts[1])) == 3


def test_nobody_else_is_called_by_what_the_bot_says(server: Server) -> None:
    (post,) = send(server, said.text("@all @Channel @here a@city.example @allies"))
    assert post["message"] == "@\u200ball @\u200bChannel @\u200bhere a@city.example @allies"


def test_a_message_that_says_nothing_is_not_posted(server: Server) -> None:
    assert not send(server, said.text(""))


def test_a_result_is_a_card_with_its_papers(server: Server) -> None:
    message = said.result()
    (post,) = send(server, message)
    card, shown = message["custom"]["card"], str(post)
    assert post["message"] == card["summary"]
    for line in card["procedures"]:
        assert f"{line['name']}：{line['status_label']}" in [
            a.get("title") for a in attachments(post)
        ]
        assert line["reasons"][0]["text"] in shown and line["contact"]["name"] in shown
    for step in (*card["next_steps"], card["disclaimer"], "K7-3F2A", card["source_url"]):
        assert step in shown
    assert "[書類7（DOCX）](https://kyogi.example/papers/7?t=x_y)" in shown
    assert len(buttons(post)) == len(message["choices"])


def test_a_post_whose_answer_was_lost_is_not_posted_again(server: Server) -> None:
    async def use(bot: Mattermost) -> None:
        await bot.send(ALONE.address(), [said.text("一"), said.text("二")], "key")
        # another process tries the same reply: it knows nothing of the first
        other = server.mattermost()
        await other.send(ALONE.address(), [said.text("一"), said.text("二")], "key")
        await other.close()

    with_bot(server, use)
    assert [post["message"] for post in server.replies()] == ["一", "二"]


def test_a_reply_that_stopped_halfway_goes_on_where_it_stopped(server: Server) -> None:
    reply = [said.text("一"), said.text("二"), said.text("三")]

    async def use(bot: Mattermost) -> None:
        server.next_answers = [(200, {}), (200, {}), (500, {})]
        with pytest.raises(UndeliveredError):
            await bot.send(ALONE.address(), reply, "key")
        for post in server.replies():
            post["pending_post_id"] = "forgotten after 30 seconds"
        await bot.send(ALONE.address(), reply, "key")

    with_bot(server, use)
    assert [post["message"] for post in server.replies()] == ["一", "二", "三"]


@pytest.mark.parametrize(
    ("status", "permanent", "after"),
    [
        (429, False, 3.0),
        (500, False, None),
        (401, False, None),
        (403, True, None),
        (404, True, None),
    ],
)
def test_refusals_say_whether_to_try_again(
    server: Server, status: int, permanent: bool, after: float | None
) -> None:
    server.next_answers = [(status, {"Retry-After": "3"} if after else {})]
    with pytest.raises(UndeliveredError) as error:
        send(server, said.text())
    assert (error.value.permanent, error.value.after) == (permanent, after)
