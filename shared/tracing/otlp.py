"""Traces by OpenTelemetry, sent by OTLP over HTTP in a thread of their own.

Nobody waits for the receiver: spans go into a queue, and what does not fit is dropped.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from urllib.parse import urlsplit

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import (
    NonRecordingSpan,
    Span,
    SpanContext,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from shared.tracing.port import Attributes
from shared.tracing.traceparent import FORM

PATH = "/v1/traces"
EXPORT_WITHIN_S = 5.0
CLOSE_WITHIN_S = 2.0
MOST_WAITING = 8192
"""Spans: those of a thousand messages."""
MOST_AT_ONCE = 512
EVERY_MS = 1000
NS = 1_000_000_000


class OtlpSpan:
    """One span."""

    def __init__(self, span: Span) -> None:
        self._span = span
        context = span.get_span_context()
        self.traceparent = f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"

    def end(self, error: str = "") -> None:
        """See port.py."""
        if error:
            self._span.set_status(Status(StatusCode.ERROR, error))
        self._span.end()


class OtlpTracing:
    """The spans of one service."""

    def __init__(self, endpoint: str, ratio: float, service: str) -> None:
        where = endpoint if urlsplit(endpoint).path.strip("/") else endpoint.rstrip("/") + PATH
        self._provider = TracerProvider(
            sampler=ParentBased(TraceIdRatioBased(ratio)),
            resource=Resource.create(
                {"service.namespace": "mailweave", "service.name": service, "service.version": version("mailweave")}
            ),
            shutdown_on_exit=False,
        )
        exporter = OTLPSpanExporter(where, timeout=EXPORT_WITHIN_S)
        self._provider.add_span_processor(BatchSpanProcessor(exporter, MOST_WAITING, EVERY_MS, MOST_AT_ONCE))
        self._tracer = self._provider.get_tracer("mailweave")

    def begin(self, name: str, parent: str | None, attributes: Attributes, *, at_s: float | None = None) -> OtlpSpan:
        """See port.py."""
        at_ns = None if at_s is None else int(at_s * NS)
        return OtlpSpan(self._tracer.start_span(name, _within(parent), attributes=attributes, start_time=at_ns))

    async def close(self) -> None:
        """See port.py. The thread is left behind where the receiver holds it up."""
        closed = asyncio.Event()
        told = partial(asyncio.get_running_loop().call_soon_threadsafe, closed.set)
        threading.Thread(target=self._shut_down, args=(told,), name="traces' end", daemon=True).start()
        try:
            async with asyncio.timeout(CLOSE_WITHIN_S):
                await closed.wait()
        except TimeoutError:
            return

    def _shut_down(self, told: Callable[[], object]) -> None:
        self._provider.shutdown()
        with suppress(RuntimeError):  # the loop has ended meanwhile
            told()


def _within(parent: str | None) -> Context:
    found = FORM.fullmatch(parent) if parent is not None else None
    if found is None:
        return Context()
    trace_id, span_id, flags = (int(part, 16) for part in found.groups())
    remote = SpanContext(trace_id, span_id, is_remote=True, trace_flags=TraceFlags(flags))
    return set_span_in_context(NonRecordingSpan(remote), Context())
