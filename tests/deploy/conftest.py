"""The PostgreSQL server of the tests."""

from __future__ import annotations

from postgres import postgres

__all__ = ["postgres"]
