"""What is written into reports/: tables, misses, pictures; and what the README shows of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rasa_project.settings import PROJECT
from rasa_project.understanding.evaluate.candidates import Candidate, Evaluation
from rasa_project.understanding.evaluate.comparison import HEADINGS, comparison
from rasa_project.understanding.evaluate.pictures import draw
from rasa_project.understanding.evaluate.report import document, write
from rasa_project.understanding.evaluate.scores import Report
from rasa_project.understanding.evaluate.speed import Speed

PNG = b"\x89PNG"
TIMES = Speed((1.0, 2.0, 3.0))


@pytest.fixture
def alone(report: Report) -> Candidate:
    """The product's understanding, by itself."""
    return Candidate({"dev": report, "test": report}, 7.0, TIMES, TIMES)


@pytest.fixture
def evaluation(alone: Candidate, report: Report) -> Evaluation:
    """Everything measured, the default pipeline twenty times slower."""
    slow = Speed(tuple(20 * time for time in TIMES.times))
    default = Candidate({"dev": report, "test": report}, 300.0, slow, slow)
    return Evaluation(alone, alone, default)


def cells(lines: list[str]) -> dict[str, list[str]]:
    """First cell -> the others, of a Markdown table's lines."""
    split = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {first: others for first, *others in split}


def test_both_pipelines_stand_beside_each_other(evaluation: Evaluation) -> None:
    table = cells(list(comparison(evaluation)))
    assert table["acts right, dev"] == ["≥ 0.93", "0.667", "0.667"]
    assert table["training"][1:] == ["7 s", "300 s"]
    assert table["a short message through Rasa, median; 99th percentile"][1:] == [
        "2.0; 3.0 ms",
        "40.0; 60.0 ms",
    ]
    assert table["times faster: short message; description"][1] == "20; 20"


def test_the_default_pipeline_has_no_facts_and_the_table_says_why(evaluation: Evaluation) -> None:
    assert "no spans" in cells(list(comparison(evaluation)))["facts F1, dev"][2]


def test_without_the_default_pipeline_its_cells_are_empty(alone: Candidate) -> None:
    table = cells(list(comparison(Evaluation(alone, None, None))))
    assert table["acts right, test"] == ["≥ 0.93", "0.667", "–"]
    assert table["times faster: short message; description"][1] == "–"


def test_the_report_shows_table_acts_facts_and_calibration(evaluation: Evaluation) -> None:
    text = "\n".join(document(evaluation))
    assert "\n".join(comparison(evaluation)) in text
    for line in ("| `help` | 1 | 0.50 | 1.00 | 0.67 |", "| `subject` | 3 | 0.50 | 0.33 | 0.40 |"):
        assert line in text
    assert "| 0.9–1.0 | 3 |" in text


def test_misses_and_pictures_lie_in_the_folder(evaluation: Evaluation, tmp_path: Path) -> None:
    write(evaluation, tmp_path / "reports")
    for name in ("dev", "test"):
        assert "サブスクのやつ" in (tmp_path / f"reports/misses-{name}.txt").read_text("utf-8")
    text = (tmp_path / "reports/evaluation.md").read_text("utf-8")
    drawn = sorted((tmp_path / "reports").glob("*.png"))
    assert len(drawn) == 2 * 2 + 2 + 2 + 1
    for path in drawn:
        assert path.read_bytes().startswith(PNG)
        assert path.stat().st_size > 5_000
        assert f"]({path.name})" in text


def test_pictures_are_drawn_without_the_default_pipeline(alone: Candidate, tmp_path: Path) -> None:
    draw(Evaluation(alone, None, None), tmp_path)
    assert {path.name for path in tmp_path.glob("*.png")} == {
        "confusion-dev.png",
        "confusion-test.png",
        "latency.png",
        "out-of-scope-dev.png",
        "out-of-scope-test.png",
        "reliability-dev.png",
        "reliability-test.png",
    }


def test_the_readme_shows_the_rows_that_the_report_prints(evaluation: Evaluation) -> None:
    printed = list(cells(list(comparison(evaluation))))
    lines = (PROJECT / "README.md").read_text("utf-8").splitlines()
    start = lines.index("| " + " | ".join(HEADINGS) + " |")
    shown = list(cells(lines[start : start + len(printed)]))
    assert shown == printed, "make evaluate prints the table; copy it into the README"
