"""Which letters a match can begin with."""

from __future__ import annotations

import re

import pytest

from rasa_project.understanding.first_letters import first_letters
from rasa_project.understanding.lexicon import Lexicon


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("abc", "a"),
        ("a?bc", "ab"),
        ("(?:ab|cd)e", "ac"),
        ("[a-c]x", "abc"),
        ("(?<!x)(?:a|b)+", "ab"),
        ("(?P<gap>[^。]{0,4})ab", None),
        ("[^a]b", None),
        (".b", None),
        ("a*", None),
        ("(?:a|)b", "ab"),
    ],
)
def test_the_letters_of_a_pattern(pattern: str, letters: str | None) -> None:
    found = first_letters(re.compile(pattern))
    assert found == (None if letters is None else frozenset(letters))


@pytest.mark.slow
def test_every_match_of_the_lexicon_begins_with_a_letter_that_was_foreseen(
    lexicon: Lexicon,
) -> None:
    from rasa_project.understanding.letters import plain
    from rasa_project.understanding.training import messages

    tried = 0
    patterns = (*lexicon.file.values.patterns, *lexicon.file.polar.patterns)
    for text in {plain(message.text) for message in messages()[::40]}:
        for pattern in patterns:
            match = pattern.compiled.search(text)
            if match and match.end() > match.start():
                tried += 1
                assert pattern.first is None or text[match.start()] in pattern.first
    assert tried > 100
