"""Where words decide over the model, and how the open question counts."""

from __future__ import annotations

import pytest

from rasa_project.understanding.claims import read
from rasa_project.understanding.letters import plain
from rasa_project.understanding.lexicon import Lexicon
from rasa_project.understanding.rules import act_of, together, weighed
from rasa_project.understanding.scores import NOT_STATED, Scores


def scores(acts: dict[str, float], **network: float) -> Scores:
    return Scores(
        acts, {"network": {NOT_STATED if k == "nothing" else k: v for k, v in network.items()}}
    )


@pytest.mark.parametrize(
    ("text", "provision", "act"),
    [
        ("※8", "※8", "ask_provision"),
        ("※9は？", None, "ask_provision"),
        ("ああああああ", None, "out_of_scope"),
        ("Жжж", None, "out_of_scope"),
        ("SaaSの契約更新って協議いりますか？", None, "inform"),
        ("なんで協議が必要なんですか", None, "ask_definition"),
    ],
)
def test_words_that_are_certain(
    lexicon: Lexicon, text: str, provision: str | None, act: str
) -> None:
    unsure = scores({"ask_definition": 0.6, "inform": 0.3, "out_of_scope": 0.05}, nothing=1.0)
    got, confidence = act_of(unsure, read(lexicon, plain(text)), provision, None)
    assert got == act
    assert 0 < confidence <= 1


def test_who_says_something_of_the_open_question_knows() -> None:
    even = {"inform": 0.5, "dont_know": 0.5}
    says = together(scores(even, none=0.9, unknown=0.05, nothing=0.05), "network")
    assert says["inform"] > says["dont_know"]
    does_not = together(scores(even, none=0.05, unknown=0.9, nothing=0.05), "network")
    assert does_not["inform"] < does_not["dont_know"]
    assert sum(says.values()) == pytest.approx(1)


def test_out_of_scope_is_more_frequent_than_in_the_material() -> None:
    likely = weighed({"inform": 0.6, "out_of_scope": 0.4})
    assert likely["out_of_scope"] > likely["inform"]
    assert sum(likely.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "out", "act"),
    [
        ("ウイルス対策ソフト入れたい", 0.6, "inform"),
        ("リース延長したい", 0.5, "inform"),
        ("リース延長したい", 0.9, "out_of_scope"),
        ("SaaSの契約更新です", 0.97, "out_of_scope"),
        ("粗大ごみの収集を申し込みたい", 0.6, "out_of_scope"),
    ],
)
def test_who_names_a_case_is_in_scope_unless_the_model_is_sure(
    lexicon: Lexicon, text: str, out: float, act: str
) -> None:
    said = scores({"inform": 1 - out, "out_of_scope": out}, nothing=1.0)
    got, confidence = act_of(said, read(lexicon, plain(text)), None, None)
    assert got == act
    assert 0 < confidence <= 1
