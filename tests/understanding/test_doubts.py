"""Which readings are to be confirmed before they count."""

from __future__ import annotations

import pytest

from rasa_project.core.model import Edition
from rasa_project.understanding import doubts
from rasa_project.understanding.claims import read
from rasa_project.understanding.letters import plain
from rasa_project.understanding.lexicon import Lexicon
from rasa_project.understanding.understander import Understander


def doubted(lexicon: Lexicon, text: str, act: str, confidence: float) -> tuple[str, ...]:
    reading = read(lexicon, plain(text))
    facts = {claim.fact: claim.value for claim in reading.claims}
    return doubts.of(act, confidence, facts, reading)


def test_a_statement_that_may_be_none_is_doubted(lexicon: Lexicon) -> None:
    assert doubted(lexicon, "パッケージのこと", "inform", 0.3) == ("subject",)
    assert doubted(lexicon, "パッケージのこと", "inform", 0.9) == ()
    assert doubted(lexicon, "パッケージのこと", "what_if", 0.3) == ()


def test_a_word_with_a_wrong_letter_is_doubted_and_one_written_by_its_sound_is_not(
    lexicon: Lexicon,
) -> None:
    assert doubted(lexicon, "パッケーシシステムです", "inform", 1.0) == ("subject",)
    assert doubted(lexicon, "さいこうちくします", "inform", 1.0) == ()


@pytest.mark.parametrize(
    ("fact", "text", "both_ways"),
    [
        ("saas_sole_option", "ありません", True),
        ("saas_sole_option", "あります", True),
        ("saas_sole_option", "いいえ", False),
        ("saas_city_data", "ありません", False),
        ("network_app_core_saas", "ありません", False),
    ],
)
def test_a_bare_answer_that_can_be_meant_both_ways(
    edition: Edition, fact: str, text: str, both_ways: bool
) -> None:
    assert doubts.turned_around(text, edition.facts[fact]) is both_ways


@pytest.mark.slow
def test_the_whole_understanding_marks_them(understander: Understander) -> None:
    assert understander.read("ありません", "saas_sole_option").unsure == ("saas_sole_option",)
    assert understander.read("はい", "saas_sole_option").unsure == ()
