"""A serving process without TensorFlow.

Rasa imports it for training: its own modules that do so are replaced by light ones, which hold a class for
every name they are asked for and refuse only when such a class is used. TensorFlow itself cannot be
imported any more; what merely looks whether it is there (thinc, below spaCy) takes it for not installed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NoReturn

from .version import is_known

LEFT_OUT = frozenset(["tensorflow", "keras"])
TRAINING = frozenset(
    [
        "rasa.core.test",
        "rasa.graph_components.validators.default_recipe_validator",
        "rasa.utils.tensorflow.callback",
        "rasa.utils.tensorflow.data_generator",
        "rasa.utils.tensorflow.model_data",
        "rasa.utils.tensorflow.model_data_utils",
    ]
)
"""Rasa's modules that need them, or scikit-learn, as soon as they are loaded and only train with them."""


class LeftOutError(ImportError):
    """Something that only training needs was wanted in a process that serves."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is left out of a serving process; train and evaluate in a process of their own",
            name=name,
        )


class Placeholder:
    """Stands in for a class or function; it may be named and inherited from, not used."""

    def __new__(cls, *_: object, **__: object) -> NoReturn:
        raise LeftOutError(f"{cls.__module__}.{cls.__qualname__}")


class Light(ModuleType):
    """A module that has whatever it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (Placeholder,), {"__module__": self.__name__})
        setattr(self, name, made)
        return made


class Finder(MetaPathFinder, Loader):
    """Answers for what is left out before Python looks for the files."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Raises LeftOutError for TensorFlow itself."""
        if name.partition(".")[0] in LEFT_OUT:
            raise LeftOutError(name)
        return ModuleSpec(name, self) if name in TRAINING else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return Light(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def without_tensorflow() -> bool:
    """Keep TensorFlow out of this process; to be called before Rasa is imported, and for good.

    False when it was not done: another Rasa than the known one. Raises RuntimeError when it comes too late.
    """
    if any(isinstance(finder, Finder) for finder in sys.meta_path):
        return True
    if not is_known():
        return False
    if late := [name for name in (*LEFT_OUT, *TRAINING) if name in sys.modules]:
        raise RuntimeError(f"{late[0]} is loaded already: call without_tensorflow() before that")
    sys.meta_path.insert(0, Finder())
    return True
