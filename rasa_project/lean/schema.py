"""The check of an action server's answer, with its schema compiled once.

Rasa checks the constant schema against the metaschema of JSON Schema in every call: four fifths of a turn.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from rasa.core.actions.action import RemoteAction
from rasa.shared.constants import DOCS_BASE_URL

from .replacement import Replacement


@lru_cache(maxsize=1)
def validator() -> Draft202012Validator:
    """What checks an action server's answers; the draft is the one that jsonschema takes by default."""
    return Draft202012Validator(RemoteAction.action_response_format_spec())


def validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    """True. Raises ValidationError in Rasa's own words for an answer of another form."""
    error: ValidationError | None = best_match(validator().iter_errors(result))
    if error is None:
        return True
    error.message += (
        ". Failed to validate Action server response from API, make sure your response from the "
        "Action endpoint is valid. For more information about the format visit "
        f"{DOCS_BASE_URL}/custom-actions"
    )
    raise error


REPLACEMENTS = (Replacement(RemoteAction, "_validate_action_result", validate_action_result),)
