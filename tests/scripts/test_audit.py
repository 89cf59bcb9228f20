"""The list of advisories is kept honest: nothing new goes by, no review holds for ever, silence is no verdict."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from rasa_project.settings import PROJECT

sys.path.insert(0, str(PROJECT / "scripts"))

from audit import LOCK, REVIEWED, Review, outdated, read_reviews, versions

SKIPPED = {"name": "aiohttp", "skip_reason": "not found"}
REVIEWS = read_reviews(REVIEWED)


def audit(tmp_path: Path, said: str) -> tuple[int, str, str]:
    """The script with a stand-in for uv that prints this."""
    uv = tmp_path / "uv"
    uv.write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\n")
    uv.chmod(0o755)
    done = subprocess.run(
        [sys.executable, PROJECT / "scripts" / "audit.py"],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )
    return done.returncode, done.stdout, done.stderr


def found(package: str, *names: str) -> dict[str, Any]:
    """A package with an advisory of these names."""
    advisory = {"id": names[0], "aliases": list(names[1:]), "fix_versions": []}
    return {"name": package, "version": "1", "vulns": [advisory]}


def test_no_review_is_out_of_date_today() -> None:
    assert not outdated(REVIEWS, versions(LOCK), date.today())


def test_every_entry_says_why_and_for_half_a_year_at_most() -> None:
    for one in REVIEWS:
        assert one.ids and len(one.why) > 40
        assert one.review_by - one.reviewed < timedelta(days=200)
        assert one.reviewed <= date.today()
    assert len({one.package for one in REVIEWS}) == len(REVIEWS)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"review_by": date(2020, 1, 1)}, "期限（2020-01-01）"),
        ({"version": "0"}, "0 についての記録"),
    ],
)
def test_a_review_ends_with_its_day_and_with_its_version(change: dict[str, Any], says: str) -> None:
    changed: Review = replace(REVIEWS[0], **change)
    (problem,) = outdated((changed,), versions(LOCK), date(2026, 11, 24))
    assert says in problem


def test_what_is_reviewed_passes_under_any_of_its_names(tmp_path: Path) -> None:
    said = {"dependencies": [found("setuptools", "PYSEC-2025-49", "CVE-2025-47273")]}
    code, out, err = audit(tmp_path, json.dumps(said))
    assert (code, err) == (0, "")
    assert "setuptools: GHSA-h35f-9h28-mq5c、PYSEC-2026-3447 は見つかりません" in out


def test_what_is_new_fails_also_where_another_package_has_it_reviewed(tmp_path: Path) -> None:
    said = {"dependencies": [found("rasa", "CVE-2025-47273"), SKIPPED]}
    code, out, err = audit(tmp_path, json.dumps(said))
    assert code == 1
    assert err == "rasa: CVE-2025-47273 は、まだ見ていない脆弱性です。\n"
    assert "言えません: aiohttp" in out


@pytest.mark.parametrize(
    "said", ["", "no JSON", json.dumps({"dependencies": [SKIPPED], "fixes": []})]
)
def test_without_a_database_that_is_said_and_nothing_is_called_safe(
    tmp_path: Path, said: str
) -> None:
    code, out, err = audit(tmp_path, said)
    assert (code, err) == (0, "")
    assert out == "脆弱性のデータベースに聞けませんでした。結果は、よいとも悪いとも言えません。\n"
