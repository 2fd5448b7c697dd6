"""Threader and rules as processes on the real broker: killed and started again, nothing is lost and nothing differs."""

import signal
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest

from deploy.local.endpoints import Endpoints
from shared.crash import VARIABLE, CrashPoint
from shared.events import Event, MessageParsed, MessageRuled, MessageThreaded, SendMessage, ThreadChanged
from shared.events.topics import (
    OUTBOUND,
    PARSED,
    RULED,
    THREAD_CHANGED,
    THREAD_REQUESTED,
    THREADED,
    Topic,
    TopicNames,
    topic_of,
)
from tests.harness.kafka import Planted, create_topics, plant, read_all
from tests.harness.service_process import ServiceProcess, service_process
from tests.harness.wait import eventually
from tests.integration.projections import Database, database_of
from tests.integration.test_rules import CONFIGURATION
from tests.integration.test_threader import LOCK_HELD
from tests.unit.threader.letters import parsed
from tests.unit.threader.loom import naive
from tests.unit.threader.requests import WHO, asked, thread_of

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
    async def service(self, name: str, **variables: str) -> AsyncIterator[ServiceProcess]:
        environment: Mapping[str, str] = {
            **variables,
            "EMAIL_KAFKA_SERVERS": self.servers,
            "EMAIL_KAFKA_SESSION_TIMEOUT_S": "3",
            "EMAIL_DATABASE_URL": self.database.url,
            "EMAIL_TOPIC_PREFIX": self.names.prefix,
        }
        async with service_process(self._folder, environment, f"services.{name}") as process:
            yield process

    async def plant(self, *events: Event) -> None:
        for event in events:
            record = Planted(event.key().encode(), event.to_record().value)
            await plant(self.servers, self.names.of(topic_of(event)), [record])

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
    topics = (PARSED, THREADED, THREAD_REQUESTED, THREAD_CHANGED, RULED, OUTBOUND)
    await create_topics(stack.kafka_servers, names, topics)
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


LETTER = parsed("a")
CLOSE = asked("closed", thread_of("a"), minutes=5)
STATUS = "SELECT status, status_by FROM read_thread"
WAITS_FOR_THE_ACCOUNT = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


async def status_is_once(pipe: Pipe) -> None:
    """Closed, and told: perhaps twice, then in the same bytes."""
    await pipe.published(THREAD_CHANGED, 1)
    assert await pipe.database.run(STATUS) == [("closed", WHO)]
    assert await pipe.database.run("SELECT count(*) FROM status_change") == [(1,)]
    (value,) = set(await pipe.values(THREAD_CHANGED))
    told = ThreadChanged.model_validate_json(value)
    assert (told.changed.before, told.changed.after, told.by) == ("open", "closed", WHO)


@pytest.mark.parametrize("point", [CrashPoint.THREADER_AFTER_COMMIT, CrashPoint.THREADER_AFTER_PRODUCE])
async def test_killed_after_the_commit_a_request_counts_once_and_is_told(
    pipe: Pipe, tmp_path: Path, point: CrashPoint
) -> None:
    await pipe.plant(LETTER)
    async with pipe.service("threader", **{VARIABLE: str(tmp_path)}) as process:
        await pipe.published(THREADED, 1)
        (tmp_path / point).touch()
        await pipe.plant(CLOSE)
        assert await process.end() == -signal.SIGKILL
    assert not (tmp_path / point).exists()
    async with pipe.service("threader") as process:
        await process.url()
        await pipe.plant(CLOSE)  # and whoever asked, not sure of it, has asked again
        await status_is_once(pipe)
        assert await process.terminate() == 0, process.text()


async def test_killed_before_the_commit_a_request_counts_once_and_is_told(pipe: Pipe) -> None:
    await pipe.plant(LETTER)
    async with pipe.service("threader") as process:
        await pipe.published(THREADED, 1)
        async with await psycopg.AsyncConnection.connect(pipe.database.url, autocommit=True) as other:
            await other.execute(LOCK_HELD)
            await pipe.plant(CLOSE)

            async def is_waiting() -> bool:
                return await pipe.database.run(WAITS_FOR_THE_ACCOUNT) == [(1,)]

            await eventually(is_waiting, what="the threader in its transaction")
            process.process.send_signal(signal.SIGKILL)
            await process.end()
    assert await pipe.values(THREAD_CHANGED) == []
    async with pipe.service("threader") as process:
        await process.url()
        await status_is_once(pipe)
        assert await process.terminate() == 0, process.text()


async def test_requests_that_a_replay_reads_before_the_messages_count_all_the_same(pipe: Pipe) -> None:
    """As generation 1 does: its messages come by a topic of its own, the requests are the live ones, from the first."""
    again = TopicNames(pipe.names.prefix, 1)
    await create_topics(pipe.servers, again, (PARSED, THREADED, THREAD_CHANGED, THREAD_REQUESTED))
    await pipe.plant(CLOSE)
    await pipe.published(THREAD_REQUESTED, 1)
    async with pipe.service("threader", EMAIL_GENERATION="1") as process:
        await pipe.rows("status_request", 1)
        await plant(pipe.servers, again.of(PARSED), [Planted(b"1", LETTER.to_record().value)])
        await pipe.rows("status_change", 1)
        assert await process.terminate() == 0, process.text()
    assert await pipe.database.run(STATUS) == [("closed", WHO)]
    (told,) = await read_all(pipe.servers, again.of(THREAD_CHANGED))
    assert ThreadChanged.model_validate_json(told.value or b"").generation == 1
    assert await pipe.values(THREAD_CHANGED) == []
