"""Matrix: an application service of the city's own homeserver."""

from __future__ import annotations

from .channel import Matrix, from_environment

__all__ = ["Matrix", "from_environment"]
