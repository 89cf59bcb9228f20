"""What the dashboard and the alerts ask for is what the processes expose."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import Metric
from ruamel.yaml import YAML

from rasa_project.settings import PROJECT
from rasa_project.watch import metrics
from rasa_project.watch.queues import Waiting, watch_queues

DASHBOARD = PROJECT / "deploy/grafana/kyogi.json"
ALERTS = PROJECT / "deploy/prometheus/alerts.yml"
# Prometheus puts these on every series itself; `up` is its own as well.
ITS_OWN = {"job", "instance"}
SELECTOR = re.compile(r"\b(?P<name>(?:kyogi|process)_\w+|up)\b(?:\{(?P<matchers>[^}]*)\})?")
MATCHER = re.compile(r'(\w+)(=~|=)"([^"]*)"')
GROUPED = re.compile(r"\bby \(([^)]*)\)")
LEGEND = re.compile(r"\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}")


def queries() -> Iterator[tuple[str, str]]:
    """Each query with the text that shows its labels: a legend, or an alert's words."""
    for panel in json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]:
        for target in panel["targets"]:
            yield target["expr"], target["legendFormat"]
    for rule in rules():
        yield rule["expr"], rule["annotations"]["summary"]


def rules() -> list[dict[str, Any]]:
    """The alerts."""
    found = YAML(typ="safe").load(ALERTS.read_text(encoding="utf-8"))
    return [rule for group in found["groups"] for rule in group["rules"]]


@lru_cache(maxsize=1)
def exposed() -> dict[str, dict[str, set[str]]]:
    """Series -> label -> values, the queues and the checks included."""
    queues = CollectorRegistry()
    watch_queues(lambda: {"inbox": Waiting(1, 1), "outbox": Waiting(1, 1)}, queues)
    metrics.ready("database", True)
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    families: list[Metric] = [*metrics.REGISTRY.collect(), *queues.collect()]
    for family in families:
        for sample in family.samples:
            found[sample.name]
            for label, value in sample.labels.items():
                found[sample.name][label].add(value)
    return {name: dict(labels) for name, labels in found.items()}


@pytest.mark.parametrize(("query", "shown"), queries(), ids=lambda text: text[:40])
def test_a_query_finds_what_it_asks_for(query: str, shown: str) -> None:
    selectors = list(SELECTOR.finditer(query))
    assert selectors
    for selector in selectors:
        labels = {} if selector["name"] == "up" else exposed()[selector["name"]]
        for label, how, value in MATCHER.findall(selector["matchers"] or ""):
            assert label in ITS_OWN or (how == "=" and value in labels[label]), selector.group()
        grouped = {one.strip() for part in GROUPED.findall(query) for one in part.split(",")}
        assert grouped <= labels.keys() | ITS_OWN, query
        kept = grouped if "by (" in query else ITS_OWN if "sum(" not in query else set()
        assert set(LEGEND.findall(shown)) <= kept, shown


def test_every_figure_of_ours_is_on_the_dashboard_or_in_an_alert() -> None:
    named = {match["name"] for query, _ in queries() for match in SELECTOR.finditer(query)}
    ours = {re.sub(r"_(sum|count)$", "_bucket", n) for n in exposed() if n.startswith("kyogi_")}
    assert ours == {name for name in named if name.startswith("kyogi_")}


def test_each_alert_says_in_words_what_is_wrong_and_what_to_look_at() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(set(names)) == len(names) > 4
    for rule in rules():
        words = rule["annotations"]
        assert words["summary"] and words["description"].endswith("。")
        assert rule["labels"]["severity"] in ("warning", "critical")
