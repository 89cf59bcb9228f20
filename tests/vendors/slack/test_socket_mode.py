"""Socket Mode: acknowledged only once it is stored; nothing is lost when connections come and go."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable

import pytest
from starlette.responses import Response
from vendors.slack.payloads import click, direct, event
from vendors.slack.stand_in import APP_TOKEN, BOT_TOKEN, StandIn, refusal

from rasa_project.vendors.base import Arrived, Environment, Take
from rasa_project.vendors.slack import Slack
from rasa_project.vendors.slack.vendor import Account


class Inbox:
    """Stores what arrives, as far as it is not there yet."""

    def __init__(self) -> None:
        self.stored: dict[str, Arrived] = {}
        self.taken = 0
        self.fail = 0

    async def take(self, one: Arrived) -> None:
        self.taken += 1
        if self.fail:
            self.fail -= 1
            raise RuntimeError("the database is away")
        self.stored.setdefault(one.event, one)


async def until(true: Callable[[], bool]) -> None:
    """Waits for something to come true."""
    end = time.monotonic() + 15
    while not true():
        assert time.monotonic() < end, "waited too long"
        await asyncio.sleep(0.01)


def listening(slack: StandIn, take: Take, true: Callable[[], bool]) -> None:
    """A process that listens until something has come true, and is then ended."""

    async def run() -> None:
        ours = Slack(Account(BOT_TOKEN, None, APP_TOKEN, slack.api), pause=0.05)
        task = asyncio.create_task(ours.listen(take))
        try:
            await until(lambda: true() or task.done())
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await ours.close()

    asyncio.run(run())


def say(slack: StandIn, number: int, text: str = "はい") -> None:
    slack.envelope(f"env-{number}", event(direct(text), f"Ev{number}"))


def test_events_and_clicks_arrive_in_order_and_are_acknowledged(slack: StandIn) -> None:
    inbox = Inbox()
    say(slack, 1)
    button = {"type": "button", "value": "p", "text": {"text": "はい"}, "block_id": "x"}
    slack.envelope("env-2", click(button, blocks=[]))
    slack.envelope("env-3", event(direct("自分", bot_id="B1"), "Ev3"))
    slack.envelope("env-4", {**event(direct("x")), "event_id": None})
    slack.envelope("env-5", {"type": "hello there"})
    listening(slack, inbox.take, lambda: len(slack.acknowledged) == 5)
    assert slack.acknowledged == [f"env-{number}" for number in range(1, 6)]
    assert [one.text or one.choice for one in inbox.stored.values()] == ["はい", "p"]


def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again(slack: StandIn) -> None:
    inbox = Inbox()
    inbox.fail = 1
    say(slack, 1)
    say(slack, 2)
    listening(slack, inbox.take, lambda: slack.acknowledged == ["env-2"])
    assert list(inbox.stored) == ["Ev2"] and list(slack.pending) == ["env-1"]
    listening(slack, inbox.take, lambda: not slack.pending)
    assert set(inbox.stored) == {"Ev1", "Ev2"}


def test_a_process_that_dies_between_storing_and_acknowledging_loses_nothing(
    slack: StandIn,
) -> None:
    inbox = Inbox()
    dead = False

    async def take_and_die(one: Arrived) -> None:
        nonlocal dead
        await inbox.take(one)
        dead = True
        await asyncio.sleep(60)

    say(slack, 1)
    listening(slack, take_and_die, lambda: dead)
    assert slack.acknowledged == [] and list(inbox.stored) == ["Ev1"]
    listening(slack, inbox.take, lambda: not slack.pending)
    assert (inbox.taken, list(inbox.stored)) == (2, ["Ev1"])


def test_listening_ends_even_if_a_cancellation_gets_lost(slack: StandIn) -> None:
    """Python 3.10's wait_for may lose one: the connection that just opened would keep the process alive."""
    inbox = Inbox()

    async def take(one: Arrived) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await inbox.take(one)
            await asyncio.sleep(60)

    say(slack, 1)
    began = time.monotonic()
    listening(slack, take, lambda: bool(inbox.stored))
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("reason", ["refresh_requested", "warning", "cut"])
def test_another_connection_takes_over(slack: StandIn, reason: str) -> None:
    inbox = Inbox()
    said = [1]

    def next_step() -> bool:
        """Says something on each of three connections."""
        if f"env-{said[-1]}" in slack.acknowledged and slack.connections >= len(said):
            if len(said) == 3:
                return True
            slack.disconnect = reason
            said.append(said[-1] + 1)
            say(slack, said[-1])
        return False

    say(slack, 1)
    listening(slack, inbox.take, next_step)
    assert list(inbox.stored) == ["Ev1", "Ev2", "Ev3"]
    assert slack.connections >= 3 and not slack.pending


def test_the_old_connection_is_read_until_the_new_one_is_there(slack: StandIn) -> None:
    inbox = Inbox()
    slack.disconnect = "warning"
    said, connections = False, 0

    def next_step() -> bool:
        """While Slack opens no other connection, it says something on the one that it will close."""
        nonlocal said, connections
        connections = slack.connections
        if slack.connections == 1 and slack.disconnect is None and not said:
            said = True
            slack.answers = [Response("", 503)] * 3
            say(slack, 1)
        return bool(slack.acknowledged)

    listening(slack, inbox.take, next_step)
    assert (list(inbox.stored), connections) == (["Ev1"], 1)


def test_it_tries_again_when_slack_opens_no_connection(
    slack: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    inbox = Inbox()
    say(slack, 1)
    slack.answers = [Response("", 500), refusal("internal_error"), refusal("invalid_auth")]
    with caplog.at_level(logging.INFO, "rasa_project"):
        listening(slack, inbox.take, lambda: bool(slack.acknowledged))
    assert slack.calls.count("apps.connections.open") == 4
    assert APP_TOKEN not in caplog.text and "ticket" not in caplog.text


def test_without_an_app_token_there_is_nothing_to_listen_to() -> None:
    settings = {"KYOGI_SLACK_BOT_TOKEN": "xoxb-1", "KYOGI_SLACK_SIGNING_SECRET": "s"}

    async def listen() -> None:
        ours = Slack.from_environment(Environment("KYOGI_SLACK_", settings))
        await asyncio.wait_for(ours.listen(Inbox().take), 1)
        await ours.close()

    asyncio.run(listen())
