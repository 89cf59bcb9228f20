"""Whose conversation it is: only the server makes cookies, and only they open a conversation."""

from __future__ import annotations

import pytest
from itsdangerous import URLSafeSerializer
from servers import Bot
from visitors import CONVERSATION, Visitor

pytestmark = pytest.mark.model


def test_opening_the_page_mints_a_cookie_that_scripts_and_other_sites_cannot_use(bot: Bot) -> None:
    reply = Visitor(bot.port).request("GET", CONVERSATION)
    assert reply.cookie is not None
    assert reply.cookie["httponly"] is True
    assert reply.cookie["samesite"] == "Strict"
    assert reply.cookie["path"] == "/kyogi/"
    assert len(reply.cookie.value.split(".")) == 2, "an identifier and its signature"


def test_a_cookie_is_kept_and_no_two_are_the_same(bot: Bot) -> None:
    visitors = [Visitor(bot.port) for _ in range(3)]
    for visitor in visitors:
        visitor.open()
    assert len({visitor.cookie for visitor in visitors}) == 3
    again = visitors[0].request("GET", CONVERSATION)
    assert again.cookie is None, "a conversation that goes on needs no other cookie"


def forgeries(cookie: str) -> dict[str, str]:
    """Cookies that the server never made."""
    value, signature = cookie.split(".")
    sender = URLSafeSerializer("", salt="kyogi-session").load_payload(value.encode())
    swapped = "B" if signature[0] == "A" else "A"
    return {
        "no signature": value,
        "an empty signature": f"{value}.",
        "cut off": cookie[:-4],
        "another signature": f"{value}.{swapped}{signature[1:]}",
        "the sender alone": str(sender),
        "another key": str(URLSafeSerializer("key", salt="kyogi-session").dumps(sender)),
        "another sender": f"x{value[1:]}.{signature}",
        "not a cookie": '"; DROP TABLE events; --',
        "very long": "a" * 4000,
    }


@pytest.mark.parametrize("kind", list(forgeries("IjEi.AAAA")))
def test_a_forged_cookie_gets_a_new_conversation_and_never_somebody_elses(
    visitor: Visitor, kind: str
) -> None:
    visitor.press("answer:stage=plan")
    forged = forgeries(visitor.cookie or "")[kind]
    stranger = Visitor(visitor.port, forged)
    seen = stranger.open()
    assert stranger.cookie not in (forged, visitor.cookie)
    assert stranger.asked == "stage"
    assert [message["from"] for message in seen] == ["bot", "bot"]


@pytest.mark.parametrize("kind", [None, *forgeries("IjEi.AAAA")])
def test_nothing_can_be_sent_without_a_cookie_of_the_servers(
    visitor: Visitor, kind: str | None
) -> None:
    cookie = forgeries(visitor.cookie or "")[kind] if kind else None
    reply = Visitor(visitor.port, cookie).post({"text": "計画"})
    assert reply.status == 403
    assert "会話が見つかりません" in reply.json["error"]
    assert Visitor(visitor.port, visitor.cookie).open() == visitor.seen, "nothing was added"


def test_two_visitors_do_not_see_each_other(bot: Bot) -> None:
    first, second = Visitor(bot.port), Visitor(bot.port)
    first.open()
    second.open()
    first.press("answer:stage=plan")
    second.press("answer:stage=abolish")
    assert (first.asked, second.asked) == ("subject", "abolish_target")
    for visitor in (first, second):
        assert Visitor(bot.port, visitor.cookie).open() == visitor.seen
