"""`mailweave topics apply` on the real broker."""

from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from deploy.local.endpoints import Endpoints
from services.cli.installation.topics import AppliedTopic, apply_topics, wanted_topics
from shared.errors import ConfigurationError, TransientError
from shared.settings import Settings
from tests.harness.wait import within

DAY_MS = 86_400_000


@pytest.fixture
def settings(stack: Endpoints, topic_prefix: str) -> Settings:
    return Settings(kafka_servers=stack.kafka_servers, topic_prefix=topic_prefix, topic_partitions=1)


async def configs(settings: Settings, name: str) -> dict[str, str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_servers)
    await admin.start()
    try:
        (response,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    finally:
        await admin.close()
    found: Any = response
    return {entry[0]: entry[1] for entry in found.resources[0][4]}


async def create(settings: Settings, name: str, partitions: int, **set_by_operator: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_servers)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, partitions, 1, topic_configs=set_by_operator)])
    finally:
        await admin.close()


def outcomes(applied: list[AppliedTopic]) -> set[str]:
    return {topic.outcome for topic in applied}


async def test_everything_is_created_once_and_then_there(settings: Settings) -> None:
    first = await apply_topics(settings)
    assert outcomes(first) == {"created"}
    assert [topic.name for topic in first] == sorted(topic.name for topic in wanted_topics(settings))
    second = await apply_topics(settings)
    assert outcomes(second) == {"already there"}
    assert [topic.name for topic in second] == [topic.name for topic in first]


async def test_raw_fetched_is_kept_by_time_alone_and_its_dead_letters_for_ever(settings: Settings) -> None:
    changed = settings.model_copy(update={"retention_days": 10})
    await apply_topics(changed)
    kept = {}
    for name in ("raw.fetched", "raw.fetched.dlq", "parsed", "parsed.dlq"):
        found = await configs(settings, settings.topic_prefix + name)
        assert (found["cleanup.policy"], found["retention.bytes"]) == ("delete", "-1")
        assert int(found["max.message.bytes"]) >= 2 * 1024 * 1024
        kept[name] = int(found["retention.ms"])
    assert kept == {
        "raw.fetched": 10 * DAY_MS,
        "raw.fetched.dlq": -1,
        "parsed": 7 * DAY_MS,
        "parsed.dlq": 90 * DAY_MS,
    }


async def test_what_differs_is_set_and_what_the_operator_set_stays(settings: Settings) -> None:
    name = f"{settings.topic_prefix}raw.fetched"
    await create(settings, name, 1, **{"retention.ms": "1000", "segment.bytes": "20971520"})
    applied = {topic.name: topic for topic in await apply_topics(settings)}
    assert applied[name].outcome == "altered"
    assert f"retention.ms 1000 -> {365 * DAY_MS}" in applied[name].detail
    found = await configs(settings, name)
    assert (found["retention.ms"], found["segment.bytes"]) == (str(365 * DAY_MS), "20971520")
    assert outcomes(await apply_topics(settings)) == {"already there"}


async def test_a_partition_count_is_reported_and_never_changed(settings: Settings) -> None:
    name = f"{settings.topic_prefix}parsed"
    await create(settings, name, 2)
    await apply_topics(settings)
    applied = {topic.name: topic for topic in await apply_topics(settings)}
    assert applied[name].outcome == "differs"
    assert applied[name].detail == "partitions stay 2 (setting: 1), a change would break the order"


async def test_a_replay_has_topics_of_its_own_beside_the_live_ones(settings: Settings) -> None:
    created = [topic.name.removeprefix(settings.topic_prefix) for topic in await apply_topics(settings, generation=3)]
    assert {"g3.parsed", "g3.threaded", "g3.ruled", "g3.raw.fetched.dlq"} <= set(created)
    assert {"raw.fetched", "g3.raw.fetched", "g3.poll.requested", "parsed"}.isdisjoint(created)


async def test_what_kafka_refuses_is_said(settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="check EMAIL_TOPIC_PARTITIONS and EMAIL_TOPIC_REPLICATION"):
        await apply_topics(settings.model_copy(update={"topic_replication": 3}))


async def test_kafka_that_is_away_is_a_transient_error() -> None:
    async with within(30):
        with pytest.raises(TransientError, match=r"Kafka at 127\.0\.0\.1:1 does not answer"):
            await apply_topics(Settings(kafka_servers="127.0.0.1:1"))
