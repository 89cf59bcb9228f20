"""Errors that a person reads. Each message says what is wrong, where, and what would be right."""

from __future__ import annotations


class KyogiError(Exception):
    """Base of every error this project raises on purpose; its text may be shown to staff."""


class FactError(KyogiError):
    """A consultation carries an unknown fact, an unknown value or two facts that exclude each other."""


class EditionError(KyogiError):
    """The regulation's files contradict themselves; carries file, line, key and remedy."""
