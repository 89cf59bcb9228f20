"""Webhooks and commands: believed where they are ours, and answered as Mattermost wants it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from vendors.mattermost.asked import ALONE, FORM, JSON, asked, click, hook, received, refused, slash
from vendors.mattermost.names import (
    CALLBACK,
    CHANNEL,
    COMMAND,
    HOOK,
    KEY,
    OLD_KEY,
    TANAKA,
)
from vendors.mattermost.server import Server

from rasa_project.core.errors import KyogiError
from rasa_project.vendors.base import Environment, Incoming, RefusedRequest
from rasa_project.vendors.mattermost import Mattermost


@pytest.mark.parametrize("kind", [JSON, FORM])
def test_a_call_in_a_channel_arrives_without_its_trigger_word(server: Server, kind: str) -> None:
    found = received(server, "webhook", hook(), kind)
    (event,) = found.arrived
    assert (event.event, event.text) == ("p" * 26, "SaaSを使いたい")
    assert event.sender == f"{CHANNEL}:{TANAKA}"
    assert json.loads(found.body) == {}  # a text would be posted by the webhook, not by the bot


def test_the_trigger_word_alone_opens_the_conversation(server: Server) -> None:
    (event,) = received(server, "webhook", hook(text="協議ナビ")).arrived
    assert (event.text, event.choice) == (None, None)


def test_a_command_is_answered_in_private(server: Server) -> None:
    found = received(server, "command", slash(), FORM)
    (event,) = found.arrived
    assert (event.text, event.sender) == ("SaaSを使いたい", ALONE.sender)
    assert len(event.event) <= 200
    answer = json.loads(found.body)
    assert answer["response_type"] == "ephemeral" and "ダイレクトメッセージ" in answer["text"]
    (opened,) = received(server, "command", slash(text=""), FORM).arrived
    assert opened.text is None


@pytest.mark.parametrize(
    ("path", "kind", "where"),
    [
        ("actions", JSON, ("ephemeral_text", {})),
        ("command", FORM, ("text", {"response_type": "ephemeral"})),
        ("webhook", FORM, ("text", {"response_type": "comment"})),
    ],
)
def test_where_nothing_can_be_stored_the_person_is_told_for_nobody_calls_again(
    server: Server, path: str, kind: str, where: tuple[str, dict[str, str]]
) -> None:
    called = {"command": slash, "webhook": hook}
    body = called[path]() if path in called else click(asked(server, ALONE))
    sorry = received(server, path, body, kind).sorry
    assert sorry is not None
    text, beside = where
    assert json.loads(sorry("待ってください。")) == {text: "待ってください。", **beside}


@pytest.mark.parametrize("token", ["", "x", HOOK[:-1], HOOK.upper(), "\udc80", None])
@pytest.mark.parametrize(("path", "payload"), [("webhook", hook), ("command", slash)])
def test_a_wrong_token_is_refused(server: Server, path: str, payload: Any, token: str) -> None:
    assert refused(server, path, payload(token=token)) == 401


def test_without_tokens_nobody_may_call(server: Server) -> None:
    async def inside() -> None:
        mattermost = server.mattermost()
        settings = type(mattermost.settings)(**{**vars(mattermost.settings), "tokens": ()})
        body = json.dumps(hook(token="")).encode()
        with pytest.raises(RefusedRequest):
            await Mattermost(settings).receive(Incoming("POST", "webhook", {}, {}, body))
        await mattermost.close()

    asyncio.run(inside())


@pytest.mark.parametrize(
    ("path", "body", "kind", "status"),
    [
        ("actions", b"not json", JSON, 400),
        ("actions", b"[" * 100_000, JSON, 400),
        ("actions", b" " * (256 * 1024 + 1), JSON, 413),
        ("webhook", b"a=" + b"x" * (256 * 1024), FORM, 413),
        ("webhook", b"a=1&" * 200, FORM, 400),
        ("webhook", b"a=\xff", FORM, 400),
        ("webhook", json.dumps(hook(user_id="x")).encode(), JSON, 400),
        ("command", json.dumps(slash(trigger_id=None)).encode(), JSON, 400),
        ("", b"{}", JSON, 404),
        ("../actions", b"{}", JSON, 404),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_request_that_makes_no_sense_is_refused(
    server: Server, path: str, body: bytes, kind: str, status: int
) -> None:
    assert refused(server, path, body, kind) == status


def test_settings_come_from_the_environment_and_wrong_ones_are_named() -> None:
    values = {
        "KYOGI_MATTERMOST_URL": "https://chat.example/",
        "KYOGI_MATTERMOST_CALLBACK": CALLBACK + "/",
        "KYOGI_MATTERMOST_BOT_TOKEN": "hush",
        "KYOGI_MATTERMOST_KEY": f"{KEY}\n{OLD_KEY}\n",
        "KYOGI_MATTERMOST_TOKENS": f"{HOOK} {COMMAND}",
    }
    settings = Mattermost.from_environment(Environment("KYOGI_MATTERMOST_", values)).settings
    assert (settings.url, settings.callback) == ("https://chat.example", CALLBACK)
    assert settings.keys == (KEY, OLD_KEY) and settings.tokens == (HOOK, COMMAND)
    assert not any(hidden in repr(settings) for hidden in ("hush", KEY, HOOK))
    for name, wrong in {"URL": "http://chat.example", "CALLBACK": "", "KEY": "short"}.items():
        changed = {**values, f"KYOGI_MATTERMOST_{name}": wrong}
        with pytest.raises(KyogiError, match=f"KYOGI_MATTERMOST_{name}"):
            Mattermost.from_environment(Environment("KYOGI_MATTERMOST_", changed))
