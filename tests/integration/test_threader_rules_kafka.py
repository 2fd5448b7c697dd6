"""Threader and rules as processes on the real broker: killed and started again, nothing is lost and nothing differs."""

import signal
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from deploy.local.endpoints import Endpoints
from shared.events import MessageParsed, MessageRuled, MessageThreaded, SendMessage
from shared.events.topics import OUTBOUND, PARSED, RULED, THREADED, Topic, TopicNames
from tests.harness.kafka import Planted, create_topics, plant, read_all
from tests.harness.service_process import ServiceProcess, service_process
from tests.harness.wait import eventually
from tests.integration.projections import Database, database_of
from tests.integration.test_rules import CONFIGURATION
from tests.unit.threader.letters import parsed
from tests.unit.threader.loom import naive

THREADS_OF_FOUR = 100
NONSENSE = Planted(b"1", b"\xff not JSON")


def letters() -> list[MessageParsed]:
    """Each thread's messages far apart, the first one last; one in forty is from a customer that a rule answers."""
    return [
        parsed(
            f"{thread}.{number}",
            minutes=10 - number,
            sender=f"p{thread}@{'customer' if thread % 10 == 0 and number == 0 else 'else'}.test",
            references=(f"{thread}.root@test",),
        )
        for number in range(4)
        for thread in range(THREADS_OF_FOUR)
    ]


class Pipe:
    """Topics, a database and processes of one test's own."""

    def __init__(self, servers: str, names: TopicNames, database: Database, folder: Path) -> None:
        self.servers, self.names, self.database, self._folder = servers, names, database, folder

    @asynccontextmanager
    async def service(self, name: str) -> AsyncIterator[ServiceProcess]:
        environment: Mapping[str, str] = {
            "EMAIL_KAFKA_SERVERS": self.servers,
            "EMAIL_KAFKA_SESSION_TIMEOUT_S": "3",
            "EMAIL_DATABASE_URL": self.database.url,
            "EMAIL_TOPIC_PREFIX": self.names.prefix,
        }
        async with service_process(self._folder, environment, f"services.{name}") as process:
            yield process

    async def values(self, topic: Topic) -> list[bytes]:
        return [record.value or b"" for record in await read_all(self.servers, self.names.of(topic))]

    async def published(self, topic: Topic, at_least: int) -> None:
        async def enough() -> bool:
            return len(set(await self.values(topic))) >= at_least

        await eventually(enough, deadline_s=40, what=f"{at_least} records in {topic.name}")

    async def rows(self, table: str, at_least: int) -> int:
        async def enough() -> int:
            ((count,),) = await self.database.run(f"SELECT count(*) FROM {table}")
            return int(count) if count >= at_least else 0

        return await eventually(enough, deadline_s=40, what=f"{at_least} rows in {table}")


@pytest.fixture
async def pipe(stack: Endpoints, topic_prefix: str, database_url: str, tmp_path: Path) -> AsyncIterator[Pipe]:
    names = TopicNames(topic_prefix)
    await create_topics(stack.kafka_servers, names, (PARSED, THREADED, RULED, OUTBOUND))
    async with database_of("rules", database_url) as database:
        for statement in filter(str.strip, CONFIGURATION.split(";\n")):
            await database.run(statement)
        yield Pipe(stack.kafka_servers, names, database, tmp_path)


async def test_killed_in_the_middle_both_go_on_with_the_same_bytes(pipe: Pipe) -> None:
    events = letters()
    records = [Planted(event.key().encode(), event.to_record().value) for event in events]
    await plant(pipe.servers, pipe.names.of(PARSED), [*records[:100], NONSENSE, *records[100:]])
    for service, table, topic in (("threader", "placement", THREADED), ("rules", "rule_run", RULED)):
        async with pipe.service(service) as process:
            await pipe.rows(table, 1)
            process.process.send_signal(signal.SIGKILL)
            await process.end()
        async with pipe.service(service) as process:
            await process.url()  # from here on it ends cleanly, also when the one before had done all
            await pipe.rows(table, len(events))
            await pipe.published(topic, len(events))  # the rows may all be of the one that was killed
            assert await process.terminate() == 0, process.text()
    threaded = [MessageThreaded.model_validate_json(value) for value in await pipe.values(THREADED)]
    assert {event.mail_id for event in threaded} == {event.mail_id for event in events}
    assert list(dict.fromkeys(event.seq for event in threaded)) == list(range(1, len(events) + 1))
    assert dict(await pipe.database.run("SELECT mail_id, thread_id FROM read_placement")) == naive(events)
    set_aside = {record.value for record in await read_all(pipe.servers, pipe.names.dlq_of(PARSED))}
    assert set_aside == {NONSENSE.value}  # perhaps twice: a service may die between the dead letter and its offset
    await same_bytes(pipe)
    ruled = [MessageRuled.model_validate_json(value) for value in await pipe.values(RULED)]
    assert {event.mail_id for event in ruled} == {event.mail_id for event in events}
    asked = {SendMessage.model_validate_json(value).send_id for value in await pipe.values(OUTBOUND)}
    assert len(asked) == THREADS_OF_FOUR // 10
    assert asked == {decision.send_id for event in ruled for decision in event.decisions}


async def same_bytes(pipe: Pipe) -> None:
    """Every repeat of an event is the same record."""
    for topic, event, name in (
        (THREADED, MessageThreaded, "mail_id"),
        (RULED, MessageRuled, "mail_id"),
        (OUTBOUND, SendMessage, "send_id"),
    ):
        found: dict[object, set[bytes]] = defaultdict(set)
        for value in await pipe.values(topic):
            found[getattr(event.model_validate_json(value), name)].add(value)
        assert {len(values) for values in found.values()} == {1}, topic.name
