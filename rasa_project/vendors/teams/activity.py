"""What a person did, read from a checked activity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..base import Arrived, RefusedRequest
from ..wire import event_id, name_in, text_in, within

Activity = Mapping[str, Any]

MOST_MENTIONS = 50
LONGEST_CHOICE = 1000
LONGEST_SHOWN = 300


def arrived(activity: Activity) -> tuple[Arrived, ...]:
    """What the activity brings; nothing for the many that are no business of ours. Raises RefusedRequest."""
    kind = activity.get("type")
    if kind == "message":
        said = said_in(activity)
        return () if said is None else (arrival(activity, **said),)
    if kind == "conversationUpdate" and joined(activity):
        return (arrival(activity),)
    return ()


def arrival(activity: Activity, **said: str) -> Arrived:
    """The activity as an event."""
    conversation = name_in(activity, "conversation", "id", longest=500)
    person = within(activity, "from", "aadObjectId") or within(activity, "from", "id")
    return Arrived(
        event=event_id(conversation, name_in(activity, "id")),
        sender=f"{conversation}|{name_in({'from': person}, 'from')}",
        address={
            "service_url": name_in(activity, "serviceUrl", longest=500),
            "conversation": conversation,
            "bot": name_in(activity, "recipient", "id"),
        },
        **said,
    )


def said_in(activity: Activity) -> dict[str, str] | None:
    """A choice, a text, or nothing but the bot's name, which opens; None for what is not for the bot."""
    if within(activity, "from", "id") == within(activity, "recipient", "id"):
        return None
    value = activity.get("value")
    choice = within(value, "choice")
    if choice is not None:
        return chosen(value, choice)
    text, called = without_mentions(activity)
    if text:
        return {"text": text}
    return {} if called else None


def chosen(value: object, choice: object) -> dict[str, str]:
    """A pressed choice. What it says comes from the client, and is only shown to the same person again."""
    if not isinstance(choice, str) or not 0 < len(choice) <= LONGEST_CHOICE:
        raise RefusedRequest("no choice", 400)
    if not choice.isprintable():
        raise RefusedRequest("no choice", 400)
    return {"choice": choice, "shown": text_in(value, "labels", choice)[:LONGEST_SHOWN]}


def without_mentions(activity: Activity) -> tuple[str, bool]:
    """The text without the bot's name and with plain names of others; whether the bot was called."""
    text, called = text_in(activity, "text").replace("&nbsp;", " "), False
    for entity, mentioned in mentions(activity):
        ours = within(entity, "mentioned", "id") == within(activity, "recipient", "id")
        name = "" if ours else text_in(entity, "mentioned", "name")
        text, called = text.replace(mentioned, name), called or ours
    return text.strip(), called


def mentions(activity: Activity) -> Iterator[tuple[object, str]]:
    """Each mention and the tag that stands for it in the text."""
    listed = activity.get("entities")
    for entity in listed[:MOST_MENTIONS] if isinstance(listed, list) else ():
        tag = within(entity, "text")
        if within(entity, "type") == "mention" and isinstance(tag, str) and tag.startswith("<at"):
            yield entity, tag


def joined(activity: Activity) -> bool:
    """Whether the bot itself has just been added."""
    members = activity.get("membersAdded")
    ours = within(activity, "recipient", "id")
    named = members if isinstance(members, list) else []
    return ours is not None and any(within(member, "id") == ours for member in named)
