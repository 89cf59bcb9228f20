"""Several people work on one case at the same time, in threads."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy.engine import Engine
from store_samples import NOT_REQUIRED, SOMEBODY, new_case

from rasa_project.store.audit import entries
from rasa_project.store.cases import Case
from rasa_project.store.desk import Desk
from rasa_project.store.outbox import pending_answers
from rasa_project.store.records import Records
from rasa_project.store.steps import Changed


def at_once(desk: Desk, step: str, case: Case) -> tuple[list[Case], list[Case]]:
    """Four people do the same at the same time: what the winners got, what the others were told."""
    start, won, lost = threading.Barrier(4), [], []

    def act(who: str) -> None:
        start.wait()
        try:
            if step == "claim":
                won.append(desk.claim(case.id, who, case.version))
            else:
                won.append(desk.decide(case.id, who, case.version, NOT_REQUIRED, lambda *_: who))
        except Changed as changed:
            lost.append(changed.present)

    threads = [threading.Thread(target=act, args=(f"user{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return won, lost


@pytest.mark.parametrize("step", ["claim", "decide"])
def test_of_several_at_the_same_time_exactly_one_wins(
    step: str, records: Records, desk: Desk, engine: Engine
) -> None:
    for round_ in range(5):
        case = new_case(records, desk)
        won, lost = at_once(desk, step, case)
        assert len(won) == 1 and lost == won * 3
        assert [one.actor for one in entries(engine, case=case.id)] == [won[0].claimed_by, "bot"]
        answers = [one.text for one in pending_answers(engine, SOMEBODY)]
        assert len(answers) == (round_ + 1 if step == "decide" else 0)
        assert step == "claim" or answers[-1] == won[0].claimed_by
