"""Deep copies for log lines that nobody writes.

Rasa copies events and states to hand them to `structlogger.debug`, whatever the level. In the modules named
here every deep copy is of that kind.
"""

from __future__ import annotations

import copy
import logging
from types import ModuleType, SimpleNamespace
from typing import TypeVar

import rasa.core.policies.rule_policy
import rasa.core.processor

from .replacement import Replacement

Value = TypeVar("Value")


def for_debug_only(module: ModuleType) -> Replacement:
    """The module's `copy`, which copies when the module's debug lines are written and else hands on."""
    log = logging.getLogger(module.__name__)

    def deepcopy(value: Value) -> Value:
        return copy.deepcopy(value) if log.isEnabledFor(logging.DEBUG) else value

    return Replacement(module, "copy", SimpleNamespace(deepcopy=deepcopy))


REPLACEMENTS = tuple(map(for_debug_only, (rasa.core.processor, rasa.core.policies.rule_policy)))
