"""The lexicon's word against the model's."""

from __future__ import annotations

import pytest

from rasa_project.core.model import Edition
from rasa_project.understanding.scores import NOT_STATED, Scores
from rasa_project.understanding.weighing import weigh


def scores(**subject: float) -> Scores:
    shares = {NOT_STATED if name == "nothing" else name: share for name, share in subject.items()}
    return Scores({}, {"subject": shares})


@pytest.mark.parametrize(
    ("found", "own", "shares", "facts", "doubtful"),
    [
        ({}, (), {"saas": 0.9, "nothing": 0.1}, {"subject": "saas"}, ()),
        ({}, (), {"saas": 0.4, "nothing": 0.3}, {"subject": "saas"}, ("subject",)),
        ({}, (), {"saas": 0.2, "nothing": 0.15}, {}, ()),
        ({}, (), {"nothing": 0.9, "saas": 0.1}, {}, ()),
        ({"subject": "saas"}, (), {"package": 0.6, "saas": 0.4}, {"subject": "package"}, ()),
        ({"subject": "saas"}, ("subject",), {"package": 0.6, "saas": 0.4}, {"subject": "saas"}, ()),
        ({"subject": "saas"}, ("subject",), {"package": 0.85, "saas": 0.1}, {"subject": "package"}, ()),
        ({"subject": "saas"}, (), {"nothing": 0.8, "saas": 0.2}, {"subject": "saas"}, ()),
        ({"subject": "saas"}, (), {"nothing": 0.92, "saas": 0.08}, {}, ()),
        ({"subject": "saas"}, ("subject",), {"nothing": 0.92, "saas": 0.08}, {"subject": "saas"}, ()),
        ({"subject": "saas"}, (), {"saas": 0.5, "nothing": 0.4}, {"subject": "saas"}, ()),
    ],
)  # fmt: skip
def test_which_word_counts(
    edition: Edition,
    found: dict[str, str],
    own: tuple[str, ...],
    shares: dict[str, float],
    facts: dict[str, str],
    doubtful: tuple[str, ...],
) -> None:
    assert weigh(found, own, (), scores(**shares), edition) == (facts, doubtful)


def test_a_choice_that_the_model_never_saw_is_the_lexicons_alone(edition: Edition) -> None:
    unseen = scores(nothing=0.99, package=0.01)
    assert weigh({"subject": "saas"}, (), (), unseen, edition) == ({"subject": "saas"}, ())


def test_a_value_that_the_edition_does_not_have_is_not_read(edition: Edition) -> None:
    assert weigh({}, (), (), scores(robot=0.99, nothing=0.01), edition) == ({}, ())
    other = Scores({}, {"former_fact": {"yes": 0.9, NOT_STATED: 0.1}})
    assert weigh({}, (), (), other, edition) == ({}, ())


def test_what_is_denied_or_said_of_others_is_not_added(edition: Edition) -> None:
    sure = scores(saas=0.99, nothing=0.01)
    assert weigh({}, (), {("subject", "saas")}, sure, edition) == ({}, ())


@pytest.mark.parametrize(("share", "doubtful"), [(0.8, ("saas_city_data",)), (0.95, ())])
def test_a_yes_against_a_no_is_confirmed_unless_it_is_clear(
    edition: Edition, share: float, doubtful: tuple[str, ...]
) -> None:
    yes = Scores({}, {"saas_city_data": {"yes": share, "no": 1 - share, NOT_STATED: 0.0}})
    weighed = weigh({"saas_city_data": "no"}, (), (), yes, edition)
    assert weighed == ({"saas_city_data": "yes"}, doubtful)
