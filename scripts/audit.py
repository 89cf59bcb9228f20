"""Ask a database of vulnerabilities about requirements.lock, and compare with what has been reviewed.

    .venv/bin/python scripts/audit.py

Exit code 1 for an advisory that nobody has reviewed, and for a review that is out of date, whether or not a
database can be reached. Where none can, that is said and counts for nothing, neither good nor bad.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
REVIEWED = ROOT / "scripts" / "advisories.yml"
PIP_AUDIT = "pip-audit==2.9.0"
NOT_ASKED = "脆弱性のデータベースに聞けませんでした。結果は、よいとも悪いとも言えません"
LONGEST = 900
"""Seconds for some two hundred packages."""


@dataclass(frozen=True)
class Review:
    """Why advisories of one package in one version cannot be reached, and until when that holds."""

    package: str
    version: str
    ids: frozenset[str]
    why: str
    reviewed: date
    review_by: date


@dataclass(frozen=True)
class Report:
    """What pip-audit found: (package, the advisory's names), and the packages it could not ask about."""

    found: tuple[tuple[str, frozenset[str]], ...]
    asked: int
    skipped: tuple[str, ...]


def main() -> int:
    """Compare and say; 1 where something has to be done."""
    reviews = read_reviews(REVIEWED)
    problems = outdated(reviews, versions(LOCK), date.today())
    report = ask()
    if report is None:
        print(f"{NOT_ASKED}。")
    else:
        problems += unreviewed(reviews, report)
        tell(reviews, report)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def read_reviews(path: Path) -> tuple[Review, ...]:
    """The list of reviews."""
    said = YAML(typ="safe", pure=True).load(path)
    return tuple(Review(**{**one, "ids": frozenset(one["ids"])}) for one in said)


def versions(lock: Path) -> dict[str, str]:
    """package -> version of the lock."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


def outdated(reviews: tuple[Review, ...], locked: dict[str, str], today: date) -> list[str]:
    """Reviews that somebody has to do again."""
    problems = []
    for one in reviews:
        if one.review_by < today:
            problems.append(f"{one.package}: 見直しの期限（{one.review_by}）を過ぎました。")
        if locked.get(one.package) != one.version:
            problems.append(
                f"{one.package}: {one.version} についての記録ですが、requirements.lock は {locked.get(one.package, 'なし')} です。"
            )
    return problems


def unreviewed(reviews: tuple[Review, ...], report: Report) -> list[str]:
    """Advisories that nobody has reviewed."""
    known = {(one.package, name) for one in reviews for name in one.ids}
    return [
        f"{package}: {'、'.join(sorted(names))} は、まだ見ていない脆弱性です。"
        for package, names in report.found
        if not {(package, name) for name in names} & known
    ]


def ask() -> Report | None:
    """What pip-audit says of the lock; None where no database answered."""
    uv = shutil.which("uv") or str(ROOT / ".tools" / "uv" / "bin" / "uv")
    words = [
        uv,
        "tool",
        "run",
        "--quiet",
        PIP_AUDIT,
        "--requirement",
        str(LOCK),
        "--require-hashes",
    ]
    words += ["--disable-pip", "--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=LONGEST)
        report = read_report(json.loads(done.stdout))
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return report if report.asked else None


def read_report(said: dict[str, Any]) -> Report:
    """pip-audit's JSON. A package that it could not ask about has a reason and no list."""
    asked = [one for one in said["dependencies"] if "skip_reason" not in one]
    found = [
        (str(one["name"]), frozenset([advisory["id"], *advisory["aliases"]]))
        for one in asked
        for advisory in one["vulns"]
    ]
    skipped = [str(one["name"]) for one in said["dependencies"] if "skip_reason" in one]
    return Report(tuple(found), len(asked), tuple(skipped))


def tell(reviews: tuple[Review, ...], report: Report) -> None:
    """How much was asked, and which entries of the list are of no use any more."""
    print(
        f"{report.asked} 個のパッケージについて聞き、{len(report.found)} 件の脆弱性がありました。"
    )
    if report.skipped:
        print(f"{NOT_ASKED}: {'、'.join(report.skipped)}。")
    seen = {(package, name) for package, names in report.found for name in names}
    for one in reviews:
        gone = sorted(name for name in one.ids if (one.package, name) not in seen)
        if gone and one.package not in report.skipped:
            print(f"{one.package}: {'、'.join(gone)} は見つかりません。記録から消せます。")


if __name__ == "__main__":
    sys.exit(main())
