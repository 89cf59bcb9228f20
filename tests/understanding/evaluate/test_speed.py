"""Percentiles, the texts that are timed, and one core."""

from __future__ import annotations

import os

import pytest

from rasa_project.understanding.evaluate import rows_of
from rasa_project.understanding.evaluate.sets import DESCRIPTION, descriptions
from rasa_project.understanding.evaluate.speed import Speed, one_core


def test_median_and_99th_percentile_are_measured_times() -> None:
    speed = Speed(tuple(float(n) for n in range(100, 0, -1)))
    assert (speed.median, speed.p99, speed.longest) == (50.0, 99.0, 100.0)
    assert Speed((7.0,)).p99 == 7.0


def test_nothing_was_measured() -> None:
    with pytest.raises(ValueError, match="no times"):
        Speed(())


def test_descriptions_are_as_long_as_they_are_meant_to_be() -> None:
    made = descriptions(rows_of("dev"), count=20)
    assert len(made) == len(set(made)) == 20
    assert all(DESCRIPTION[0] <= len(text) <= DESCRIPTION[1] for text in made)
    assert made == descriptions(rows_of("dev"), count=20)


def test_the_process_keeps_to_one_core_and_is_let_go() -> None:
    before = os.sched_getaffinity(0)
    with one_core():
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == before
