"""The bot's turns beside bare turns of Rasa on the same kind of stores, taken in turns in one run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

from bench_stock import stock_turn
from visitors import Visitor

Row = tuple[str, str, str]
"""What was measured, the value, the value held against the base."""
ROUNDS = 12
PLAN = {"stage": "plan", "subject": "saas", "activity": "renew_contract", "network": "none"}
FACTS = {**PLAN, "saas_city_data": "yes", "saas_product_specified": "no"}


def turn_times(port: int, bare: Visitor, stores: str) -> Iterator[Row]:
    """Medians of a bare turn, a pressed button and a typed answer, taken in turns."""
    times: dict[str, list[float]] = {"bare": [], "press": [], "say": []}
    for number in range(ROUNDS + 1):
        found = {
            "bare": [
                timed(partial(stock_turn, bare, f"{stores}-{number}", "/bare")) for _ in range(6)
            ],
            "press": interview(port, typing=False),
            "say": interview(port, typing=True),
        }
        if number:  # the first round warms up
            for kind, measured in found.items():
                times[kind] += measured
    base, press, say = (statistics.median(measured) for measured in times.values())
    yield f"素のRasaの1往復（基準。理解もアクションもなし、{stores}）", ms(base), "1.0倍"
    yield f"ボタンの1往復（{stores}）", ms(press), f"{press / base:.1f}倍"
    yield f"文の1往復（{stores}）", ms(say), f"{say / base:.1f}倍"


def interview(port: int, *, typing: bool) -> list[float]:
    """The seconds of each turn of one interview."""
    visitor, found = Visitor(port), []
    visitor.open()
    while visitor.asked:
        payload = f"answer:{visitor.asked}={FACTS[visitor.asked]}"
        labels = {choice["payload"]: choice["label"] for choice in visitor.seen[-1]["choices"]}
        send, said = (visitor.say, labels[payload]) if typing else (visitor.press, payload)
        found.append(timed(partial(send, said)))
    return found


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
