"""`kyogi records`: deciding again and deleting what has been kept long enough."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date, datetime, timezone
from pathlib import Path

import pytest
from servers import KYOGI

from rasa_project.store.engine import open_engine
from rasa_project.store.kept import Kept, new_id
from rasa_project.store.migrate import migrate
from rasa_project.store.records import Records

LONG_AGO = datetime(2000, 1, 1, tzinfo=timezone.utc)
CASE = {"stage": "plan", "subject": "saas", "activity": "introduce", "saas_city_data": "no", "network": "none"}  # fmt: skip


@pytest.fixture
def records(tmp_path: Path) -> Records:
    engine = open_engine(tmp_path / "records.db")
    migrate(engine)
    return Records(engine, lambda: LONG_AGO)


def put(records: Records, status: str) -> str:
    """A finished consultation whose result said this of art7; returns its number."""
    result = {"procedures": [{"id": "art7", "status": status}]}
    kept = Kept(
        id=new_id(), conversation="0" * 64, channel="page", edition=date(2024, 4, 1),
        rules="0" * 16, answers=CASE, state="finished", result=result,
    )  # fmt: skip
    return records.save(kept)


def kyogi(tmp_path: Path, *words: str) -> str:
    done = subprocess.run(
        [*KYOGI, "records", *words],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "KYOGI_VAR": str(tmp_path)},
    )
    return done.stdout


def test_what_would_be_decided_otherwise_is_listed(records: Records, tmp_path: Path) -> None:
    put(records, "exempt")
    changed = put(records, "required")
    (line,) = kyogi(tmp_path, "reevaluate", "--as-of", "2026-04-01").splitlines()
    difference = json.loads(line)
    assert difference["reference"] == changed
    assert difference["before"] == {"art7": "required"}
    assert difference["after"] == {"art7": "exempt"}


def test_what_is_too_old_is_deleted(records: Records, tmp_path: Path) -> None:
    put(records, "exempt")
    assert kyogi(tmp_path, "expire") == "相談 1件と、会話 0件を消しました。\n"
    assert records.count() == 0
