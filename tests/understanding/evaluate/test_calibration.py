"""Reliability and the price of recognising what is out of scope, with numbers worked out by hand."""

from __future__ import annotations

import math

import pytest

from rasa_project.understanding.evaluate.calibration import (
    Bin,
    best_under,
    calibration_error,
    reliability,
    trade_off,
)


def test_bins_hold_mean_confidence_and_share_of_right_answers() -> None:
    bins = reliability([(0.15, False), (0.95, True), (0.91, False), (1.0, True)], bins=10)
    assert [(b.low, b.high, b.size) for b in bins] == [(0.1, 0.2, 1), (0.9, 1.0, 3)]
    assert bins[1].confidence == pytest.approx((0.95 + 0.91 + 1.0) / 3)
    assert bins[1].right == pytest.approx(2 / 3)


def test_the_calibration_error_weighs_the_gaps_by_size() -> None:
    bins = [Bin(0.5, 0.6, size=1, confidence=0.5, right=1.0), Bin(0.9, 1.0, 3, 0.9, 0.8)]
    assert calibration_error(bins) == pytest.approx((0.5 * 1 + 0.1 * 3) / 4)
    assert calibration_error([]) == 0.0


def test_the_trade_off_goes_from_nothing_recognised_to_everything() -> None:
    points = trade_off([(0.9, True), (0.8, False), (0.8, True), (0.1, False)])
    assert [(p.threshold, p.recall, p.alarms) for p in points] == [
        (math.inf, 0.0, 0.0),
        (0.9, 0.5, 0.0),
        (0.8, 1.0, 0.5),
        (0.1, 1.0, 1.0),
    ]


def test_the_best_point_stays_below_the_rate() -> None:
    points = trade_off([(0.9, True), (0.8, False), (0.8, True), (0.1, False)])
    assert best_under(points, 0.02).recall == 0.5
    assert best_under(points, 0.5).recall == 0.5  # exactly at the rate is not below it
    assert best_under(points, 0.51).recall == 1.0


def test_without_messages_nothing_is_recognised() -> None:
    assert best_under(trade_off([]), 0.02).recall == 0.0
