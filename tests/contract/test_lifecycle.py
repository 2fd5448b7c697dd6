"""A service as a process: what it needs, how it waits, how it stops and how it dies (shared/service/lifecycle.py)."""

import socket
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import httpx
import pytest

from shared.events.topics import POLL_REQUESTED, TopicNames
from shared.health import NOT_YET_SEEN
from shared.settings import Settings
from tests.harness.echo import TOPICS, Echo, record
from tests.harness.echo_main import DIED
from tests.harness.kafka import committed, create_topics, plant
from tests.harness.service import idle, running
from tests.harness.service_process import ServiceProcess, service_process
from tests.harness.wait import eventually, within

MAIN = "tests.harness.echo_main"
LABELS = ["one", "two", "three"]
Start = Callable[..., AbstractAsyncContextManager[ServiceProcess]]


@pytest.fixture
def start(settings: Settings, tmp_path: Path) -> Start:
    """Starts the echo service as a process under the test's prefix."""
    environment = {
        "EMAIL_KAFKA_SERVERS": settings.kafka_servers,
        "EMAIL_TOPIC_PREFIX": settings.topic_prefix,
        "EMAIL_KAFKA_SESSION_TIMEOUT_S": "3",
    }
    return lambda *arguments, **changes: service_process(tmp_path, environment | changes, MAIN, *arguments)


@pytest.fixture
async def planted(settings: Settings, names: TopicNames) -> None:
    """The topics, with three good records."""
    await create_topics(settings.kafka_servers, names, TOPICS)
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [record(label) for label in LABELS])


async def offsets(settings: Settings, names: TopicNames) -> dict[int, int]:
    group = names.group("echo", POLL_REQUESTED)
    return await committed(settings.kafka_servers, group, names.of(POLL_REQUESTED))


@pytest.mark.usefixtures("planted")
async def test_what_was_published_but_not_committed_is_delivered_again(
    settings: Settings, names: TopicNames, start: Start
) -> None:
    handled = partial(Echo(LABELS).handled, idle(settings))
    async with start("die-before-commit") as process:
        assert await process.end() == DIED
    assert (await handled(), await offsets(settings, names)) == (LABELS, {0: 0})
    async with start() as process:

        async def is_committed() -> bool:
            return await offsets(settings, names) == {0: 3}

        await eventually(is_committed, deadline_s=20, what="the second process commits")
        assert await process.terminate() == 0
    assert await handled() == LABELS + LABELS


@pytest.mark.usefixtures("planted")
async def test_a_batch_in_work_is_finished_and_committed_after_sigterm(
    settings: Settings, names: TopicNames, start: Start
) -> None:
    async with start("drain") as process:
        await process.said("taken")
        assert await offsets(settings, names) == {0: 0}
        assert await process.terminate() == 0
        assert "ended with exit code 0: SIGTERM" in process.text()
    assert await offsets(settings, names) == {0: 3}
    assert await Echo(LABELS).handled(idle(settings)) == LABELS


async def test_missing_topics_are_named_with_the_command_that_makes_them(topic_prefix: str, start: Start) -> None:
    async with start() as process:
        assert await process.end() == 2
        line = process.text().splitlines()[-1]
    assert f"Kafka lacks the topics {topic_prefix}poll.requested, {topic_prefix}poll.requested.dlq" in line
    assert "run `mailweave topics apply`" in line


async def test_a_service_without_kafka_is_alive_and_says_why_it_is_not_ready(start: Start) -> None:
    async with start(EMAIL_KAFKA_SERVERS="127.0.0.1:1") as process:
        async with httpx.AsyncClient(base_url=await process.url()) as client:

            async def why() -> str:
                return str((await client.get("/ready")).json()["parts"]["kafka"])

            async def is_known() -> bool:
                return await why() != NOT_YET_SEEN

            await eventually(is_known, deadline_s=30, what="Kafka was asked")
            assert await why() == "Kafka at 127.0.0.1:1 does not answer; is it up, and EMAIL_KAFKA_SERVERS right?"
            assert (await client.get("/ready")).status_code == 503
            assert (await client.get("/live")).status_code == 200
        assert await process.terminate() == 0


@pytest.mark.usefixtures("planted")
async def test_a_working_service_is_ready_and_counts_what_it_did(topic_prefix: str, start: Start) -> None:
    async with start() as process, httpx.AsyncClient(base_url=await process.url()) as client:

        async def is_counted() -> bool:
            return (
                'mailweave_records_total{result="handled",topic="poll.requested"} 3.0'
                in (await client.get("/metrics")).text
            )

        await eventually(is_counted, deadline_s=20, what="three records handled")
        ready = await client.get("/ready")
        assert (ready.status_code, ready.json()["ready"]) == (200, True)
        parts = ("start", "kafka", "topics", f"assignment of {topic_prefix}poll.requested")
        assert ready.json()["parts"].items() >= dict.fromkeys(parts, "ok").items()
        assert (await client.get("/live")).status_code == 200
        assert (await client.get("/nothing")).status_code == 404
        assert await process.terminate() == 0


@pytest.mark.usefixtures("planted")
async def test_a_failing_loop_ends_the_process_with_its_reason(start: Start) -> None:
    async with start("loop-fails") as process:
        assert await process.end() == 1
        assert process.text().splitlines()[-1].endswith("ended with exit code 1: loop failed: the loop's own reason")


@pytest.mark.usefixtures("planted")
async def test_a_process_that_ends_itself_does_not_wait_for_ever_for_a_thread(start: Start) -> None:
    async with start("thread-hangs", EMAIL_SHUTDOWN_GRACE_S="1") as process:
        assert await process.end() == 1
        assert "ended with exit code 1: loop failed: the loop's own reason" in process.text()
        assert "did not stop within 3 s" in process.text().splitlines()[-1]


async def test_a_port_in_use_is_named(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with start(EMAIL_HTTP_PORT=str(port)) as process:
            assert await process.end() == 2
            assert f"cannot listen on 127.0.0.1:{port} (Address already in use)" in process.text().splitlines()[-1]


async def test_an_unknown_setting_ends_the_process_before_it_begins(start: Start) -> None:
    async with start(EMAIL_TOPIC_PREFFIX="x") as process:
        assert await process.end() == 2
        [line] = process.text().splitlines()
    assert line.endswith("EMAIL_TOPIC_PREFFIX is not a setting of Mailweave: did you mean EMAIL_TOPIC_PREFIX?")


@pytest.mark.usefixtures("planted")
async def test_a_producer_that_lost_its_sequence_ends_the_process(settings: Settings, names: TopicNames) -> None:
    async with running(Echo(LABELS).build, settings) as run:

        async def are_done() -> bool:
            return await committed_by(run.service, settings, names) == {0: 3}

        await eventually(are_done, deadline_s=30, what="the first records are done")
        lose_the_sequence(run.publisher._producer)
        await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [record("four")])
        async with within(20):
            code, reason = await run.ending.wait()
        assert code == 1
        assert "the producer has lost its sequence (OutOfOrderSequenceNumber): start anew" in reason
    assert await committed_by("tested", settings, names) == {0: 3}


@pytest.mark.usefixtures("planted")
async def test_a_producer_whose_task_has_ended_ends_the_process(settings: Settings) -> None:
    async with running(Echo(LABELS).build, settings) as run:
        assert run.publisher._producer is not None
        run.publisher._producer._sender.sender_task.cancel()
        async with within(20):
            assert await run.ending.wait() == (1, "the producer's task has ended: start anew")
        assert run.health.not_ready()["producer"] == "the producer's task has ended: start anew"


async def committed_by(service: str, settings: Settings, names: TopicNames) -> dict[int, int]:
    group = names.group(service, POLL_REQUESTED)
    return await committed(settings.kafka_servers, group, names.of(POLL_REQUESTED))


def lose_the_sequence(producer: object) -> None:
    """What a broker's blip can leave behind: numbers that the broker never saw (aiokafka 1017)."""
    numbers = producer._txn_manager._sequence_numbers  # type: ignore[attr-defined]
    for partition in list(numbers):
        numbers[partition] += 7
