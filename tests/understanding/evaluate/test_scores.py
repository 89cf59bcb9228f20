"""Counts over hand-made results."""

from __future__ import annotations

import pytest

from rasa_project.core.errors import KyogiError
from rasa_project.understanding.evaluate import rows_of
from rasa_project.understanding.evaluate.listing import missed, summary, tables
from rasa_project.understanding.evaluate.scores import Counts, Report, confusion, mean_f1


def test_precision_recall_and_f1() -> None:
    counts = Counts(hit=3, extra=1, missed=2)
    assert (counts.precision, counts.recall) == (0.75, 0.6)
    assert counts.f1 == pytest.approx(2 / 3)
    assert (Counts().precision, Counts().recall, Counts().f1) == (0.0, 0.0, 0.0)


def test_acts_are_counted(report: Report) -> None:
    assert report.acts == {
        "inform": Counts(hit=2, extra=0, missed=1),
        "help": Counts(hit=1, extra=1, missed=0),
        "out_of_scope": Counts(hit=1, extra=1, missed=1),
    }
    assert report.accuracy == pytest.approx(4 / 6)
    assert mean_f1(report.acts) == pytest.approx((0.8 + 2 / 3 + 0.5) / 3)


def test_a_fact_of_the_wrong_value_is_missed_and_one_too_many(report: Report) -> None:
    assert report.facts == {
        "subject": Counts(hit=1, extra=1, missed=2),
        "stage": Counts(hit=0, extra=1, missed=1),
    }
    assert report.all_facts == Counts(hit=1, extra=2, missed=3)


def test_out_of_scope_and_its_false_alarms(report: Report) -> None:
    assert report.out_of_scope_recall == 0.5
    assert (report.false_alarms, report.in_scope) == (1, 4)
    assert report.false_alarm_rate == 0.25


def test_every_message_not_read_as_labelled_is_a_miss(report: Report) -> None:
    assert len(report.misses) == 4
    assert any("サブスクのやつ" in line for line in missed(report))


def test_an_empty_report_divides_by_nothing() -> None:
    empty = Report(())
    assert (empty.accuracy, empty.false_alarm_rate, empty.out_of_scope_recall) == (0.0, 0.0, 0.0)
    assert mean_f1({}) == 0.0
    assert "0 messages" in summary(empty)


def test_the_confusion_matrix_has_a_row_for_each_wanted_act(report: Report) -> None:
    matrix = confusion(report, ["help", "inform", "out_of_scope"])
    assert matrix == [[1, 0, 0], [0, 2, 1], [1, 0, 1]]


def test_the_listing_has_a_line_for_each_act_and_fact(report: Report) -> None:
    assert len(list(tables(report))) == 3 + 2
    assert "act 0.667" in summary(report)


def test_an_unknown_set_is_named() -> None:
    with pytest.raises(KyogiError, match=r"「nanika」.*dev"):
        rows_of("nanika")
