"""What the bot shows to the outside, as OpenAPI describes it, for schemathesis to attack."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from types import ModuleType
from typing import Any

# overrides.txt leaves werkzeug out. schemathesis imports it for links between operations, of which
# there are none here, so empty names are enough.
if find_spec("werkzeug") is None:
    for module, names in {"exceptions": ("MethodNotAllowed", "NotFound"),
                          "routing": ("Map", "MapAdapter", "Rule")}.items():  # fmt: skip
        made = ModuleType(f"werkzeug.{module}")
        vars(made).update({name: type(name, (Exception,), {}) for name in names})
        sys.modules[f"werkzeug.{module}"] = made
    sys.modules["werkzeug"] = ModuleType("werkzeug")
import schemathesis

__all__ = ["DESCRIPTION", "schemathesis"]

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
ERROR: Json = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string", "minLength": 5}},
    "additionalProperties": False,
}
MESSAGE: Json = {
    "type": "object",
    "required": ["from", "text", "choices"],
    "properties": {"from": {"enum": ["bot", "user"]}, "text": TEXT, "choices": {"type": "array"}},
}
MESSAGES: Json = {
    "type": "object",
    "required": ["messages"],
    "properties": {"messages": {"type": "array", "items": MESSAGE}},
}
SENT: Json = {
    "type": "object",
    "properties": {"text": TEXT, "choice": TEXT, "label": TEXT, "id": TEXT},
}
ANYTHING: Json = {"type": "object"}


def in_path(name: str) -> Json:
    """A part of the path."""
    return {"name": name, "in": "path", "required": True, "schema": {**TEXT, "minLength": 1}}


def operation(good: Json | None, body: Json | None = None, *parameters: Json) -> Json:
    """good: the schema of the answer 200, None where it is no JSON. Every refusal is a sentence."""
    refusal = {"description": "A sentence.", "content": {"application/json": {"schema": ERROR}}}
    found = {"description": "The answer.", "content": {"application/json": {"schema": good}}}
    responses = {code: refusal for code in ("400", "401", "403", "404", "405", "413", "429", "503")}
    redirect = {"description": "Elsewhere."}
    said: Json = {"parameters": list(parameters)}
    if body is not None:
        said["requestBody"] = {"content": {"application/json": {"schema": body}}}
    plain = {"description": "A page, a file, figures."}
    return {**said, "responses": {**responses, "200": found if good else plain, "302": redirect}}


DESCRIPTION: Json = {
    "openapi": "3.0.3",
    "info": {"title": "kyogi-navi", "version": "1"},
    "paths": {
        "/kyogi/": {"get": operation(None)},
        "/kyogi/{name}": {"get": operation(None, None, in_path("name"))},
        "/kyogi/api/conversation": {"get": operation(MESSAGES)},
        "/kyogi/api/messages": {"post": operation(MESSAGES, SENT)},
        "/kyogi/course": {"get": operation(None), "post": operation(None, ANYTHING)},
        "/kyogi/papers/{consultation}/{kind}": {
            "get": operation(
                None,
                None,
                in_path("consultation"),
                in_path("kind"),
                {"name": "for", "in": "query", "schema": TEXT},
                {"name": "procurement", "in": "query", "schema": TEXT},
            )
        },
        "/kyogi/channels/slack": {"post": operation(None, ANYTHING)},
        "/kyogi/channels/teams": {"post": operation(None, ANYTHING)},
        "/kyogi/channels/mattermost/{path}": {"post": operation(None, ANYTHING, in_path("path"))},
        "/kyogi/channels/matrix/{path}": {"put": operation(None, ANYTHING, in_path("path"))},
        "/livez": {"get": operation(ANYTHING)},
        "/readyz": {"get": operation(ANYTHING)},
        "/metrics": {"get": operation(None)},
    },
}
