"""What the processes write to their logs: warnings and errors, as text or as JSON, and never what somebody said.

Of our own messages, personal data are masked and an exception among the arguments leaves its type. Of everybody
else's, only what stands in their source is written. Exceptions are their types and places.

There is no way to ask for more: at DEBUG, Rasa writes each message, its slots and the whole conversation. The handler
itself stops at WARNING, whatever level a logger is set to.
"""

from __future__ import annotations

import json
import logging
import os
import re
import threading
import warnings
from collections.abc import Mapping, MutableMapping
from datetime import datetime, timezone
from typing import Any, TextIO

import structlog

from ..core.errors import KyogiError
from ..store.masking import MaskingFilter
from . import speakers
from .places import errors_of, short
from .wording import HIDDEN, wording

LOG = logging.getLogger(__name__)
LEVEL = logging.WARNING
OURS = ("rasa_project", "actions", "__main__")
# They come with handlers of their own, or are kept from the root's.
ROUTED = (
    *("rasa", "rasa_sdk", "sanic", "sanic.root", "sanic.error", "sanic.access"),
    *("apscheduler", "tensorflow", "socketio.server", "engineio.server", "websockets.protocol"),
)
EVENT_NAME = re.compile(r"[a-z0-9_.]{1,120}")


def safe_logs(environment: Mapping[str, str] = os.environ, key: bytes = b"") -> None:
    """Log to standard error as KYOGI_LOG says. key: the installation's, for digests. Raises KyogiError.

    Call it before a model is loaded: structlog's loggers keep what they found at their first use.
    """
    form = environment.get("KYOGI_LOG") or "text"
    if form not in FORMS:
        raise KyogiError(f"KYOGI_LOG は text か json にしてください（いまは「{form}」）。")
    speakers.Installation.key = key
    handler = logging.StreamHandler()
    handler.setLevel(LEVEL)
    handler.addFilter(only_wording)
    handler.addFilter(MaskingFilter())
    handler.setFormatter(FORMS[form]())
    logging.basicConfig(handlers=[handler], level=LEVEL, force=True)
    logging.lastResort = handler  # for loggers that have no handler and may not ask the root's
    route_loggers()
    structlog_events()
    route_the_rest()


def route_loggers() -> None:
    """Loggers with handlers of their own, or kept from the root's, get the root's and nothing else."""
    for name in ROUTED:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(LEVEL)


def structlog_events() -> None:
    """Rasa's structured messages: the event's name alone, for all else is parameters."""

    def event(_: Any, __: str, said: MutableMapping[str, Any]) -> Mapping[str, Any]:
        name = str(said["event"])
        shown = name if EVENT_NAME.fullmatch(name) else HIDDEN
        return {"msg": shown, "extra": {"constant": True}, "exc_info": said.get("exc_info")}

    structlog.configure(
        processors=[event],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(LEVEL),
        cache_logger_on_first_use=True,
    )


def route_the_rest() -> None:
    """What Python would print itself, messages and all: warnings, and the ends of threads."""

    def warned(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        LOG.warning("%s at %s", category.__name__, short(filename, lineno))

    def thread_ended(ended: threading.ExceptHookArgs) -> None:
        LOG.error("a thread ended", exc_info=ended.exc_value)

    warnings.showwarning = warned
    threading.excepthook = thread_ended


def only_wording(record: logging.LogRecord) -> bool:
    """Takes out of a record what may hold a text; never holds the record back."""
    if record.name.split(".")[0] in OURS:
        record.msg, record.args = typed_only(record.msg), typed_args(record.args)
    elif not hasattr(record, "constant"):
        record.msg, record.args = wording(record.pathname, record.lineno), ()
    record.errors = errors_of(record.exc_info[1]) if record.exc_info else []
    record.exc_info = record.exc_text = record.stack_info = None
    return True


def typed_only(said: Any) -> Any:
    """The type in the place of an exception."""
    return type(said).__qualname__ if isinstance(said, BaseException) else said


def typed_args(args: Any) -> Any:
    """The arguments of a record: a tuple, or the one mapping that logging takes out of it."""
    if isinstance(args, Mapping):
        return {name: typed_only(said) for name, said in args.items()}
    return tuple(typed_only(said) for said in args or ())


class JsonLines(logging.Formatter):
    """One object a line; what is empty is left out."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return json.dumps({k: v for k, v in fields(record).items() if v}, ensure_ascii=False)


class TextLines(logging.Formatter):
    """One line a record, line breaks in it included: nobody can write a line of their own."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = fields(record)
        head = (said.pop(name) for name in ("time", "level", "logger", "message"))
        errors = said.pop("errors")
        ends = [f"{name}={value}" for name, value in said.items() if value]
        ends += [f"{one['type']} at {' > '.join(one['places']) or '?'}" for one in errors]
        return " ".join([*head, *ends]).replace("\r", "\\r").replace("\n", "\\n")


FORMS: Mapping[str, type[logging.Formatter]] = {"text": TextLines, "json": JsonLines}


def fields(record: logging.LogRecord) -> dict[str, Any]:
    """What is written of a record that has been through the filters."""
    time = datetime.fromtimestamp(record.created, timezone.utc)
    return {
        "time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "message": record.getMessage(),
        "place": short(record.pathname, record.lineno),
        "conversation": speakers.conversation.get(),
        "request": speakers.request.get(),
        "errors": getattr(record, "errors", []),
    }
