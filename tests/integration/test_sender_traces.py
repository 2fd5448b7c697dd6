"""A send's trace goes through the ledger: from the request's traceparent, whoever wrote it, to each delivery."""

from collections.abc import Iterator, Sequence

import pytest

from shared.events.topics import DELIVERY, OUTBOUND, RAW_FETCHED, Topic
from shared.tracing.traceparent import traceparent_in
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.harness.kafka import Headers, Planted, plant
from tests.harness.otlp import OtlpReceiver
from tests.harness.wait import eventually
from tests.integration.sender_rig import Rig, request

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
VALID = f"00-{TRACE}-00f067aa0ba902b7-01".encode()
FOREIGN: dict[str, tuple[Headers, bool]] = {
    "valid": ([("traceparent", VALID)], True),
    "nonsense": ([("traceparent", b"\xff\x00nonsense")], False),
    "twice": ([("traceparent", VALID), ("traceparent", VALID)], False),
    "none": ([], False),
}


@pytest.fixture
def receiver() -> Iterator[OtlpReceiver]:
    with OtlpReceiver().running() as running:
        yield running


@pytest.mark.parametrize(("headers", "is_joined"), FOREIGN.values(), ids=FOREIGN)
async def test_a_send_joins_the_trace_of_its_request(
    rig: Rig, receiver: OtlpReceiver, headers: Headers, is_joined: bool
) -> None:
    async with scripted_smtp_server(Script()) as smtp, rig.start(otlp_endpoint=receiver.url):
        wanted = request(await rig.account(smtp.port), "a@customer.example", "b@customer.example")
        record = wanted.to_record()
        await plant(rig.settings.kafka_servers, rig.names.of(OUTBOUND), [Planted(record.key, record.value, headers)])
        await rig.until(wanted.send_id, "sent", "sent")
        await rig.until_published()
    carried = [*await traces_on(rig, DELIVERY), *await traces_on(rig, RAW_FETCHED)]
    await eventually(lambda: len(receiver.spans) >= 6, deadline_s=20, what="all spans")
    assert len(carried) == 3
    assert {each == TRACE for each in carried} == {is_joined}
    assert {each.trace_id for each in receiver.spans} == set(carried)
    names = sorted(each.name for each in receiver.spans)
    assert names == ["accept", "deliver", "deliver", "queue accept", "queue send", "send"]


async def traces_on(rig: Rig, topic: Topic) -> Sequence[str]:
    """The trace ids that its records carry."""
    found = [traceparent_in(record.headers) for record in await rig.records(topic)]
    return [each.split("-")[1] for each in found if each is not None]
