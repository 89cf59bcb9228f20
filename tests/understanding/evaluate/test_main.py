"""The command: sets by name, complaints in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rasa_project.settings import PROJECT
from rasa_project.understanding.evaluate import main as command
from rasa_project.understanding.evaluate.candidates import Candidate, Evaluation
from rasa_project.understanding.evaluate.main import main
from rasa_project.understanding.evaluate.scores import Report
from rasa_project.understanding.evaluate.speed import Speed


def test_an_unknown_set_is_one_line_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nanika"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "「nanika」" in said.err


def test_an_unknown_option_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--nanika"])
    assert stop.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch, report: Report, tmp_path: Path) -> Path:
    """Nothing is trained and every set comes out as `report`; the folder that is written into."""
    speed = Speed((1.0, 2.0))
    alone = Candidate({"dev": report, "test": Report(report.outcomes[:2])}, 7.0, speed, speed)
    monkeypatch.setattr(command, "trained", lambda: (None, 7.0))
    monkeypatch.setattr(command, "evaluate", lambda understander, rows: report)
    monkeypatch.setattr(command, "measured", lambda *job: Evaluation(alone, None, None))
    monkeypatch.setattr(command, "REPORTS", tmp_path / "reports")
    return tmp_path / "reports"


@pytest.mark.parametrize(("name", "misses"), [("dev", 4), ("test", 0)])
def test_only_misses_that_may_be_looked_at_are_shown(
    measured: Path, capsys: pytest.CaptureFixture[str], name: str, misses: int
) -> None:
    assert main([name]) == 0
    said = capsys.readouterr().out
    assert "act  inform" in said
    assert said.count("    got ") == misses
    assert not measured.exists()


def test_everything_is_written_and_the_table_printed(
    measured: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--without-default"]) == 0
    said = capsys.readouterr().out
    assert said.count("    got ") == 4
    assert "test: 1 misses of 2" in said
    assert "| acts right, dev |" in said
    assert (measured / "evaluation.md").is_file()


def test_what_the_bot_loads_does_not_load_pictures() -> None:
    probe = "import sys, rasa_project.understanding.evaluate as _, rasa_project.understanding.understander\n"
    probe += "assert not {'matplotlib', 'rasa'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", probe], cwd=PROJECT, check=True)
