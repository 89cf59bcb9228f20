"""Requests of Mattermost: a pressed button, an outgoing webhook, a slash command."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from ..base import Arrived, Incoming, Received, RefusedRequest, UndeliveredError
from ..wire import admitted, event_id, in_time, json_object, name_in, text_in
from .place import Place, known, pressed
from .posts import without_buttons
from .rest import ID, Rest
from .settings import Settings

NOT_YOURS = "このボタンは、相談を始めた人だけが使えます。"
IN_PRIVATE = "ダイレクトメッセージでお答えします。"
LONGEST_TRIGGER = 1000
READ_WITHIN = 3.0
"""Seconds; who has pressed a button waits as long."""


async def click(incoming: Incoming, settings: Settings, rest: Rest) -> Received:
    """A pressed button. Mattermost shows the answer: the post without its buttons, or a word to the one who pressed."""
    request = json_object(incoming.body)
    carried = pressed(request.get("context"), settings.keys)
    user, channel, post = (an_id(request, name) for name in ("user_id", "channel_id", "post_id"))
    if channel != carried.channel:
        raise RefusedRequest("a button of another channel")
    if user != carried.user:
        return Received(body=whispered(NOT_YOURS))
    place = Place(user, channel, carried.direct, "" if carried.direct else post)
    arrived = Arrived(
        # Not the click but what it chose: pressed twice before the buttons go, it counts once.
        event=event_id("click", post, carried.choice),
        sender=place.sender,
        address=place.address(),
        choice=carried.choice,
        shown=carried.shown,
    )
    body = as_json(await updated(post, carried.shown, rest))
    return Received((arrived,), body=body, sorry=whispered)


def whispered(sentence: str) -> bytes:
    """The answer to a click that only the one who pressed reads."""
    return as_json({"ephemeral_text": sentence})


async def updated(post: str, shown: str, rest: Rest) -> dict[str, Any]:
    """The post as it is to be from now on; nothing where it cannot be read, and the buttons stay."""
    try:
        found = await in_time(rest.get(f"/posts/{post}"), READ_WITHIN)
    except (UndeliveredError, asyncio.TimeoutError):
        return {}
    return {"update": without_buttons(found, shown)} if isinstance(found, Mapping) else {}


def webhook(incoming: Incoming, settings: Settings) -> Received:
    """A post in a public channel that calls the bot; the reply goes into its thread."""
    request = fields(incoming, settings)
    place = Place(
        an_id(request, "user_id"), an_id(request, "channel_id"), False, an_id(request, "post_id")
    )
    word = text_in(request, "trigger_word")
    text = text_in(request, "text").removeprefix(word).strip()
    arrived = Arrived(place.post, place.sender, place.address(), text or None)
    return Received((arrived,), sorry=commented)


def commented(sentence: str) -> bytes:
    """The answer to a webhook: a post below the one that called."""
    return as_json({"response_type": "comment", "text": sentence})


def command(incoming: Incoming, settings: Settings) -> Received:
    """A slash command. Nobody else sees one, so the answer is for nobody else either."""
    request = fields(incoming, settings)
    place = Place(an_id(request, "user_id"))
    trigger = name_in(request, "trigger_id", longest=LONGEST_TRIGGER)
    text = text_in(request, "text")
    arrived = Arrived(event_id("command", trigger), place.sender, place.address(), text or None)
    return Received((arrived,), body=aside(IN_PRIVATE), sorry=aside)


def aside(sentence: str) -> bytes:
    """The answer to a command, for the one who gave it."""
    return as_json({"response_type": "ephemeral", "text": sentence})


def fields(incoming: Incoming, settings: Settings) -> Mapping[str, Any]:
    """What a webhook or a command says, in whichever form it is set to send. Raises RefusedRequest."""
    form = incoming.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    found = form_fields(incoming.body) if form else json_object(incoming.body)
    if not known(text_in(found, "token"), settings.tokens):
        raise RefusedRequest("a token of nobody we know")
    return found


def form_fields(body: bytes) -> dict[str, str]:
    """A form's fields. Raises RefusedRequest."""
    try:
        return dict(parse_qsl(admitted(body).decode(), max_num_fields=100))
    except ValueError as error:
        raise RefusedRequest("not a form", 400) from error


def an_id(request: Mapping[str, Any], name: str) -> str:
    """One of Mattermost's ids. Raises RefusedRequest."""
    said = name_in(request, name)
    if not ID.fullmatch(said):
        raise RefusedRequest(f"no {name}", 400)
    return said


def as_json(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()
