"""From a vendor's event to the inbox, and from a reply to what may leave the house."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from rasa_project.channels.bridge import conversation_of, prepared, stored, take
from rasa_project.channels.inbound import COMMAND, OLD_CHOICE, OPEN, TOO_LONG
from rasa_project.delivery.event import Event, Said, bot_says
from rasa_project.delivery.keys import Keys
from rasa_project.store.errors import BUSY, StoreError
from rasa_project.vendors.base import Arrived, Received

KEYS, ROOM, ME = Keys(["一番"]), {"room": "!x:example"}, "@me:example"
HERE = conversation_of("matrix", ME)
CHOSEN = '/choose{"choice": "answer:stage=plan"}'


@dataclass
class Inbox:
    """Where events arrive."""

    events: list[Event] = field(default_factory=list)
    replies: list[tuple[Event, tuple[Said, ...]]] = field(default_factory=list)

    async def take(self, event: Event) -> None:
        self.events.append(event)

    async def reply(self, event: Event, messages: tuple[Said, ...]) -> None:
        self.replies.append((event, messages))


def arrived(**about: Any) -> Inbox:
    """What comes of one event."""
    inbox = Inbox()
    asyncio.run(take("matrix", inbox, KEYS, Arrived("$1", ME, ROOM, **about)))  # type: ignore[arg-type]
    return inbox


def test_typed_text_is_cleaned_and_masked() -> None:
    (event,) = arrived(text="連絡先は 090-1234-5678 です\u0007").events
    assert "1234" not in event.text and "1234" not in str(event.shown)
    assert (event.channel, event.id, event.conversation, event.address) == (
        "matrix",
        "$1",
        HERE,
        ROOM,
    )


def test_an_opened_conversation_says_nothing() -> None:
    (event,) = arrived().events
    assert (event.text, event.shown) == (OPEN, None)


def test_a_choice_counts_where_it_was_offered_only() -> None:
    (event,) = arrived(choice=KEYS.seal(HERE, "answer:stage=plan"), shown="企画").events
    assert (event.text, event.shown) == (CHOSEN, "企画")
    elsewhere = KEYS.seal(conversation_of("slack", ME), "answer:stage=plan")
    for wrong in ("answer:stage=plan", elsewhere, ""):
        inbox = arrived(choice=wrong, shown="企画")
        assert inbox.events == []
        assert inbox.replies[0][1] == (bot_says(OLD_CHOICE),)


@pytest.mark.parametrize(
    ("text", "sentence"), [("/restart", COMMAND), ("あ" * 2001, TOO_LONG), ("\u0007", None)]
)
def test_what_cannot_be_taken_is_answered_with_a_sentence(text: str, sentence: str | None) -> None:
    inbox = arrived(text=text)
    assert inbox.events == []
    ((event, (said,)),) = inbox.replies
    assert event.address == ROOM and (sentence is None or said["text"] == sentence)


def test_the_same_person_elsewhere_is_another_conversation() -> None:
    assert len({conversation_of(name, ME) for name in ("slack", "teams", "matrix")}) == 3
    assert len(HERE) == 32 and ME not in HERE


def test_papers_become_links_for_this_conversation() -> None:
    said = {
        **bot_says("結果"),
        "custom": {
            "kind": "result",
            "filed": {"papers": [{"label": "結果", "href": "papers/1/sheet"}]},
        },
    }
    (out,) = prepared(KEYS, "https://kyogi.example.jp", HERE, (said,))
    href = out["custom"]["filed"]["papers"][0]["href"]
    address, _, token = href.partition("?for=")
    assert address == "https://kyogi.example.jp/kyogi/papers/1/sheet"
    assert KEYS.linked(token) == HERE
    (silent,) = prepared(KEYS, None, HERE, (said,))
    assert silent["custom"]["filed"]["papers"] == [], "no address, no link"


class Full(Inbox):
    """Where nothing arrives any more."""

    async def take(self, event: Event) -> None:
        raise StoreError(BUSY)


def test_who_would_not_be_heard_again_reads_that_nothing_was_stored() -> None:
    typed = (Arrived("$1", ME, ROOM, text="企画"),)
    told = Received(typed, body=b"good", sorry=str.encode)
    reply = asyncio.run(stored("mattermost", Full(), KEYS, told))  # type: ignore[arg-type]
    assert (reply.status, reply.body) == (200, BUSY.encode())
    with pytest.raises(StoreError):
        asyncio.run(stored("slack", Full(), KEYS, Received(typed)))  # type: ignore[arg-type]
    good = asyncio.run(stored("mattermost", Inbox(), KEYS, told))  # type: ignore[arg-type]
    assert good.body == b"good"
