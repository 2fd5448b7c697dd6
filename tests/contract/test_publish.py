"""Publishing: to the right partition, acknowledged or an error, never a wait without end (DESIGN §4, fact 4)."""

from uuid import uuid4

import pytest

from shared.errors import PermanentError, TransientError
from shared.events import PollRequested, SendMessage
from shared.events.topics import OUTBOUND, POLL_REQUESTED, TopicNames
from shared.ids import AccountId, SendId
from shared.kafka.publish import Publisher, publisher
from shared.settings import Settings
from tests.harness.kafka import create_topics, read_all

KAFKA_OWN = {  # org.apache.kafka.common.utils.UtilsTest.testMurmur2 gives the hashes; & 0x7fffffff, modulo 6
    b"21": -973932308,
    b"foobar": -790332482,
    b"a-little-bit-long-string": -985981536,
    b"a-little-bit-longer-string": -1486304829,
    b"lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
    b"abc": 479470107,
}


async def test_a_key_goes_to_the_partition_that_kafkas_own_producer_chooses(
    settings: Settings, names: TopicNames
) -> None:
    await create_topics(settings.kafka_servers, names, [POLL_REQUESTED], partitions=6)
    async with publisher(settings) as publishing:
        for key in KAFKA_OWN:
            await publishing.publish_raw(names.of(POLL_REQUESTED), key, b"{}")
    found = {
        record.key: record.partition for record in await read_all(settings.kafka_servers, names.of(POLL_REQUESTED))
    }
    assert found == {key: (number & 0x7FFFFFFF) % 6 for key, number in KAFKA_OWN.items()}


async def test_events_of_one_account_keep_their_order_in_one_partition(settings: Settings, names: TopicNames) -> None:
    await create_topics(settings.kafka_servers, names, [POLL_REQUESTED], partitions=6)
    events = [PollRequested(account_id=AccountId(n % 5), max_messages=n + 1) for n in range(1000)]
    async with publisher(settings) as publishing:
        await publishing.publish(events)
    records = await read_all(settings.kafka_servers, names.of(POLL_REQUESTED))
    found = [PollRequested.from_record(record.value, record.headers) for record in records]
    by_account = {n: [event for event in found if event.account_id == n] for n in range(5)}
    assert by_account == {n: events[n::5] for n in range(5)}


async def test_an_event_that_no_topic_takes_is_refused_before_the_producer_numbers_it(
    settings: Settings, names: TopicNames
) -> None:
    await create_topics(settings.kafka_servers, names, [OUTBOUND])
    large = SendMessage(
        account_id=AccountId(1), send_id=SendId(uuid4()), to_emails=("a@example.org",), plain_body="x" * 2_100_000
    )
    async with publisher(settings) as publishing:
        with pytest.raises(PermanentError, match=r"a SendMessage of 21\d+ bytes is larger than"):
            await publishing.publish([large])
        await publishing.publish([large.model_copy(update={"plain_body": "short"})])
    assert len(await read_all(settings.kafka_servers, names.of(OUTBOUND))) == 1


async def test_a_topic_that_is_missing_is_named_with_what_to_do(settings: Settings, names: TopicNames) -> None:
    async with publisher(settings.model_copy(update={"publish_timeout_s": 1})) as publishing:
        with pytest.raises(TransientError, match=r"poll.requested: run `mailweave topics apply`") as caught:
            await publishing.publish([PollRequested(account_id=AccountId(1))])
    assert isinstance(caught.value.__cause__, TimeoutError), "publish_timeout_s ends the wait, not aiokafka's own limit"


async def test_nothing_is_published_without_a_connection(settings: Settings) -> None:
    with pytest.raises(TransientError, match="no connection to Kafka"):
        await Publisher(settings).publish([PollRequested(account_id=AccountId(1))])
