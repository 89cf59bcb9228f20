"""OpenTelemetry's SDK on the way to a collector. Slow to load: who traces nothing never loads it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from requests import RequestException, Response, Session

SERVICE = "kyogi-navi"
PATH = "/v1/traces"
QUEUE, EVERY, BATCH = 2048, 1000, 256
"""Spans kept at most, milliseconds between two sendings, spans sent at once."""
LIMIT, REST = 1, 5.0
"""Seconds for a collector to answer, and for how long one that did not is left alone."""


class Patient(SpanExporter):
    """Tries once, says nothing, and leaves a collector alone that did not answer: those spans are lost.

    OpenTelemetry's own tries for a minute, also when the process wants to end, and logs each failure.
    """

    def __init__(self, address: str) -> None:
        session = Session()
        session.trust_env = False  # a proxy to the internet is none to the collector
        session.hooks["response"].append(accepted)
        self._inner = OTLPSpanExporter(address, timeout=LIMIT, session=session)
        self._rests_until = 0.0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send the spans, from the one thread of the processor."""
        if time.monotonic() < self._rests_until:
            return SpanExportResult.FAILURE
        try:
            return self._inner.export(spans)
        except RequestException:
            self._rests_until = time.monotonic() + REST
            return SpanExportResult.FAILURE

    def shutdown(self) -> None:
        """Give back the connection."""
        self._inner.shutdown()  # type: ignore[no-untyped-call]


def accepted(response: Response, *_: Any, **__: Any) -> Response:
    """Raises RequestException before the exporter sees a status that it would try again."""
    response.raise_for_status()
    return response


def provider_for(collector: str) -> TracerProvider:
    """What makes tracers whose spans go to the collector; its queue drops the oldest when it is full."""
    provider = TracerProvider(
        resource=Resource.create({"service.name": SERVICE}), shutdown_on_exit=False
    )
    provider.add_span_processor(
        BatchSpanProcessor(Patient(collector + PATH), QUEUE, EVERY, BATCH, LIMIT * 1000)
    )
    return provider
