"""Progress belongs to the learner."""

from __future__ import annotations

from sqlalchemy.engine import Engine
from store_samples import SOMEBODY, SOMEBODY_ELSE, Calendar

from rasa_project.store.learners import Learners


def test_a_mentor_sees_progress_only_while_the_learner_agrees(
    engine: Engine, calendar: Calendar
) -> None:
    learners = Learners(engine, calendar)
    assert learners.learner(SOMEBODY) is None
    learners.keep(SOMEBODY, {"lessons": {"1": "done"}})
    learners.keep(SOMEBODY_ELSE, {"lessons": {}})
    assert learners.shared() == ()
    learners.share(SOMEBODY, "新任")
    learners.keep(SOMEBODY, {"lessons": {"1": "done", "2": "done"}})
    (shown,) = learners.shared()
    assert (shown.display_name, shown.progress) == ("新任", {"lessons": {"1": "done", "2": "done"}})
    learners.unshare(SOMEBODY)
    found = learners.learner(SOMEBODY)
    assert learners.shared() == () and found is not None
    assert (found.display_name, found.progress) == (None, shown.progress)
