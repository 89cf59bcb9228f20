"""Traces for an OpenTelemetry collector, only where KYOGI_OTLP names one. No text and no person gets into them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..core.errors import KyogiError

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

Mark = Callable[[str, str], None]
"""Puts an attribute on the span that is open."""

_tracers: list[Tracer] = []
"""None or one: spans find their parents in a context that the whole process shares."""


def start_traces(environment: Mapping[str, str] = os.environ) -> Callable[[], None]:
    """Begin where a collector is named; returns what ends it. Call it after a fork. Raises KyogiError."""
    collector = environment.get("KYOGI_OTLP", "").rstrip("/")
    if not collector:
        return lambda: None
    if not collector.startswith(("http://", "https://")):
        raise KyogiError("KYOGI_OTLP は http://127.0.0.1:4318 の形で書いてください。")
    from .collector import SERVICE, provider_for

    provider = provider_for(collector)
    _tracers[:] = [provider.get_tracer(SERVICE)]

    def end() -> None:
        _tracers.clear()
        provider.shutdown()  # type: ignore[no-untyped-call]

    return end


@contextmanager
def span(name: str, **attributes: str) -> Iterator[Mark]:
    """A span around the body where there are traces. Of an error it keeps the type: its message may hold text."""
    if not _tracers:
        yield lambda key, value: None
        return
    with _tracers[0].start_as_current_span(
        name, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as opened:
        try:
            yield opened.set_attribute
        except BaseException as error:
            opened.set_attribute("error.type", type(error).__name__)
            raise
