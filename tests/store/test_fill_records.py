"""The database that `make bench` measures on is like one that has grown."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine
from store_samples import new_case

from rasa_project.store.cases import Filters, counts, queue
from rasa_project.store.desk import Desk
from rasa_project.store.records import Records
from rasa_project.store.similar import similar

FILL = Path(__file__).parents[2] / "scripts" / "fill_records.py"


@pytest.mark.slow
def test_a_filled_database_can_be_worked_with(
    address: str, records: Records, desk: Desk, engine: Engine
) -> None:
    for count in ("200", "100"):
        subprocess.run([sys.executable, FILL, address, count], check=True, capture_output=True)
    newest = new_case(records, desk)
    assert records.count() == 301
    page = queue(engine, Filters(text="システム"))
    assert len(page.cases) == 50 and page.next
    assert newest.id == sum(counts(engine).values()) > 100
    assert similar(engine, page.cases[0].consultation)
    assert {one.statuses == {} for one in records.stream()} == {True, False}
