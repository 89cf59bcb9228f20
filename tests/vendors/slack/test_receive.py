"""Which requests are believed to be Slack's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from vendors.slack.payloads import FORM, NOW, click, clicked, direct, event, posted, signed
from vendors.slack.receiving import received, status

from rasa_project.core.errors import KyogiError
from rasa_project.vendors.base import Environment, Incoming
from rasa_project.vendors.slack import Slack

Json = dict[str, Any]


def test_slacks_documented_signature_is_believed_and_answered_at_once() -> None:
    # The example of Slack's page on verifying requests.
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
        b"%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    mark = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert signed(body).headers["x-slack-signature"] == mark
    answer = received(posted(event(direct("こんにちは"))))
    assert (answer.status, answer.body) == (200, b"")


def test_a_request_that_slack_did_not_sign_is_refused() -> None:
    true = posted(event(direct("こんにちは")))
    assert status(signed(true.body, secret="another")) == 401
    assert status(Incoming("POST", "", {}, true.headers, true.body + b" ")) == 401
    assert status(Incoming("POST", "", {}, {}, true.body)) == 401
    for mark in ("", "v0=", "v1=00", "v0=é"):
        headers = {**true.headers, "x-slack-signature": mark}
        assert status(Incoming("POST", "", {}, headers, true.body)) == 401


def test_a_request_counts_for_five_minutes() -> None:
    request = posted(event(direct("こんにちは")))
    assert received(request, NOW + 300).arrived
    assert status(request, NOW + 301) == 401
    assert status(request, NOW - 301) == 401
    for stamp in ("", "soon", "-1", "１５３１４２０６１８", "9" * 40):
        headers = {**request.headers, "x-slack-request-timestamp": stamp}
        assert status(Incoming("POST", "", {}, headers, request.body)) == 401


def test_the_challenge_goes_back_only_to_slack() -> None:
    asked = {"type": "url_verification", "token": "x", "challenge": "3eZbrw1aB10FEMAGAZd4FyFQ"}
    assert json.loads(received(posted(asked)).body) == {"challenge": "3eZbrw1aB10FEMAGAZd4FyFQ"}
    assert status(signed(json.dumps(asked).encode(), secret="another")) == 401


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 5000, b"payload=%7B"])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    assert status(signed(body)) == 400
    assert status(signed(body, FORM)) == 400


@pytest.mark.parametrize(
    "more",
    [
        {"event_id": "e" * 201},
        {"event_id": "a\0"},
        {"team_id": None},
        {"event": []},
        {"event": None},
    ],
)
def test_a_broken_wrapper_is_refused(more: Json) -> None:
    assert status(posted({**event(direct("x")), **more})) == 400


@pytest.mark.parametrize(
    "more", [{"user": "U\ud800"}, {"user": ["U1"]}, {"channel": "D/../x"}, {"text": 5}]
)
def test_a_broken_event_is_refused(more: Json) -> None:
    assert status(posted(event({**direct("x"), **more}))) == 400


@pytest.mark.parametrize(
    "more",
    [{"actions": []}, {"actions": 1}, {"container": {}}, {"user": {"id": "?"}}, {"team": "T"}],
)
def test_a_broken_click_is_refused(more: Json) -> None:
    whole = click({"type": "button", "value": "x", "text": {"text": "x"}}, blocks=[])
    assert received(clicked(whole)).arrived
    assert status(clicked({**whole, **more})) == 400


def test_a_body_over_256_kilobytes_and_other_methods_are_refused() -> None:
    assert status(signed(b" " * (256 * 1024 + 1))) == 413
    assert status(Incoming("GET", "", {}, {}, b"")) == 405


def test_with_socket_mode_no_request_is_taken() -> None:
    request = posted(event(direct("こんにちは")))
    assert status(request, KYOGI_SLACK_APP_TOKEN="xapp-1") == 404
    assert status(signed(request.body, secret=""), KYOGI_SLACK_APP_TOKEN="xapp-1") == 404


def test_a_missing_setting_is_named() -> None:
    with pytest.raises(KyogiError, match="KYOGI_SLACK_SIGNING_SECRET"):
        Slack.from_environment(Environment("KYOGI_SLACK_", {"KYOGI_SLACK_BOT_TOKEN": "xoxb-1"}))
