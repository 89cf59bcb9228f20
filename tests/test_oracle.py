"""The oracle against the published examples, a hand-worked table, and laws it has to keep."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

import pytest
from oracle import FACTS, SENSIBLE, Facts, decide, decide_known, sensible_cases

EXAMPLES = Path(__file__).parents[2] / "shared/cases/examples.jsonl"
WORKED = Path(__file__).parent / "cases/worked.jsonl"
STATUSES = {"required", "exempt", "not_applicable", "conditional", "unclear"}
FREE = sorted(set(FACTS) - {"stage", "network", "art7_status", "cio_designation"})


def _load(path: Path) -> list[Any]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _ids(cases: list[Any]) -> list[str]:
    return [case["name"] for case in cases]


@pytest.mark.skipif(not EXAMPLES.exists(), reason=f"no published examples at {EXAMPLES}")
@pytest.mark.parametrize("case", _load(EXAMPLES), ids=_ids(_load(EXAMPLES)))
def test_published_examples(case: Any) -> None:
    assert decide(case["facts"]) == case["statuses"]


@pytest.mark.parametrize("case", _load(WORKED), ids=_ids(_load(WORKED)))
def test_worked_by_hand(case: Any) -> None:
    assert decide(case["facts"]) == case["statuses"]


def test_worked_table_is_large_enough_and_distinct() -> None:
    cases = _load(WORKED)
    assert len({json.dumps(case["facts"], sort_keys=True) for case in cases}) == len(cases) >= 60
    assert len(set(_ids(cases))) == len(cases)


@pytest.mark.parametrize(
    "facts",
    [
        {"stage": "plan", "subject": "saas", "activity": "replace_model"},
        {"stage": "plan", "subject": "facility_embedded", "activity": "rebuild"},
        {"stage": "plan", "subject": "fax"},
        {"stage": "plan", "colour": "red"},
    ],
)
def test_bad_input(facts: Facts) -> None:
    with pytest.raises(ValueError):
        decide(facts)


def test_sensible_names_only_known_values() -> None:
    assert set(SENSIBLE) == set(FACTS["subject"])
    assert {a for activities in SENSIBLE.values() for a in activities} == set(FACTS["activity"])


def test_complete_cases_need_no_completion() -> None:
    """With every detail stated (also those which do not apply), nothing is left to complete."""
    pairs = [(s, a) for s, activities in SENSIBLE.items() for a in activities or (None,)]
    details = {fact: "no" for fact in FACTS if FACTS[fact] == ("yes", "no")}
    for (subject, activity), contract in itertools.product(pairs, FACTS["contract"]):
        facts = {
            **details,
            "stage": "procure",
            "art7_status": "not_yet",
            "network": "use",
            "consulting_type": "bpr",
            "subject": subject,
            "contract": contract,
        }
        if activity:
            facts["activity"] = activity
        assert decide(facts) == decide_known(facts)


def _variants(case: Facts, fact: str) -> list[Facts]:
    """The case with each value of one fact it leaves open; an activity that cannot apply goes."""
    found = [{**case, fact: value} for value in FACTS[fact]]
    for facts in found:
        if SENSIBLE.get(facts.get("subject", "")) == ():
            facts.pop("activity", None)
    activities = [(f, SENSIBLE.get(f.get("subject", "")), f.get("activity")) for f in found]
    return [f for f, good, a in activities if not good or a in (None, "unknown", *good)]


def _law_holds(case: Facts, fact: str) -> bool:
    whole = decide(case)
    parts = [decide(variant) for variant in _variants(case, fact)]
    for name in {name for part in parts for name in part} | set(whole):
        found = {part.get(name, "absent") for part in parts}
        expected = found.pop() if len(found) == 1 else "unclear"
        if whole.get(name, "absent") != expected:
            return False
    return True


def test_an_open_answer_is_the_union_of_its_values() -> None:
    """R9: what all answers agree on stands, the rest is unclear; `unknown` stated or missing."""
    cases = [case for case in sensible_cases() if case.get("stage") not in (None, "unknown")]
    for case in random.Random(7).sample(cases, 800):
        for fact in FREE:
            stated = case.get(fact)
            not_asked = fact == "contract" and stated is None and case["stage"] == "plan"
            if stated in (None, "unknown") and not not_asked:
                assert _law_holds(case, fact), (case, fact)


def test_sensible_cases_are_many_distinct_and_decidable() -> None:
    cases = list(sensible_cases())
    assert 30_000 < len(cases) < 90_000
    assert len({frozenset(case.items()) for case in cases}) == len(cases)
    values = {(fact, value) for case in cases for fact, value in case.items()}
    assert values == {(fact, v) for fact in FACTS for v in (*FACTS[fact], "unknown")}
    for case in cases:
        assert set(decide(case).values()) <= STATUSES, case
