"""The product against every sensible combination of answers, and laws that an interview keeps."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import pytest
from core.walk import (
    Answers,
    Product,
    State,
    any_completion,
    completions,
    matters,
    options,
    outcomes,
    walk,
)
from oracle import decide, sensible_cases

from rasa_project.contacts import read_contacts
from rasa_project.core.errors import FactError
from rasa_project.core.explain import ProcedureResult, Result
from rasa_project.core.model import UNKNOWN, Edition, Rule, Table
from rasa_project.edition import REGULATION, in_force
from rasa_project.edition.coverage import cover

# Where two rules of a table hold with different statuses, the earlier one is meant to win. Each
# such pair was read against the contract; a pair that is not here fails. (The designations, rules
# 1 of art7, art11 and ict_cost, come before everything and have a test of their own.)
OVERLAPS = {
    # A web app with general information only is no information system, whatever is done to it.
    "art7-3f": "art7-4a art7-4b art7-4c art7-4d art7-6b art7-6c art7-11a art7-11c",
    # What is done to a facility comes before what the facility is: contract 4 and 6 before 8.
    "art7-4a": "art7-8a",
    "art7-4b": "art7-8c art7-8d",
    "art7-4c": "art7-8c art7-8d",
    "art7-4d": "art7-8c art7-8d",
    "art7-6a": "art7-8c art7-8d",  # R12
    "art7-6d": "art7-8a art7-8c art7-8d",
    "art7-7a": "art7-7b art7-8c art7-8d",
    "art7-8a": "art7-8b art7-9b art7-11a art7-11b",
    "art7-8b": "art7-8c art7-8d",
    # The exception stands before the rule.
    "art7-5a": "art7-5c",
    "art7-5b": "art7-5c",
    "art7-9a": "art7-9b",
    "art7-10a": "art7-10e art7-11a",
    "art7-10b": "art7-10d",
    "art7-10c": "art7-10d",
    # The contract comes before the subject, and the subject before the ways to contract.
    "art11-2i": "art11-3b art11-3c art11-4c art11-5b",
    "art11-3a": "art11-3c art11-4c art11-5b",
    "art11-4a": "art11-4b art11-4c",
    "art11-4b": "art11-4c",
    "art11-5a": "art11-5b",
    # "Otherwise nothing" stands last.
    "ict-2": "ict-6",
    "ict-3": "ict-6",
    "ict-4": "ict-6",
    "ict-5": "ict-6",
    "network_terminal-1": "network_terminal-2",
}
NETWORKS = ("use", "connect_bureau_network", "build_bureau_network_only", "other_department",
            "terminal")  # fmt: skip
DESIGNATIONS = {
    "required": {"art7": "art7-1a", "art11": "art11-1a", "ict_cost": "ict-1"},
    "exempt": {"art7": "art7-1b", "art11": "art11-1b", "ict_cost": "ict-1"},
}


@pytest.fixture(scope="session")
def product() -> Product:
    return Product(in_force(date(2026, 4, 1)))


@pytest.fixture(scope="session")
def edition(product: Product) -> Edition:
    return product.edition


@pytest.fixture(scope="session")
def states(product: Product) -> list[State]:
    """Every state of every interview (26 thousand)."""
    return walk(product)


@pytest.fixture(scope="session")
def partial(product: Product, states: list[State]) -> list[State]:
    """States off the interview's path: some of an end's answers, as a user may volunteer them."""
    chance = random.Random(3)
    ends = chance.sample([state.answers for state in states if not state.question], 2000)
    some = [{k: v for k, v in end.items() if chance.random() < 0.7} for end in ends]
    return [product.state(answers) for answers in some]


@pytest.fixture(scope="session")
def complete_cases(edition: Edition) -> list[dict[str, str]]:
    """Every complete combination of facts; a plan also with each contract that may be stated."""
    cases = list(completions(edition, {"network": "none"}))
    cases += ({"stage": "network", "network": value} for value in NETWORKS)
    for contract in edition.facts["contract"].values:
        start = {"stage": "plan", "contract": contract, "network": "none"}
        cases += completions(edition, start)
    return cases


# --- (a) the oracle ---------------------------------------------------------------------------
@pytest.mark.slow
def test_agrees_with_the_oracle_on_every_sensible_case(product: Product) -> None:
    """No case gives an activity to a subject that takes none: the product refuses that (h)."""
    count = 0
    for case in sensible_cases():
        assert product.statuses(case) == decide(case), case
        count += 1
    assert count > 30_000


@pytest.mark.slow
def test_agrees_with_the_oracle_off_the_path(partial: list[State]) -> None:
    for state in partial:
        assert state.statuses == decide(state.answers), state.answers


# --- (b) all interviews -----------------------------------------------------------------------
@pytest.mark.slow
def test_every_end_is_complete_and_explained(product: Product, states: list[State]) -> None:
    desks = read_contacts(REGULATION / "contacts.yml").desks
    ends = [state for state in states if state.question is None]
    assert len(ends) > 10_000
    for state in ends:
        result = product.consultations.result(state.answers)
        shown = {line.procedure.id: line.status for line in result.procedures}
        assert shown == state.statuses, state.answers
        assert result.complete and result.next_question is None, state.answers
        assert result.procedures or decide(state.answers) == {}, state.answers
        for line in result.procedures:
            faults = list(faults_of(line, result, set(desks)))
            assert not faults, (state.answers, line.procedure.id, faults)


def faults_of(line: ProcedureResult, result: Result, desks: set[str]) -> Iterator[str]:
    """What one line of a result lacks."""
    edition, papers = result.edition, line.papers
    if not line.reasons:
        yield "no reason"
    for reason in line.reasons:
        if unknown := {reason.provision, *reason.notes} - set(edition.provisions):
            yield f"no such provision: {unknown}"
        if reason.reading not in (None, *edition.readings):
            yield f"no such reading: {reason.reading}"
        if not reason.text:
            yield "a reason without words"
    if line.status == "required" and not (papers.forms or edition.papers_note):
        yield "neither forms nor a word for their absence"
    if line.procedure.desk not in desks:
        yield f"no contact: {line.procedure.desk}"


@pytest.mark.slow
def test_remaining_is_kept(states: list[State]) -> None:
    """Each answer takes at least one question off what may still come; no end has one left."""
    for state in states:
        assert (state.remaining == 0) == (state.question is None), state.answers
        if state.before:
            assert state.remaining < state.before.remaining, state.answers


@pytest.mark.slow
def test_every_fact_is_asked_somewhere(edition: Edition, states: list[State]) -> None:
    asked = {state.question for state in states}
    assert {fact.id for fact in edition.facts.values() if not fact.default} == asked - {None}


# --- (c) no question is pointless -------------------------------------------------------------
@pytest.mark.slow
def test_no_question_is_pointless(
    edition: Edition, states: list[State], partial: list[State]
) -> None:
    chance = random.Random(5)
    asked = [state for state in states if state.question]
    few = [state for state in asked if len(state.answers) < 3]
    for state in few + chance.sample(asked, 3000) + partial:
        if state.question:
            assert matters(edition, state.answers, state.question, chance), state


# --- (d) complete is exact --------------------------------------------------------------------
@pytest.mark.slow
def test_complete_means_that_nothing_can_change(
    edition: Edition, states: list[State], partial: list[State]
) -> None:
    chance = random.Random(7)
    ends = [state for state in states if not state.question]
    tried = 0
    for state in chance.sample(ends, 1500) + partial:
        if not state.question:
            found = outcomes(edition, state.answers)
            assert found == {frozenset(state.statuses.items())}, state
            tried += 1
    assert tried > 1500, "no state off the interview's path was complete"


# --- (e) more facts never flip a settled status -----------------------------------------------
@pytest.mark.slow
def test_answers_never_flip_a_settled_status(
    product: Product, states: list[State], partial: list[State]
) -> None:
    for state in states:
        if state.before:
            fact = str(state.before.question)
            assert keeps(state.before.statuses, state.statuses, fact), state
    chance = random.Random(11)
    for state in partial:
        fact, answers = one_more(product.edition, state.answers, chance)
        assert keeps(state.statuses, product.statuses(answers), fact), (state, answers)


def keeps(before: Answers, after: Answers, fact: str) -> bool:
    """Whether each settled status stays.

    Only the stage's own condition may take art7 out, and with it ict_cost as far as it came with
    art7 (it stays open where a contract still to be named may bring it back).
    """
    may_go = {"art7", "ict_cost"} if fact == "art7_status" else set()
    return all(
        status in ("unclear", after.get(name))
        or (name in may_go and after.get(name, "unclear") == "unclear")
        for name, status in before.items()
    )


def one_more(
    edition: Edition, answers: Answers, chance: random.Random
) -> tuple[str, dict[str, str]]:
    """The answers with one that was missing or unknown, asked for or not (a contract in a plan).

    A designation is left out: it is meant to override. So is a subject that takes no activity
    beside an activity: that is bad input.
    """
    open_facts = [
        (fact.id, values)
        for fact in edition.facts.values()
        if not fact.default and answers.get(fact.id, UNKNOWN) == UNKNOWN and fact.id != "stage"
        if (values := [v for v in fact.values if sensible(edition, {**answers, fact.id: v})])
    ]
    fact, values = chance.choice(open_facts)
    return fact, {**answers, fact: chance.choice(values)}


def sensible(edition: Edition, answers: Answers) -> bool:
    """Whether no two answers exclude each other."""
    return all(
        UNKNOWN in pair or None in pair or pair[1] in both.pairs[str(pair[0])]
        for both in edition.combinations
        for pair in [(answers.get(both.first), answers.get(both.second))]
    )


# --- (f) no two rules in conflict -------------------------------------------------------------
def holding(table: Table, case: Answers) -> list[Rule]:
    """The rules of a table that hold for a complete case, in the order of the table."""
    return [rule for rule in table.rules if rule.when.truth(case, lambda fact, known: frozenset())]


def decided(edition: Edition, case: Answers) -> list[Table]:
    """The tables that speak in a case."""
    return [table for table in edition.tables if table.decided_when.holds(case)]


def test_one_rule_decides_each_complete_case(
    product: Product, complete_cases: list[dict[str, str]]
) -> None:
    """Some rule holds in every table that speaks, and the product names exactly the first."""
    for case in complete_cases:
        facts = {**case, "cio_designation": "none"}
        for table in decided(product.edition, facts):
            rules = holding(table, facts)
            assert rules, (table.procedure, case)
            assert product.decider.verdict(table, case).rules == (rules[0],), case


def test_rules_overlap_only_where_it_is_meant(
    edition: Edition, complete_cases: list[dict[str, str]]
) -> None:
    found: dict[str, set[str]] = {}
    for case in complete_cases:
        facts = {**case, "cio_designation": "none"}
        for table in decided(edition, facts):
            first, *others = holding(table, facts)
            for other in others:
                if other.status != first.status:
                    found.setdefault(first.id, set()).add(other.id)
    assert found == {first: set(others.split()) for first, others in OVERLAPS.items()}


@pytest.mark.parametrize("designation", DESIGNATIONS)
def test_a_designation_comes_first(
    edition: Edition, complete_cases: list[dict[str, str]], designation: str
) -> None:
    first = DESIGNATIONS[designation]
    for case in random.Random(13).sample(complete_cases, 3000):
        facts = {**case, "cio_designation": designation}
        for table in decided(edition, facts):
            if table.procedure in first:
                assert holding(table, facts)[0].id == first[table.procedure], case


# --- (g) every rule decides something ---------------------------------------------------------
@pytest.mark.slow
def test_every_rule_is_decisive_somewhere(
    product: Product, states: list[State], capsys: pytest.CaptureFixture[str]
) -> None:
    edition = product.edition
    decisive: set[str] = set()
    for state in states:
        if state.question is None:
            settled = (verdict for verdict in state.verdicts if not verdict.undecided)
            decisive |= {rule.id for verdict in settled for rule in verdict.rules}
    rules = [rule.id for table in edition.tables for rule in table.rules]
    never = [rule for rule in rules if rule not in decisive]
    with capsys.disabled():
        print(f" [rule coverage: {len(decisive)}/{len(rules)}]", end="")
    assert cover(edition).never == tuple(never), "kyogi regulation coverage says something else"
    assert not never


# --- (h) bad input ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("answers", "named"),
    [
        ({"colour": "red"}, ["事実「colour」", "stage"]),
        ({"stage": "planning"}, ["事実「stage」", "値「planning」", "plan", UNKNOWN]),
        ({"stage": ""}, ["事実「stage」", "値「」"]),
        ({"Stage": "plan"}, ["事実「Stage」"]),
        (
            {"subject": "saas", "activity": "extend_lease"},
            ["subject「saas」", "activity「extend_lease」"],
        ),
        (
            {"subject": "website", "activity": "introduce"},
            ["subject「website」", "activity「introduce」"],
        ),
    ],
)
def test_bad_input_is_named(product: Product, answers: dict[str, str], named: list[str]) -> None:
    with pytest.raises(FactError) as caught:
        product.consultations.result(answers)
    assert "\n" not in str(caught.value)
    for words in named:
        assert words in str(caught.value)


def test_combinations_outside_the_contract_are_refused(product: Product, edition: Edition) -> None:
    """Every pair of subject and activity: decided if it makes sense, refused if not."""
    for subject in edition.facts["subject"].values:
        for activity in edition.facts["activity"].values:
            answers = {"stage": "plan", "subject": subject, "activity": activity}
            if activity in options(edition, "activity", {"stage": "plan", "subject": subject}):
                assert product.statuses(answers)
            else:
                with pytest.raises(FactError, match=f"{subject}.*{activity}"):
                    product.consultations.result(answers)


@pytest.mark.parametrize("fact", ["subject", "activity", "network", "cio_designation"])
def test_unknown_is_always_a_good_answer(product: Product, fact: str) -> None:
    full = any_completion(product.edition, {"stage": "plan"}, random.Random(17))
    product.consultations.result({**full, fact: UNKNOWN})
