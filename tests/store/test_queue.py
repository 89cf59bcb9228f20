"""The queue shows the cases that fit, page by page."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine
from store_samples import consultation, new_case

from rasa_project.store.cases import Filters, case_of, cases_of, counts, queue
from rasa_project.store.desk import Desk
from rasa_project.store.records import Records


def test_the_queue_is_filtered(records: Records, desk: Desk, engine: Engine) -> None:
    cases = [new_case(records, desk) for _ in range(5)]
    mine = desk.claim(cases[1].id, "sato", 1)
    moved = desk.assign(cases[2].id, "sato", 1, "kiban")
    closed = desk.close(cases[3].id, "sato", 1)
    unclear = consultation()
    records.save(unclear)
    of_bot = desk.open_case(unclear.id, "dx", "unclear")

    def ids(**filters: object) -> list[int]:
        return [case.id for case in queue(engine, Filters(**filters)).cases]  # type: ignore[arg-type]

    assert ids() == sorted((one.id for one in (*cases, of_bot)), reverse=True)
    assert ids(desk="kiban") == [moved.id]
    assert ids(claimed_by="sato") == [mine.id]
    assert ids(kind="unclear") == [of_bot.id]
    assert ids(states=("closed", "claimed"), oldest_first=True) == [mine.id, closed.id]
    assert counts(engine, "dx") == {"new": 3, "claimed": 1, "decided": 0, "closed": 1}
    assert cases_of(engine, unclear.id) == (of_bot,)


@pytest.mark.parametrize("oldest_first", [True, False])
def test_pages_put_together_are_the_queue(
    oldest_first: bool, records: Records, desk: Desk, engine: Engine
) -> None:
    ids = sorted((new_case(records, desk).id for _ in range(5)), reverse=not oldest_first)
    filters, seen, after = Filters(oldest_first=oldest_first), [], None
    for size in (2, 2, 1):
        page = queue(engine, filters, after, limit=2)
        assert len(page.cases) == size
        seen += [case.id for case in page.cases]
        after = page.next
    assert seen == ids and after is None


def test_a_number_no_case_can_have_is_no_case(engine: Engine, records: Records, desk: Desk) -> None:
    case = new_case(records, desk)
    for number in (0, -1, 2**31, 10**30):
        assert case_of(engine, number) is None
    assert [one.id for one in queue(engine, Filters(), after=10**30).cases] == [case.id]
