"""Whose line it is, without saying who."""

from __future__ import annotations

import re

import pytest

from rasa_project.watch import speakers


def test_a_conversation_cannot_be_told_without_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    digests = set()
    for key in (b"one", b"other", b""):
        monkeypatch.setattr(speakers.Installation, "key", key)
        digests.add(speakers.digest("teams:yamada"))
        assert speakers.digest("\ud800") == speakers.digest("\ud800")
    assert len(digests) == 3


def test_a_request_id_from_outside_is_no_way_into_the_log() -> None:
    with speakers.serving("0a1b2c3d-request") as kept:
        assert kept == "0a1b2c3d-request"
    for odd in ("", "x", "a" * 65, 'abcdefgh"}\n{', "ａｂｃｄｅｆｇｈ"):
        with speakers.serving(odd) as kept:
            assert re.fullmatch("[0-9a-f]{16}", kept)
