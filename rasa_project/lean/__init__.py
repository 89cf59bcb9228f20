"""Rasa without its measured waste: the same events and messages in a fraction of the time and memory.

Nothing here imports Rasa until it is asked to, so that a serving process can call `without_tensorflow()` first.
`scripts/bench_turn.py` measures turns with and without.
"""

from .placeholders import LeftOutError, without_tensorflow
from .switch import apply, undo

__all__ = ["LeftOutError", "apply", "undo", "without_tensorflow"]
