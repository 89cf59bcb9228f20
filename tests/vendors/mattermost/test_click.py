"""Buttons: believed where they are ours and pressed by whom they are for."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from vendors import said
from vendors.mattermost.asked import ALONE, JSON, asked, click, received, refused
from vendors.mattermost.names import (
    CHANNEL,
    OLD_KEY,
    SATO,
    TANAKA,
    attachments,
    buttons,
    direct,
)
from vendors.mattermost.server import Server

from rasa_project.vendors.mattermost.place import Place, Pressed


def test_a_pressed_button_arrives_and_its_post_shows_what_was_chosen(server: Server) -> None:
    post = asked(server, ALONE)
    found = received(server, "actions", click(post, 1))
    (event,) = found.arrived
    wanted = said.question(3)["choices"][1]
    assert (event.choice, event.shown) == (wanted["payload"], "選択肢2")
    assert (event.sender, Place(**event.address)) == (ALONE.sender, ALONE)
    update = json.loads(found.body)["update"]
    assert update["message"] == f"{post['message']}\n\n➡ 選択肢2"
    assert not buttons(update) and (found.status, found.content_type) == (200, JSON)


def test_a_button_pressed_twice_is_one_event_and_two_buttons_are_two(server: Server) -> None:
    post = asked(server, ALONE)
    events = [
        received(server, "actions", click(post, number)).arrived[0].event for number in (0, 0, 1)
    ]
    assert events[0] == events[1] != events[2] and max(map(len, events)) <= 200


def test_a_result_keeps_its_card_when_one_of_its_buttons_is_pressed(server: Server) -> None:
    async def inside() -> None:
        mattermost = server.mattermost()
        await mattermost.send(ALONE.address(), [said.result()], "key")
        await mattermost.close()

    asyncio.run(inside())
    post = server.replies()[-1]
    update = json.loads(received(server, "actions", click(post)).body)["update"]
    assert len(attachments(update)) == len(attachments(post)) - 1


def test_a_post_that_cannot_be_read_keeps_its_buttons_and_the_choice_counts(
    server: Server,
) -> None:
    post = asked(server, ALONE)
    pressed = click(post)
    server.next_answers = [(503, {})]
    found = received(server, "actions", pressed)
    assert json.loads(found.body) == {} and len(found.arrived) == 1


def test_somebody_elses_button_does_nothing_and_says_so(server: Server) -> None:
    place = Place(TANAKA, CHANNEL, False, server.say(TANAKA, "協議ナビ", channel=CHANNEL))
    found = received(server, "actions", click(asked(server, place), user_id=SATO))
    assert not found.arrived and "相談を始めた人だけ" in json.loads(found.body)["ephemeral_text"]


@pytest.mark.parametrize(
    "changed",
    [
        {"choice": "answer:stage=other"},
        {"shown": "別のこと"},
        {"user": SATO},
        {"direct": False},
        {"channel": CHANNEL},
        {"signature": "0" * 64},
        {"signature": "\udc80"},
    ],
    ids=lambda value: next(iter(value)),
)
def test_a_button_that_was_changed_is_refused(server: Server, changed: dict[str, Any]) -> None:
    pressed = click(asked(server, ALONE))
    context = {**pressed["context"], **changed}
    assert refused(server, "actions", {**pressed, "context": context}) == 401


def test_a_button_works_in_its_own_channel_only(server: Server) -> None:
    pressed = click(asked(server, ALONE), channel_id=CHANNEL)
    assert refused(server, "actions", pressed) == 401


def test_a_button_signed_before_the_keys_were_rotated_still_works(server: Server) -> None:
    post = asked(server, ALONE)
    for keys, right in (((OLD_KEY,), True), (("x" * 32,), False)):
        context = Pressed(TANAKA, direct(TANAKA), True, "act:resume", "戻る").context(keys)
        if right:
            assert received(server, "actions", click(post, context=context)).arrived
        else:
            assert refused(server, "actions", click(post, context=context)) == 401


@pytest.mark.parametrize(
    "changed",
    [
        {"context": None},
        {"context": "x"},
        {"context": {"user": 5}},
        {"user_id": "../../users/me"},
        {"post_id": None},
    ],
    ids=str,
)
def test_a_click_that_makes_no_sense_is_refused(server: Server, changed: dict[str, Any]) -> None:
    assert refused(server, "actions", click(asked(server, ALONE), **changed)) == 400
