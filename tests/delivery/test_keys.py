"""Cookies, choices and links are good where they were made, and with the keys that are still believed."""

from __future__ import annotations

from typing import Any

import pytest

from rasa_project.delivery.keys import Keys

HERE, THERE = "a" * 32, "b" * 32
PAYLOAD = "answer:stage=plan"


def test_a_cookie_opens_its_conversation_only() -> None:
    keys = Keys(["一番"])
    first, cookie = keys.new_session()
    second, other = keys.new_session()
    assert first != second and len(first) == 32
    assert keys.conversation(cookie) == first and keys.conversation(other) == second
    for wrong in (None, "", "x", cookie[:-1], f"{cookie}x", Keys(["べつ"]).cookie(first)):
        assert keys.conversation(wrong) is None


def test_a_choice_is_good_in_its_conversation_only() -> None:
    keys = Keys(["一番"])
    sealed = keys.seal(HERE, PAYLOAD)
    assert keys.unseal(HERE, sealed) == PAYLOAD
    assert keys.unseal(THERE, sealed) is None
    other = sealed.replace("plan", "abolish")
    for wrong in (other, PAYLOAD, f"{PAYLOAD}~", sealed[:-1], "", "~", 5, None, "あ~あ", "x" * 600):
        assert keys.unseal(HERE, wrong) is None


def test_keys_rotate() -> None:
    old, both, new = Keys(["古い"]), Keys(["新しい", "古い"]), Keys(["新しい"])
    for made, read in ((old, both), (both, new), (both, both)):
        assert read.conversation(made.cookie(HERE)) == HERE
        assert read.unseal(HERE, made.seal(HERE, PAYLOAD)) == PAYLOAD
        assert read.linked(made.link(HERE)) == HERE
    assert new.conversation(old.cookie(HERE)) is None
    assert new.unseal(HERE, old.seal(HERE, PAYLOAD)) is None


def test_a_link_is_no_cookie_and_a_cookie_no_link() -> None:
    keys = Keys(["一番"])
    assert keys.linked(keys.cookie(HERE)) is None and keys.conversation(keys.link(HERE)) is None


def test_every_payload_of_a_message_is_sealed() -> None:
    keys = Keys(["一番"])
    said: dict[str, Any] = {
        "text": "質問",
        "choices": [{"label": "企画", "payload": PAYLOAD}],
        "custom": {"card": {"answers": [{"payload": "change:stage"}], "n": 1}},
    }
    sealed = keys.sealed(HERE, said)
    assert sealed["choices"] == [{"label": "企画", "payload": keys.seal(HERE, PAYLOAD)}]
    assert sealed["custom"]["card"]["answers"][0]["payload"] == keys.seal(HERE, "change:stage")
    assert said["choices"][0]["payload"] == PAYLOAD, "the original stays"


@pytest.mark.parametrize("keys", [[], [""], ["a", ""]])
def test_there_is_no_working_without_a_key(keys: list[str]) -> None:
    with pytest.raises(ValueError, match="key"):
        Keys(keys)
