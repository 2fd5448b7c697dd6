"""Publishing and consuming outlive every fault of the network before Kafka: each record is answered, none set aside."""

import pytest

from shared.events.topics import POLL_REQUESTED, TopicNames
from shared.service.run import Run
from shared.settings import Settings
from tests.contract.network_faults import FAULTS, until_hit
from tests.harness.echo import TOPICS, Echo, record
from tests.harness.kafka import committed, create_topics, plant, read_all
from tests.harness.proxied_kafka import ProxiedKafka
from tests.harness.service import running
from tests.harness.wait import eventually

A_FAULT = 20


async def until_committed(run: Run[Settings], kafka: ProxiedKafka, count: int, what: str) -> None:
    async def is_committed() -> bool:
        group = run.names.group(run.service, POLL_REQUESTED)
        found = await committed(kafka.direct_servers, group, run.names.of(POLL_REQUESTED))
        return sum(found.values()) == count

    await eventually(is_committed, deadline_s=60, what=f"{count} records committed after: {what}")


@pytest.mark.slow
async def test_kafka(proxied_kafka: ProxiedKafka) -> None:
    settings = Settings(
        kafka_servers=proxied_kafka.servers,
        topic_prefix="heals.",
        kafka_session_timeout_s=3,
        publish_timeout_s=3,
        _env_file=None,
    )
    names = TopicNames(settings.topic_prefix)
    await create_topics(proxied_kafka.direct_servers, names, TOPICS, partitions=2)
    labels = [f"{name} {number}" for name in FAULTS for number in range(A_FAULT)]
    echo = Echo(labels)
    async with running(echo.build, settings) as run:
        for done, (name, fault) in enumerate(FAULTS.items(), start=1):
            strike = proxied_kafka.proxy.strike(fault)
            planted = [record(f"{name} {n}", account=n % 4, partition=n % 2) for n in range(A_FAULT)]
            await plant(proxied_kafka.direct_servers, names.of(POLL_REQUESTED), planted)
            await until_hit(strike)
            proxied_kafka.proxy.heal()
            await until_committed(run, proxied_kafka, done * A_FAULT, name)
        assert set(await echo.handled(run)) == set(labels)
        assert run.health.not_ready() == {}
    assert await read_all(proxied_kafka.direct_servers, names.dlq_of(POLL_REQUESTED)) == []
