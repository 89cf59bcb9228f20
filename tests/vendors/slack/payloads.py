"""What Slack sends an app, in the shape of its documentation."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from rasa_project.vendors.base import Incoming

Json = dict[str, Any]
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = 1_531_420_618
FORM = {"content-type": "application/x-www-form-urlencoded"}
TEAM, USER, OTHER, BOT, DIRECT, CHANNEL = (
    "T061EG9R6",
    "U2147483697",
    "U777",
    "U0LAN0Z89",
    "D024BE91L",
    "C0LAN2Q65",
)


def signed(
    body: bytes, headers: Mapping[str, str] | None = None, *, secret: str = SECRET
) -> Incoming:
    """A request that Slack's own recipe signs."""
    base = f"v0:{NOW}:".encode() + body
    mark = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    said = {"x-slack-request-timestamp": str(NOW), "x-slack-signature": mark}
    every = {"content-type": "application/json", **said, **(headers or {})}
    return Incoming("POST", "", {}, every, body)


def posted(payload: Json, headers: Mapping[str, str] | None = None) -> Incoming:
    """An event as it is posted."""
    return signed(json.dumps(payload).encode(), headers)


def clicked(payload: Json) -> Incoming:
    """A click as it is posted: JSON inside a form."""
    body = urlencode({"payload": json.dumps(payload)}).encode()
    return signed(body, FORM)


def event(inner: Json, name: str = "Ev0PV52K21") -> Json:
    """The wrapper of every event."""
    return {
        "token": "XXYYZZ",
        "team_id": TEAM,
        "api_app_id": "A0KRD7HC3",
        "event": inner,
        "type": "event_callback",
        "event_id": name,
        "event_time": 1355517523,
        "authorizations": [
            {"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True}
        ],
        "is_ext_shared_channel": False,
    }


def direct(text: str, **more: object) -> Json:
    """A direct message."""
    inner = {
        "type": "message",
        "channel": DIRECT,
        "user": USER,
        "text": text,
        "ts": "1355517523.000005",
        "event_ts": "1355517523.000005",
        "channel_type": "im",
    }
    return {**inner, **more}


def mention(text: str, **more: object) -> Json:
    """A message in a channel that names the bot."""
    inner = {
        "type": "app_mention",
        "user": USER,
        "text": text,
        "ts": "1515449522.000016",
        "channel": CHANNEL,
        "event_ts": "1515449522000016",
    }
    return {**inner, **more}


CLICK = {
    "type": "block_actions",
    "team": {"id": TEAM, "domain": "city"},
    "api_app_id": "A0KRD7HC3",
    "token": "XXYYZZ",
    "trigger_id": "12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3",
    "response_url": "https://hooks.slack.com/actions/T061EG9R6/1/x",
}
MESSAGE = {"bot_id": "BAH5CA16Z", "type": "message", "user": BOT}


def click(
    action: Json, *, blocks: list[Json], user: str = USER, channel: str = DIRECT, thread: str = ""
) -> Json:
    """A button pressed, or a line of a list picked."""
    where = {"thread_ts": thread} if thread else {}
    stands = {"type": "message", "message_ts": "1548261231.000200", "is_ephemeral": False}
    return {
        **CLICK,
        "user": {"id": user, "username": "tanaka", "team_id": TEAM},
        "container": {**stands, "channel_id": channel, **where},
        "channel": {"id": channel, "name": "directmessage"},
        "message": {**MESSAGE, "blocks": blocks, **where},
        "actions": [{**action, "action_ts": "1548426417.840180"}],
    }


def press(block: Json, place: int) -> Json:
    """The action that tells of a pressed button of an actions block."""
    button = block["elements"][place]
    return {**button, "block_id": block["block_id"]}


def pick(block: Json, place: int) -> Json:
    """The action that tells of a line picked from a list."""
    element = block["elements"][0]
    option = element["options"][place]
    kept = {key: element[key] for key in ("type", "action_id", "placeholder")}
    return {**kept, "block_id": block["block_id"], "selected_option": option}
