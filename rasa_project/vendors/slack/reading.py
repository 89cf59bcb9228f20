"""Slack's payloads as what a person did."""

from __future__ import annotations

from ..base import Arrived, RefusedRequest
from .place import Payload, Place, name, part, thread_of, words
from .posts import kept_text, offered_to
from .words import FIRST_MENTION, typed, unescaped

TYPED = (None, "file_share", "thread_broadcast")
"""Subtypes of messages that a person wrote; the others tell of edits, arrivals and the like."""


def arrived(payload: Payload) -> tuple[Arrived, ...]:
    """What a payload brings; nothing where it is not meant for the bot. Raises RefusedRequest."""
    if payload.get("type") == "event_callback":
        return from_event(payload, part(payload, "event"))
    if payload.get("type") == "block_actions":
        return from_click(payload)
    return ()


def from_event(payload: Payload, event: Payload) -> tuple[Arrived, ...]:
    """A direct message, or a mention elsewhere, which is answered in its thread."""
    own = bot_users(payload)
    if not meant_for_bot(event, own):
        return ()
    said, thread = words(event, "text"), thread_of(event)
    if event["type"] == "app_mention":
        thread = thread or name(event, "ts")
        said = said if own else FIRST_MENTION.sub("", said, count=1)
    place = Place(name(payload, "team_id"), name(event, "user"), name(event, "channel"), thread)
    text = typed(said, own) or None
    return (Arrived(name(payload, "event_id"), place.sender, place.address(), text),)


def bot_users(payload: Payload) -> set[str]:
    """The users that the bot is in Slack, as far as the payload says."""
    said = payload.get("authorizations")
    found = [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
    return {str(one.get("user_id")) for one in found if one.get("is_bot")}


def meant_for_bot(event: Payload, own: set[str]) -> bool:
    """Whether a person wrote this to the bot just now: it is no bot's, no edit, no arrival."""
    if event.get("bot_id") or event.get("user") in (None, *own):
        return False
    if event.get("edited") or event.get("subtype") not in TYPED:
        return False
    direct = event.get("channel_type") == "im"
    return event.get("type") == ("message" if direct else "app_mention")


def from_click(payload: Payload) -> tuple[Arrived, ...]:
    """A pressed button or a picked line of a list; a link that was opened is neither."""
    action = first_action(payload)
    picked = action.get("selected_option") if action.get("type") == "static_select" else action
    if not isinstance(picked, dict) or not picked.get("value"):
        return ()
    container, user = part(payload, "container"), part(payload, "user")
    team = name(part(payload, "team"), "id") if payload.get("team") else name(user, "team_id")
    channel, thread = name(container, "channel_id"), thread_of(container)
    place = Place(team, name(user, "id"), channel, thread)
    message = name(container, "message_ts")
    shown = unescaped(words(part(picked, "text"), "text"))
    # Somebody else's click in a channel must not take the buttons away.
    pressed = {"ts": message, "shown": shown, "text": kept_text(payload)}
    mine = offered_to(words(action, "block_id"), place.user)
    address = place.address(pressed=pressed) if mine else place.address()
    event = "/".join((team, channel, place.user, message, name(action, "action_ts")))
    return (Arrived(event, place.sender, address, None, words(picked, "value"), shown),)


def first_action(payload: Payload) -> Payload:
    """What was pressed; Slack tells of one thing at a time."""
    actions = payload.get("actions")
    if not isinstance(actions, list) or not actions or not isinstance(actions[0], dict):
        raise RefusedRequest("a click without an action", 400)
    return actions[0]
