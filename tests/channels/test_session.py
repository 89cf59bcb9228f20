"""Nobody makes a session but the server."""

from __future__ import annotations

import pytest

from rasa_project.channels.session import Sessions


def test_a_cookie_leads_back_to_its_sender() -> None:
    sessions = Sessions("secret")
    sender, cookie = sessions.new()
    assert sessions.sender(cookie) == sender
    assert len(sender) == 32


def test_sessions_differ() -> None:
    sessions = Sessions("secret")
    assert len({sessions.new()[0] for _ in range(100)}) == 100


@pytest.mark.parametrize("cookie", [None, "", "x", "x.y", "ImEi.AAAA"])
def test_what_is_not_signed_is_nobody(cookie: str | None) -> None:
    assert Sessions("secret").sender(cookie) is None


def test_a_cookie_of_another_key_or_changed_by_one_letter_is_nobody() -> None:
    _, cookie = Sessions("other").new()
    assert Sessions("secret").sender(cookie) is None
    sender, own = Sessions("secret").new()
    assert sender
    changed = ("A" if own[0] != "A" else "B") + own[1:]
    assert Sessions("secret").sender(changed) is None
