"""What a log call of somebody else's says, as far as it stands in their source.

Their messages are often f-strings that hold what a user typed. What the source itself says cannot.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

HIDDEN = "…"
"""In the place of everything that is not in the source."""
METHODS = {"debug", "info", "warning", "warn", "error", "exception", "critical", "log"}


@lru_cache(maxsize=512)
def wording(path: str, line: int) -> str:
    """The message of the log call that runs over a line of a file; HIDDEN where there is none to read."""
    try:
        tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return HIDDEN
    calls = [node for node in ast.walk(tree) if is_log_call(node, line)]
    words = [literal(argument) for call in calls for argument in said_by(call)]
    return next(filter(None, words), HIDDEN)


def is_log_call(node: ast.AST, line: int) -> bool:
    """Whether a node calls a logger's method on that line."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in METHODS
        and node.lineno <= line <= (node.end_lineno or node.lineno)
    )


def said_by(call: ast.AST) -> list[ast.expr]:
    """The arguments that may be the message: for `log`, which begins with a level, the second."""
    assert isinstance(call, ast.Call)
    return [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "msg")]


def literal(node: ast.expr) -> str:
    """The constant parts of a text."""
    match node:
        case ast.Constant(value=str(said)):
            return said
        case ast.JoinedStr(values=parts):
            return "".join(literal(part) or HIDDEN for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return (literal(left) or HIDDEN) + (literal(right) or HIDDEN)
        case ast.BinOp(left=left, op=ast.Mod()):
            return literal(left)
        case ast.Call(func=ast.Attribute(value=template, attr="format")):
            return literal(template)
    return ""
