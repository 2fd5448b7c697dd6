"""A receiver of traces as OTLP over HTTP has it: takes what is sent, decoded from the wire, or errs by name."""

import gzip
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Status

HANGS_FOR_S = 120.0


class Manner(StrEnum):
    """What it does with a request."""

    TAKE = "take"
    REFUSE = "refuse"
    HANG = "hang"


@dataclass(frozen=True, slots=True)
class ReceivedSpan:
    """A span as it came; instants in nanoseconds since 1970, ids in hexadecimal."""

    service: str
    name: str
    trace_id: str
    span_id: str
    parent_id: str
    begins: int
    ends: int
    has_failed: bool
    attributes: Mapping[str, str | int]


class OtlpReceiver:
    """`spans` holds what was taken, `asked` counts all requests. `manner` may change at any time."""

    def __init__(self) -> None:
        self.manner = Manner.TAKE
        self.asked = 0
        self.spans: list[ReceivedSpan] = []
        self.port = 0
        self._end = threading.Event()

    @property
    def url(self) -> str:
        """As EMAIL_OTLP_ENDPOINT has it."""
        return f"http://127.0.0.1:{self.port}"

    def trace(self, trace_id: str) -> list[ReceivedSpan]:
        """Its spans by their beginnings."""
        return sorted((span for span in self.spans if span.trace_id == trace_id), key=lambda span: span.begins)

    @contextmanager
    def running(self) -> Iterator["OtlpReceiver"]:
        """Listens while the block runs."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        server.daemon_threads = True
        self.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, name="otlp receiver")
        thread.start()
        try:
            yield self
        finally:
            self._end.set()
            server.shutdown()
            server.server_close()
            thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                self.send_response(receiver._answer(self.path, body))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Silent."""

        return Handler

    def _answer(self, path: str, body: bytes) -> HTTPStatus:
        self.asked += 1
        if self.manner is Manner.HANG:
            self._end.wait(HANGS_FOR_S)
        if self.manner is not Manner.TAKE:
            return HTTPStatus.BAD_REQUEST
        assert path == "/v1/traces", path
        self.spans += _spans(ExportTraceServiceRequest.FromString(body))
        return HTTPStatus.OK


def _spans(request: ExportTraceServiceRequest) -> Iterator[ReceivedSpan]:
    for resource in request.resource_spans:
        service = next(each.value.string_value for each in resource.resource.attributes if each.key == "service.name")
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield ReceivedSpan(
                    service,
                    span.name,
                    span.trace_id.hex(),
                    span.span_id.hex(),
                    span.parent_span_id.hex(),
                    span.start_time_unix_nano,
                    span.end_time_unix_nano,
                    span.status.code == Status.STATUS_CODE_ERROR,
                    {each.key: each.value.string_value or each.value.int_value for each in span.attributes},
                )
