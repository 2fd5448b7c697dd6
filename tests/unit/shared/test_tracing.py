"""Whose trace a record joins, what work on it carries on, and that nothing of it is there when it is not wanted."""

import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest
from pydantic import ValidationError

from shared.errors import ConfigurationError
from shared.events import Event, PollRequested, SendMessage
from shared.events.topics import OUTBOUND, POLL_REQUESTED
from shared.ids import AccountId, SendId
from shared.kafka.batch import Entry
from shared.kafka.stage_spans import StageSpans
from shared.settings import Settings
from shared.tracing.choice import tracing_of
from shared.tracing.current import traced, traceparent_of
from shared.tracing.otlp import OtlpTracing
from shared.tracing.settings import TracingSettings
from tests.harness.otlp import Manner, OtlpReceiver, ReceivedSpan
from tests.harness.wait import within
from tests.unit.shared.records import raw

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
VALID = f"00-{TRACE}-{SPAN}-01".encode()
WRITTEN_MS = 1_700_000_000_000
Headers = tuple[tuple[str, bytes | None], ...]
ONE, OTHER = UUID(int=1), UUID(int=2)


@pytest.fixture
async def receiver() -> AsyncIterator[OtlpReceiver]:
    with OtlpReceiver().running() as running:
        yield running


def request(correlation_id: UUID | None = None) -> SendMessage:
    return SendMessage(
        account_id=AccountId(7),
        send_id=SendId(UUID(int=9)),
        correlation_id=correlation_id,
        to_emails=("ada@shop.example",),
        subject="Secret",
    )


def entry(event: Event, headers: Headers = ()) -> Entry:
    record = replace(raw(5, topic="outbound", headers=headers), timestamp=WRITTEN_MS)
    return Entry(record, "7", event)


async def spans_of(receiver: OtlpReceiver, headers: Headers) -> list[ReceivedSpan]:
    """Of a send request with these headers that was worked on."""
    tracing = OtlpTracing(receiver.url, 1.0, "sender")
    with StageSpans(tracing, OUTBOUND).working([entry(request(), headers)]):
        pass
    await tracing.close()
    return receiver.spans


async def test_a_valid_traceparent_is_carried_on(receiver: OtlpReceiver) -> None:
    queue, span = await spans_of(receiver, (("other", b"x"), ("traceparent", VALID)))
    assert (queue.name, queue.trace_id, queue.parent_id) == ("queue accept", TRACE, SPAN)
    assert (span.name, span.trace_id, span.parent_id) == ("accept", TRACE, SPAN)
    assert queue.begins == WRITTEN_MS * 1_000_000
    assert (
        span.attributes
        == queue.attributes
        == {
            "mailweave.account_id": 7,
            "mailweave.send_id": str(UUID(int=9)),
            "messaging.system": "kafka",
            "messaging.destination.name": "outbound",
            "messaging.destination.partition.id": "0",
            "messaging.kafka.offset": 5,
        }
    )


INVALID: dict[str, Headers] = {
    "none": (),
    "null": (("traceparent", None),),
    "empty": (("traceparent", b""),),
    "two of them": (("traceparent", VALID), ("traceparent", VALID)),
    "no text": (("traceparent", b"\xff" * 55),),
    "capitals": (("traceparent", VALID.upper()),),
    "too short": (("traceparent", VALID[:-1]),),
    "too long": (("traceparent", VALID + b"-00"),),
    "endless": (("traceparent", VALID * 10_000),),
    "trace of zeros": (("traceparent", f"00-{'0' * 32}-{SPAN}-01".encode()),),
    "span of zeros": (("traceparent", f"00-{TRACE}-{'0' * 16}-01".encode()),),
    "version ff": (("traceparent", b"ff" + VALID[2:]),),
    "another name": (("Traceparent", VALID),),
}


@pytest.mark.parametrize("headers", INVALID.values(), ids=INVALID)
async def test_an_invalid_traceparent_is_ignored_and_a_trace_begins(receiver: OtlpReceiver, headers: Headers) -> None:
    queue, span = await spans_of(receiver, headers)
    assert (queue.name, queue.parent_id, span.parent_id) == ("queue accept", "", queue.span_id)
    assert span.trace_id == queue.trace_id != TRACE


async def test_who_does_not_sample_is_followed(receiver: OtlpReceiver) -> None:
    assert await spans_of(receiver, (("traceparent", VALID[:-1] + b"0"),)) == []


async def test_what_comes_of_a_message_carries_its_span_and_not_anothers(receiver: OtlpReceiver) -> None:
    tracing = OtlpTracing(receiver.url, 1.0, "sender")
    taken = [request(ONE), request(OTHER), request()]
    made = [request(OTHER), request(ONE), request()]
    with StageSpans(tracing, OUTBOUND).working([entry(each) for each in taken]) as publishing:
        inside = [traceparent_of(each) for each in taken]
        with publishing(made):
            assert [traceparent_of(each) for each in made] == [inside[1], inside[0], None]
        assert len({each for each in inside if each is not None}) == 3
    assert [traceparent_of(each) for each in [*taken, *made]] == [None] * 6
    await tracing.close()


async def test_work_that_fails_is_told_by_the_class_of_its_error_alone(receiver: OtlpReceiver) -> None:
    tracing = OtlpTracing(receiver.url, 1.0, "sender")
    with pytest.raises(ConfigurationError), StageSpans(tracing, OUTBOUND).working([entry(request())]):
        raise ConfigurationError("ada@shop.example")
    await tracing.close()
    _, span = receiver.spans
    assert span.has_failed
    assert "ada" not in repr(receiver.spans)


async def test_a_process_ends_though_the_receiver_hangs(receiver: OtlpReceiver) -> None:
    receiver.manner = Manner.HANG
    tracing = OtlpTracing(receiver.url, 1.0, "sender")
    tracing.begin("one", None, {}).end()
    async with within(30):  # the receiver hangs for two minutes
        await tracing.close()
    assert receiver.spans == []


async def test_topics_without_messages_have_no_spans(receiver: OtlpReceiver) -> None:
    tracing = OtlpTracing(receiver.url, 1.0, "poller")
    with StageSpans(tracing, POLL_REQUESTED).working([entry(PollRequested(account_id=AccountId(7)))]):
        pass
    await tracing.close()
    assert receiver.spans == []


@pytest.mark.parametrize(("ratio", "count"), [(0.0, 0), (1.0, 2)])
async def test_the_ratio_decides_where_a_trace_begins(receiver: OtlpReceiver, ratio: float, count: int) -> None:
    tracing = OtlpTracing(receiver.url, ratio, "sender")
    with StageSpans(tracing, OUTBOUND).working([entry(request())]):
        pass
    await tracing.close()
    assert len(receiver.spans) == count


def test_a_traceparent_ends_with_its_block() -> None:
    event = request()
    with traced({id(event): "outer"}):
        with traced({id(event): "inner"}):
            assert traceparent_of(event) == "inner"
        assert traceparent_of(event) == "outer"
    assert traceparent_of(event) is None


@pytest.mark.parametrize(
    "endpoint", ["collector:4318", "ftp://collector", "http://", "http://user:word@collector:4318", "nonsense"]
)
def test_an_endpoint_that_is_none_is_refused_without_showing_it(endpoint: str) -> None:
    with pytest.raises(ValidationError, match="give http://host:4318"):
        TracingSettings(otlp_endpoint=endpoint)


def test_neither_without_an_endpoint_nor_in_a_replay_are_there_traces() -> None:
    assert tracing_of(Settings(_env_file=None), "rules", 0) is None
    assert tracing_of(Settings(otlp_endpoint="http://127.0.0.1:9", _env_file=None), "rules", 1) is None


def test_opentelemetry_is_not_even_imported_without_an_endpoint() -> None:
    """Nor by what somebody else's library does at its import."""
    code = (
        "import sys, services.poller.app, services.parser.app, services.sender.app, services.api.app;"
        "from shared.settings import Settings; from shared.tracing.choice import tracing_of;"
        "assert tracing_of(Settings(_env_file=None), 'sender', 0) is None;"
        "sys.exit(', '.join(each for each in sys.modules if each.startswith('opentelemetry.sdk')) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
