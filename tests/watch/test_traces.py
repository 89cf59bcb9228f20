"""Traces as a collector gets them, and what a collector that is gone costs."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from servers import free_ports

from rasa_project.core.errors import KyogiError
from rasa_project.watch import metrics
from rasa_project.watch.traces import start_traces

SECRET = "市民の申請を受け付けたい"


class Collector(ThreadingHTTPServer):
    """A stand-in that decodes what it is sent; `status` is its answer, `pause` how long it takes."""

    daemon_threads = True
    status, pause = 200, 0.0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Posted)
        self.raw: list[bytes] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def spans(self) -> list[Span]:
        """All that came."""
        return [
            span
            for body in self.raw
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


class Posted(BaseHTTPRequestHandler):
    """One request of the exporter."""

    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path == "/v1/traces"
        self.server.raw.append(body)
        time.sleep(self.server.pause)
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keeps quiet."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    """A collector that answers."""
    server = Collector()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def tracing(address: str) -> Iterator[None]:
    """Traces to a collector; at the end everything has been sent."""
    end = start_traces({"KYOGI_OTLP": address})
    try:
        yield
    finally:
        end()


def attributes(span: Span) -> dict[str, str]:
    return {one.key: one.value.string_value for one in span.attributes}


def test_a_turn_is_a_span_with_its_stages_below_it(collector: Collector) -> None:
    async def one(channel: str) -> None:
        with metrics.turn(channel):
            with metrics.stage("lock"):
                await asyncio.sleep(0.01)
            with metrics.stage("save"):
                await asyncio.sleep(0.01)

    async def both() -> None:
        await asyncio.gather(one("page"), one("slack"))

    with tracing(collector.address + "/"):
        asyncio.run(both())
    spans = collector.spans()
    turns = {span.span_id: span for span in spans if span.name == "turn"}
    assert [span.name for span in spans if span.span_id not in turns].count("lock") == 2
    assert len(turns) == 2 and len(spans) == 6
    for span in spans:
        if span.span_id not in turns:
            turn = turns[span.parent_span_id]
            assert span.trace_id == turn.trace_id
            assert turn.start_time_unix_nano <= span.start_time_unix_nano
    assert sorted(attributes(turn)["channel"] for turn in turns.values()) == ["page", "slack"]
    assert {attributes(turn)["outcome"] for turn in turns.values()} == {"answered"}


def test_an_error_leaves_its_type_and_not_its_message(collector: Collector) -> None:
    with (
        tracing(collector.address),
        pytest.raises(ValueError),
        metrics.turn(SECRET),
        metrics.stage("action"),
    ):
        raise ValueError(SECRET)
    assert [attributes(span) for span in collector.spans()] == [
        {"error.type": "ValueError"},
        {"channel": "other", "error.type": "ValueError", "outcome": "apologised"},
    ]
    assert SECRET.encode() not in b"".join(collector.raw)


@pytest.mark.parametrize("fault", ["down", "hangs", "unavailable", "refuses"])
def test_a_collector_that_fails_costs_nothing_visible(
    fault: str, collector: Collector, caplog: pytest.LogCaptureFixture
) -> None:
    collector.pause = 3 if fault == "hangs" else 0
    collector.status = {"unavailable": 503, "refuses": 400}.get(fault, 200)
    address = f"http://127.0.0.1:{free_ports(1)[0]}" if fault == "down" else collector.address
    started = time.monotonic()
    with tracing(address):
        for _ in range(1000):
            with metrics.turn("page"), metrics.stage("lock"):
                pass
        assert time.monotonic() - started < 1.5
    assert time.monotonic() - started < 4  # a process that wants to end is not held up
    assert len(collector.raw) <= 1
    assert not caplog.records


def test_an_address_that_is_none_is_said() -> None:
    with pytest.raises(KyogiError, match="KYOGI_OTLP"):
        start_traces({"KYOGI_OTLP": "collector:4318"})


def test_without_a_collector_nothing_of_it_is_loaded() -> None:
    program = """
import sys
from rasa_project.watch import metrics, traces
traces.start_traces({})()
with metrics.turn("page"), metrics.stage("lock"):
    pass
assert not [name for name in sys.modules if name.startswith(("opentelemetry", "requests"))]
"""
    subprocess.run([sys.executable, "-c", program], check=True)
