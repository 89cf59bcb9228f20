"""Pipelines train and answer in a process of their own; a failure names its log."""

from __future__ import annotations

from pathlib import Path

import pytest

from rasa_project.core.errors import KyogiError
from rasa_project.understanding.evaluate.rasa_pipeline import (
    DEFAULT,
    OWN,
    Pipeline,
    in_rasas_format,
    run_rasa,
)
from rasa_project.understanding.training import Labelled

pytestmark = pytest.mark.slow

SENTENCES = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - こんにちは
    - おはようございます
    - まいど
- intent: out_of_scope
  examples: |
    - プリンタが動かない
    - 明日の天気は
    - パスワードを忘れた
- intent: thanks
  examples: |
    - ありがとうございます
    - 助かりました
    - おおきに
"""


def test_both_pipelines_answer(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    stock = DEFAULT.read_text("utf-8")
    assert "epochs: 12" in stock
    config.write_text(stock.replace("epochs: 12", "epochs: 1"), "utf-8")
    sentences = tmp_path / "nlu.yml"
    sentences.write_text(SENTENCES, "utf-8")
    messages = [("こんにちは", None), ("はい", "saas_city_data")]
    own, run = run_rasa(
        (Pipeline(OWN, sentences), Pipeline(config, sentences)), messages, tmp_path / "rasa.log"
    )
    assert [list(answer.ranking) for answer in own.answers] == [["greet"], ["affirm"]]
    assert len(run.answers) == 2
    assert run.trained > 0
    for answer in run.answers:
        assert set(answer.ranking) == {"greet", "out_of_scope", "thanks"}
        assert sum(answer.ranking.values()) == pytest.approx(1.0, abs=0.01)
        assert answer.ms > 0


def test_a_failure_names_the_log(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text("language: ja\npipeline: [{name: NoSuchComponent}]\n", "utf-8")
    sentences = tmp_path / "nlu.yml"
    sentences.write_text(SENTENCES, "utf-8")
    log = tmp_path / "rasa.log"
    with pytest.raises(KyogiError, match=r"rasa\.log"):
        run_rasa([Pipeline(config, sentences)], [("はい", None)], log)
    assert "NoSuchComponent" in log.read_text("utf-8")


def test_messages_are_written_once_by_act() -> None:
    said = [
        Labelled("はい", "affirm", "network"),
        Labelled("はい", "affirm"),
        Labelled("a\nb", "help"),
    ]
    lines = in_rasas_format(said).splitlines()
    assert lines[2:] == [
        "- intent: affirm", "  examples: |", "    - はい", "- intent: help", "  examples: |", "    - a b"
    ]  # fmt: skip
