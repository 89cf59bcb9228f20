"""Whole dialogues through the real model, dialogue and actions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from dialogue.transcripts import Step, Transcript, transcripts

from rasa_project.service.acts import ACTS

if TYPE_CHECKING:
    from rasa_project.local_bot import LocalBot

pytestmark = pytest.mark.model
ALL = transcripts()
USERS_ACTS = ACTS.keys() - {"resume"}
"""What a typed message can be understood as; to resume is a button's."""


@dataclass
class Turn:
    """What came of one step: the act it was understood as, and the conversation on both sides of it."""

    step: Step
    act: str | None
    before: dict[str, Any]
    said: str
    after: dict[str, Any]

    @property
    def in_the_middle(self) -> bool:
        """Whether a question was open after some answers, and the transcript checks which is then."""
        checks = [speaker for speaker, _ in self.step.expected]
        return bool(self.before.get("asked") and self.before["answers"] and "質問" in checks)

    @property
    def after_a_result(self) -> bool:
        return bool(self.before.get("shown") and not self.before["asked"])


PLAYED: dict[str, list[Turn]] = {}


def played(transcript: Transcript, bot: LocalBot) -> list[Turn]:
    """The turns of a transcript, which is played once."""
    sender = transcript.title
    if sender not in PLAYED:
        turns: list[Turn] = []
        for step in transcript.steps:
            before, heard = bot.slot(sender), len(bot.acts(sender))
            said = "\n".join(message["text"] for message in bot.say(sender, step.message))
            act = next(reversed(bot.acts(sender)[heard:]), None)
            turns.append(Turn(step, act, before, said, bot.slot(sender)))
        PLAYED[sender] = turns
    return PLAYED[sender]


@pytest.mark.parametrize("transcript", ALL, ids=[t.title for t in ALL])
def test_transcript(transcript: Transcript, local_bot: LocalBot) -> None:
    for turn in played(transcript, local_bot):
        assert turn.said, f"「{turn.step.message}」に返事がない"
        for speaker, words in turn.step.expected:
            check(speaker, words, turn)


def check(speaker: str, words: str, turn: Turn) -> None:
    """One expectation of a transcript."""
    after = f"「{turn.step.message}」（{turn.act}）の後"
    if speaker == "ナビ":
        assert words in turn.said, after
    elif speaker == "無い":
        assert words not in turn.said, after
    elif speaker == "質問":
        assert (turn.after["asked"] or "なし") == words, after
    else:
        expected = {} if words == "なし" else dict(pair.split("=") for pair in words.split())
        assert turn.after["answers"] == expected, after


def test_every_act_comes_in_the_middle_of_interviews_and_after_a_result(
    local_bot: LocalBot,
) -> None:
    middle: dict[str, dict[str, str]] = defaultdict(dict)
    after = set()
    for transcript in ALL:
        for turn in played(transcript, local_bot):
            if turn.act and turn.in_the_middle:
                middle[turn.act][transcript.title] = turn.step.message
            if turn.act and turn.after_a_result:
                after.add(turn.act)
    # In two dialogues at least, in different words.
    assert {act for act in USERS_ACTS if len(set(middle[act].values())) < 2} == set()
    assert USERS_ACTS - after == set()


def test_there_are_many_dialogues_and_their_titles_are_unique() -> None:
    titles = {transcript.title for transcript in ALL}
    assert len(titles) == len(ALL)
    assert len(ALL) >= 60
