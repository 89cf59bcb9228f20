"""Keeping consultations: every turn goes on record, and what the desks answer comes back."""

from ..store.kept import conversation_key
from .asking import stated_department, wants_to_resume
from .filing import filed, papers_list
from .keeper import Keeper, Speaker

__all__ = [
    "Keeper",
    "Speaker",
    "conversation_key",
    "filed",
    "papers_list",
    "stated_department",
    "wants_to_resume",
]
