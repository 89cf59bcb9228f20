"""The course of the real edition, once for all its tests."""

from __future__ import annotations

from datetime import date

import pytest

from rasa_project.core.explain import Consultations
from rasa_project.course import Course, open_course
from rasa_project.edition import in_force


@pytest.fixture(scope="session")
def course() -> Course:
    """The course of the edition in force; the tests of a session share what it remembers."""
    return open_course(Consultations(in_force(date(2026, 4, 1))))
