"""Replies on their way: the token, what the connector refuses, and what is not sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from vendors import said
from vendors.teams.microsoft import APP, PRIVATE_CHAT, SECRET, THREAD, Microsoft

from rasa_project.vendors.base import UndeliveredError
from rasa_project.vendors.teams import Teams

Use = Callable[[Teams], Awaitable[None]]


def with_teams(microsoft: Microsoft, use: Use, secret: str = SECRET) -> None:
    """Let a bot do something."""

    async def inside() -> None:
        settings = microsoft.settings()
        teams = Teams(type(settings)(**{**vars(settings), "secret": secret}))
        try:
            await use(teams)
        finally:
            await teams.close()

    asyncio.run(inside())


def address(microsoft: Microsoft, conversation: str = PRIVATE_CHAT) -> dict[str, Any]:
    base = microsoft.service_url
    return {"service_url": base, "conversation": conversation, "bot": f"28:{APP}"}


def send(microsoft: Microsoft, *replies: Sequence[dict[str, Any]], secret: str = SECRET) -> None:
    """Send the replies with one bot."""

    async def use(teams: Teams) -> None:
        for number, reply in enumerate(replies):
            await teams.send(address(microsoft), reply, f"key-{number}")

    with_teams(microsoft, use, secret)


def refused(microsoft: Microsoft, status: int, **headers: str) -> UndeliveredError:
    microsoft.next_answers = [(status, headers)]
    with pytest.raises(UndeliveredError) as error:
        send(microsoft, [said.text()])
    return error.value


def test_a_reply_is_posted_to_its_chat_as_the_bot(microsoft: Microsoft) -> None:
    send(microsoft, [said.text("はい。"), said.question(3)])
    assert [where for where, _ in microsoft.posted] == [PRIVATE_CHAT] * 2
    first, second = (activity for _, activity in microsoft.posted)
    assert first["text"] == "はい。" and first["from"] == {"id": f"28:{APP}"}
    assert second["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"


def test_a_reply_in_a_channel_stays_in_its_thread(microsoft: Microsoft) -> None:
    async def use(teams: Teams) -> None:
        await teams.send(address(microsoft, THREAD), [said.text()], "k")

    with_teams(microsoft, use)
    assert microsoft.posted[0][0] == THREAD


def test_the_token_is_kept_until_shortly_before_its_end(microsoft: Microsoft) -> None:
    send(microsoft, [said.text()], [said.text()], [said.text()])
    assert len(microsoft.tokens) == 1


def test_a_token_that_has_ended_is_renewed(microsoft: Microsoft) -> None:
    microsoft.lasts = 0
    send(microsoft, [said.text()], [said.text()])
    assert len(microsoft.tokens) == 2 and len(microsoft.posted) == 2


def test_a_refused_token_is_renewed_once(microsoft: Microsoft) -> None:
    microsoft.next_answers = [(200, {}), (401, {})]
    send(microsoft, [said.text()], [said.text()])
    assert len(microsoft.tokens) == 2 and len(microsoft.posted) == 2
    microsoft.next_answers = [(401, {}), (401, {}), (401, {})]
    with pytest.raises(UndeliveredError, match="401") as error:
        send(microsoft, [said.text()])
    assert not error.value.permanent and len(microsoft.next_answers) == 1


def test_a_wrong_secret_is_a_fault_that_can_be_mended(microsoft: Microsoft) -> None:
    with pytest.raises(UndeliveredError, match="authority") as error:
        send(microsoft, [said.text()], secret="another")
    assert not error.value.permanent and "another" not in str(error.value)


@pytest.mark.parametrize(("status", "wait"), [(429, 17.0), (503, 17.0)])
def test_a_vendor_that_is_busy_says_when_to_come_again(
    microsoft: Microsoft, status: int, wait: float
) -> None:
    error = refused(microsoft, status, **{"Retry-After": "17"})
    assert (error.permanent, error.after) == (False, wait)


def test_a_time_to_come_again_may_be_a_date(microsoft: Microsoft) -> None:
    error = refused(microsoft, 429, **{"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})
    assert (error.permanent, error.after) == (False, 0.0)
    assert refused(microsoft, 429, **{"Retry-After": "soon"}).after is None


@pytest.mark.parametrize(
    ("status", "permanent"), [(403, True), (404, True), (412, False), (502, False)]
)
def test_some_refusals_are_for_good(microsoft: Microsoft, status: int, permanent: bool) -> None:
    assert refused(microsoft, status).permanent is permanent


def test_nobody_there_is_a_fault_that_passes(microsoft: Microsoft) -> None:
    async def use(teams: Teams) -> None:
        await teams.send(
            address(microsoft) | {"service_url": "http://127.0.0.1:9/"}, [said.text()], "k"
        )

    with pytest.raises(UndeliveredError, match="no answer") as error:
        with_teams(microsoft, use)
    assert not error.value.permanent


def test_the_token_goes_to_nobody_but_microsoft(microsoft: Microsoft) -> None:
    async def use(teams: Teams) -> None:
        await teams.send(
            address(microsoft) | {"service_url": "https://attacker.example/"}, [said.text()], "k"
        )

    with pytest.raises(UndeliveredError) as error:
        with_teams(microsoft, use)
    assert error.value.permanent and not microsoft.tokens


def test_a_reply_that_stopped_halfway_goes_on_where_it_stopped(microsoft: Microsoft) -> None:
    reply = [said.text("一"), said.text("二"), said.text("三")]

    async def use(teams: Teams) -> None:
        microsoft.next_answers = [(200, {}), (502, {})]
        with pytest.raises(UndeliveredError):
            await teams.send(address(microsoft), reply, "k")
        await teams.send(address(microsoft), reply, "k")

    with_teams(microsoft, use)
    assert [activity["text"] for _, activity in microsoft.posted] == ["一", "二", "三"]


@pytest.mark.parametrize(
    "reply",
    [said.text("字" * 20_000), said.question(12), said.result()],
    ids=["text", "list", "result"],
)
def test_teams_takes_whatever_the_bot_says(microsoft: Microsoft, reply: dict[str, Any]) -> None:
    send(microsoft, [reply])
    assert microsoft.posted


def test_teams_calls_and_is_not_called(microsoft: Microsoft) -> None:
    async def never(_: object) -> None:
        raise AssertionError

    with_teams(microsoft, lambda teams: teams.listen(never))
    assert microsoft.attempts == 0
