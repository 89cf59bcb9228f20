"""Whole dialogues through the real model, dialogue and actions."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from dialogue.transcripts import Transcript, transcripts

if TYPE_CHECKING:
    from rasa_project.local_bot import LocalBot

pytestmark = pytest.mark.model
ALL = transcripts()
SENDERS = itertools.count()


@pytest.mark.parametrize("transcript", ALL, ids=[t.title for t in ALL])
def test_transcript(transcript: Transcript, local_bot: LocalBot) -> None:
    sender = f"transcript-{next(SENDERS)}"
    said = ""
    for speaker, words in transcript.lines:
        if speaker == "職員":
            messages = local_bot.say(sender, words)
            said = "\n".join(message["text"] for message in messages)
            assert said, f"「{words}」に返事がない"
        else:
            check(speaker, words, said, local_bot.slot(sender))


def check(speaker: str, words: str, said: str, state: dict[str, object]) -> None:
    """One expectation of a transcript."""
    if speaker == "ナビ":
        assert words in said
    elif speaker == "無い":
        assert words not in said
    elif speaker == "質問":
        assert (state["asked"] or "なし") == words
    else:
        expected = {} if words == "なし" else dict(pair.split("=") for pair in words.split())
        assert state["answers"] == expected


def test_titles_are_unique() -> None:
    titles = [transcript.title for transcript in ALL]
    assert len(set(titles)) == len(titles)
