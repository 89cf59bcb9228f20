"""The quiz: legal cases of every kind, right answers, and mistakes that come back."""

from __future__ import annotations

import random
import statistics
import time
from itertools import pairwise

import pytest
from course.learner import everything, quiz, right_status, topic

from rasa_project.core.explain import Consultations
from rasa_project.core.model import STATUSES
from rasa_project.course import Course
from rasa_project.course.boxes import WAITS
from rasa_project.course.cases import Case, fault, options, solution
from rasa_project.course.draw import targets
from rasa_project.course.quiz import Quiz
from rasa_project.course.texts import case_text, feedback

WEAK = "art7 4(2)"


@pytest.fixture(scope="module")
def pool(course: Course) -> list[Case]:
    """Some cases of everything the quiz can show."""
    chance = random.Random(1)
    every = [target for found in course.quiz.topics.values() for target in found]
    return [course.quiz.question(target, chance) for target in every for _ in range(5)]


def coverage(course: Course, cases: list[Case]) -> tuple[set[str], set[str], set[str]]:
    """Statuses, footnotes and readings that the cases' answers show."""
    lines = [solution(course.consultations, asked) for asked in cases]
    reasons = [reason for line in lines for reason in line.reasons]
    cited = {name for reason in reasons for name in (reason.provision, *reason.notes)}
    notes = {name for name in cited if name.startswith("※")}
    return {line.status for line in lines}, notes, {r.reading for r in reasons if r.reading}


def all_there_is(course: Course) -> tuple[set[str], set[str], set[str]]:
    """What a coverage should be."""
    notes = {name for name in course.edition.provisions if name.startswith("※")}
    return set(STATUSES), notes, set(course.edition.readings)


def test_cases_are_legal_complete_and_of_their_topic(course: Course, pool: list[Case]) -> None:
    for asked in pool:
        assert fault(course.consultations, asked) is None
    chance = random.Random(2)
    for name, found in course.quiz.topics.items():
        for target in found:
            assert topic(course, course.quiz.question(target, chance)) == name


def test_answers_agree_with_the_oracle(course: Course, pool: list[Case]) -> None:
    for asked in pool:
        status = solution(course.consultations, asked).status
        assert status == right_status(asked), asked
        assert status in options(course.edition, asked.procedure)
        assert len(options(course.edition, asked.procedure)) in (3, 4)


def test_the_pool_shows_every_status_footnote_and_reading(course: Course, pool: list[Case]) -> None:
    assert coverage(course, pool) == all_there_is(course)


def test_every_deciding_rule_is_in_the_quiz(course: Course) -> None:
    reached = {target.rule for found in course.quiz.topics.values() for target in found}
    wanted = {target.rule for target in targets(course.consultations)}
    assert reached == wanted


def test_a_learner_who_knows_everything_sees_everything(course: Course) -> None:
    asked = [case for case, _ in quiz(course, everything, 200)]
    assert coverage(course, asked) == all_there_is(course)
    assert {topic(course, case) for case in asked} == set(course.quiz.topics)


def test_the_same_seed_asks_the_same(course: Course) -> None:
    again = Course(Consultations(course.edition), course.lessons, course.unlikely)
    first = [case for case, _ in quiz(course, everything, 30, seed=4)]
    assert first == [case for case, _ in quiz(again, everything, 30, seed=4)]
    assert first != [case for case, _ in quiz(course, everything, 30, seed=5)]


def test_a_wrong_topic_comes_back_soon_and_a_mastered_one_seldom(course: Course) -> None:
    asked = [topic(course, case) for case, _ in quiz(course, lambda name: name != WEAK, 500)]
    places = [place for place, name in enumerate(asked) if name == WEAK]
    assert {after - before for before, after in pairwise(places)} == {WAITS[0]}
    later = asked[250:]
    others = [later.count(name) for name in course.quiz.topics if name != WEAK]
    assert 0 < max(others) <= later.count(WEAK) / 4


@pytest.mark.parametrize("seed", range(5))
def test_every_mistake_comes_back_within_five_questions(course: Course, seed: int) -> None:
    """Whatever else is wrong: the mistakes of a learner who is half right never queue up."""
    chance = random.Random(seed)
    waiting: dict[str, int] = {}
    for number, (case, progress) in enumerate(quiz(course, lambda _: chance.random() < 0.5, 150)):
        name = topic(course, case)
        assert all(number - since <= WAITS[0] for since in waiting.values())
        waiting.pop(name, None)
        if progress.topics[name].box == 0:
            waiting[name] = number


def test_a_mistake_brings_the_same_rule_back(course: Course) -> None:
    """Another case of the rule that was got wrong, and not of the next one of its topic."""
    texts: dict[str, set[str]] = {}
    for case, _ in quiz(course, lambda name: name != "art7 5(2)", 150):
        name = topic(course, case)
        line = solution(course.consultations, case)
        texts.setdefault(name, set()).add(line.reasons[0].text)
    assert len(texts["art7 5(2)"]) == 1
    assert len(texts["art7 5(1)"]) > 3


def test_a_case_is_shown_in_the_editions_words(course: Course, pool: list[Case]) -> None:
    edition, decider = course.edition, course.consultations.decider
    for asked in pool:
        title, *lines = case_text(course, asked).split("\n")
        assert edition.procedures[asked.procedure].name in title
        labels = {
            f"・{edition.facts[name].heading}：{choice.label if choice else 'わからない'}": name
            for name, value in asked.facts.items()
            for choice in [edition.facts[name].choice(value)]
        }
        shown = {labels[line]: asked.facts[labels[line]] for line in lines}
        (table,) = [table for table in edition.tables if table.procedure == asked.procedure]
        assert 1 <= len(shown) <= 10
        assert decider.verdict(table, shown) == decider.verdict(table, asked.facts)


def test_unlikely_cases_are_left_out(course: Course, pool: list[Case]) -> None:
    odd = {"contract": "saas_application", "subject": "website"}
    assert any(condition.holds(odd) for condition in course.unlikely)
    for asked in pool:
        assert not any(condition.holds(asked.facts) for condition in course.unlikely), asked


def test_explanations_are_short_enough_for_a_chat(course: Course, pool: list[Case]) -> None:
    for asked in pool:
        text = feedback(course, solution(course.consultations, asked), "unclear")
        assert len(text) <= 700 and "\n\n" not in text, text


def test_a_question_takes_under_twenty_milliseconds(course: Course, pool: list[Case]) -> None:
    """Processor time, since the machine is shared; `pool` has warmed everything up."""
    chance, times = random.Random(3), []
    for target in [target for found in course.quiz.topics.values() for target in found] * 3:
        start = time.process_time()
        course.quiz.question(target, chance)
        times.append(time.process_time() - start)
    assert statistics.quantiles(times, n=100)[98] < 0.020
    assert statistics.median(times) < 0.005


def test_the_quiz_is_built_in_a_moment(course: Course) -> None:
    start = time.process_time()
    Quiz(Consultations(course.edition), course.unlikely)
    assert time.process_time() - start < 3
