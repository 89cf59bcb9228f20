"""The model's graph, planned once for each set of targets; Rasa plans it anew at every prediction."""

from __future__ import annotations

import logging
from typing import Any
from weakref import WeakKeyDictionary

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner

from .replacement import Replacement

LOG = logging.getLogger(DaskGraphRunner.__module__)
Plan = tuple[tuple[str, GraphNode, tuple[str, ...]], ...]
"""The nodes to run, each with its name and the names of what it needs, after what it needs."""
_PLANS: WeakKeyDictionary[DaskGraphRunner, dict[tuple[str, ...], Plan]] = WeakKeyDictionary()


def run(
    self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """The targets' outputs. Raises GraphRunError like Rasa's own."""
    wanted = tuple(targets or self._graph_schema.target_names)
    plan = planned(self, wanted)
    if LOG.isEnabledFor(logging.DEBUG):  # the sentence holds the whole conversation
        LOG.debug(
            f"Running graph with inputs: {inputs}, targets: {targets} and {self._execution_context}."
        )
    known = given(inputs or {}, plan)
    try:
        for name, node, needs in plan:
            # A node gets the bare name of what is missing, and complains of it by that name.
            known[name] = node(*(known.get(need, need) for need in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(known[target] for target in wanted)


def given(inputs: dict[str, Any], plan: Plan) -> dict[str, tuple[str, Any]]:
    """The inputs as nodes read them. Raises GraphRunError for a text that is a node's name."""
    names = {name for name, _, _ in plan}
    for value in inputs.values():
        if isinstance(value, str) and value in names:
            raise GraphRunError(
                f"Input value '{value}' clashes with a node name. Make sure that none of the input "
                "names passed to the `run` method are the same as node names in the graph schema."
            )
    return {name: (name, value) for name, value in inputs.items()}


def planned(runner: DaskGraphRunner, targets: tuple[str, ...]) -> Plan:
    """The plan for these targets; a loaded graph never changes."""
    plans = _PLANS.setdefault(runner, {})
    if targets not in plans:
        plans[targets] = plan_of(runner, targets)
    return plans[targets]


def plan_of(runner: DaskGraphRunner, targets: tuple[str, ...]) -> Plan:
    """Every node the targets stand on, each after what it needs; training has refused circles."""
    nodes = runner._graph_schema.minimal_graph_schema(list(targets)).nodes
    order: dict[str, tuple[str, ...]] = {}

    def visit(name: str) -> None:
        if name in order or name not in nodes:
            return
        needs = tuple(nodes[name].needs.values())
        for need in needs:
            visit(need)
        order[name] = needs

    for target in targets:
        visit(target)
    return tuple((name, runner._instantiated_nodes[name], needs) for name, needs in order.items())


REPLACEMENTS = (Replacement(DaskGraphRunner, "run", run),)
