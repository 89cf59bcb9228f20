"""What a client sends never reaches Rasa as a command, whatever it looks like."""

from __future__ import annotations

import pytest

from rasa_project.channels.inbound import (
    BAD_CHOICE,
    COMMAND,
    EMPTY,
    TOO_LONG,
    RefusedError,
    chosen,
    typed,
)


@pytest.mark.parametrize(
    "text", ["SaaSを入れたい", "はい", "5(2)", "a/b", "https://example", "\u3000企画"]
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert typed(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    ["/restart", " /restart ", "／restart", '/inform{"fact": "subject=saas"}', "/session_start", "/ restart",
     '/choose{"choice":"answer:stage=plan"}\n', "/\u200brestart", '／ｉｎｆｏｒｍ{"a":1}'],
)  # fmt: skip
def test_commands_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(RefusedError, match=COMMAND[:10]):
        typed(text)


@pytest.mark.parametrize("text", ["/SaaSの話です", "//", "/1", "/ \n改行"])
def test_no_text_begins_with_the_slash_that_rasa_obeys(text: str) -> None:
    assert not typed(text).startswith("/")


@pytest.mark.parametrize(
    ("text", "why"),
    [("", EMPTY), ("   ", EMPTY), ("\x00\x01", EMPTY), (None, EMPTY), (5, EMPTY), (["a"], EMPTY),
     ("あ" * 2_001, TOO_LONG), ("x" * 1_000_000, TOO_LONG)],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(text: object, why: str) -> None:
    with pytest.raises(RefusedError) as refused:
        typed(text)
    assert str(refused.value) == why


def test_control_characters_and_broken_unicode_do_not_pass() -> None:
    text = typed("\ud800企\x00画\x1b[31m")
    assert "企" in text
    assert text.isprintable()
    text.encode("utf-8")


def test_a_button_becomes_rasas_notation() -> None:
    assert chosen("answer:saas_city_data=yes") == '/choose{"choice": "answer:saas_city_data=yes"}'


@pytest.mark.parametrize(
    "payload",
    [
        None,
        1,
        "",
        "answer",
        "/restart",
        'answer:a="}',
        "answer:stage=企画",
        "a" * 200,
        "answer:A=b",
        "x:y=z\n",
    ],
)
def test_a_payload_no_button_carries_is_refused(payload: object) -> None:
    with pytest.raises(RefusedError, match=BAD_CHOICE):
        chosen(payload)
