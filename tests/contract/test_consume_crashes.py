"""Records that kill the process that handles them; real processes, really killed (DESIGN §4, fact 11)."""

import asyncio
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from shared.errors import TransientError
from shared.events import Event
from shared.events.topics import POLL_REQUESTED, TopicNames
from shared.kafka import subscribe
from shared.kafka.deadletter import parted
from shared.settings import Settings
from tests.harness.echo import TOPICS, Echo, id_of, record
from tests.harness.kafka import committed, create_topics, notes, plant, read_all
from tests.harness.service import idle, running
from tests.harness.service_process import ServiceProcess, service_process
from tests.harness.wait import eventually, within

Start = Callable[..., AbstractAsyncContextManager[ServiceProcess]]
LABELS = ["one", "two", "killer", "three", "four"]


@pytest.fixture
def start(settings: Settings, tmp_path: Path) -> Start:
    """Starts the echo service as a process under the test's prefix."""
    environment = {
        "EMAIL_KAFKA_SERVERS": settings.kafka_servers,
        "EMAIL_TOPIC_PREFIX": settings.topic_prefix,
        "EMAIL_KAFKA_SESSION_TIMEOUT_S": "2",
    }
    return lambda *arguments: service_process(tmp_path, environment, "tests.harness.echo_main", *arguments)


async def dead_letters(settings: Settings, names: TopicNames) -> list[tuple[str, str, int]]:
    """Label, reason and attempts of what was set aside."""
    found = []
    for each in await read_all(settings.kafka_servers, names.dlq_of(POLL_REQUESTED)):
        _, letter = parted(each.headers)
        assert letter is not None
        labels = [label for label in LABELS if str(id_of(label)).encode() in (each.value or b"")]
        found.append((labels[0], f"{letter.error}: {letter.reason}", letter.attempts))
    return found


async def until_done(process: ServiceProcess, settings: Settings, names: TopicNames, offsets: dict[int, int]) -> None:
    group = names.group("echo", POLL_REQUESTED)

    async def is_done() -> bool:
        return await committed(settings.kafka_servers, group, names.of(POLL_REQUESTED)) == offsets

    await eventually(is_done, deadline_s=30, what=f"{offsets} committed; {process.text()}")


async def killed(start: Start, *labels: str) -> None:
    async with start("dies-with", *labels) as process:
        assert await process.end() == -signal.SIGKILL


async def test_a_record_that_kills_three_processes_is_set_aside_and_no_other(
    settings: Settings, names: TopicNames, start: Start
) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS, partitions=2)
    records = [record(label) for label in LABELS] + [record("elsewhere", partition=1)]
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), records)
    for _ in range(3):
        await killed(start, "killer")
        assert await dead_letters(settings, names) == []
    async with start("dies-with", "killer") as process:
        await until_done(process, settings, names, {0: 5, 1: 1})
        assert await process.terminate() == 0
    why = "ProcessKilledError: its handling ended the process 3 times"
    assert await dead_letters(settings, names) == [("killer", why, 3)]
    handled = await Echo([*LABELS, "elsewhere"]).handled(idle(settings))
    assert handled.count("elsewhere") == 1
    assert [label for label in handled if label != "elsewhere"] == ["one", "two", "three", "four"]


class Slow(Echo):
    """Handles a batch only when the test lets it, and fails as often as the test wants."""

    def gate(self, failures: int = 0) -> None:
        self.failures = failures
        self.took = asyncio.Semaphore(0)
        self.may_end = asyncio.Semaphore(0)

    async def handle(self, events: Sequence[Event]) -> Sequence[Event]:
        self.took.release()
        await self.may_end.acquire()
        self.failures -= 1
        if self.failures >= 0:
            raise TransientError("as it was told to")
        return await super().handle(events)


async def noted(settings: Settings, names: TopicNames) -> dict[int, tuple[int, str]]:
    return await notes(settings.kafka_servers, names.group("tested", POLL_REQUESTED), names.of(POLL_REQUESTED))


async def until_noted(expected: dict[int, tuple[int, str]], settings: Settings, names: TopicNames) -> None:
    async def is_noted() -> bool:
        return await noted(settings, names) == expected

    await eventually(is_noted, deadline_s=20, what=f"{expected} committed")


async def test_a_note_lies_there_only_while_the_first_records_are_in_hand(
    settings: Settings, names: TopicNames
) -> None:
    servers, name = settings.kafka_servers, names.of(POLL_REQUESTED)
    await create_topics(servers, names, TOPICS)
    await plant(servers, name, [record(label) for label in LABELS])
    slow = Slow(LABELS)
    slow.gate(failures=1)
    async with running(slow.build, settings):
        async with within(20):
            await slow.took.acquire()
            assert await noted(settings, names) == {0: (0, "0-4:1")}
            slow.may_end.release()
            await until_noted({0: (0, "")}, settings, names)
            await slow.took.acquire()
            assert await noted(settings, names) == {0: (0, "0-4:1")}
            slow.may_end.release()
            await until_noted({0: (5, "")}, settings, names)
            await plant(servers, name, [record("one")])
            await slow.took.acquire()
        assert await noted(settings, names) == {0: (5, "")}, "the hot path writes no notes"
        slow.may_end.release()


async def test_who_stops_in_the_middle_of_a_record_does_not_count_as_killed(
    settings: Settings, names: TopicNames
) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS)
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [record(label) for label in LABELS])
    slow = Slow(LABELS)
    slow.gate()
    impatient = settings.model_copy(update={"shutdown_grace_s": 1.0})
    async with running(slow.build, impatient), within(20):
        await slow.took.acquire()
        assert await noted(settings, names) == {0: (0, "0-4:1")}
    assert await noted(settings, names) == {0: (0, "")}
    assert await slow.handled(idle(settings)) == []


async def test_a_batch_that_outlives_a_rebalance_does_not_count_as_killed(
    settings: Settings, names: TopicNames, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscribe, "DRAIN_WITHIN_S", 0.5)
    servers, name = settings.kafka_servers, names.of(POLL_REQUESTED)
    await create_topics(servers, names, TOPICS, partitions=2)
    await plant(servers, name, [record(label, partition=partition) for partition in (0, 1) for label in LABELS])
    slow, other = Slow(LABELS), Echo(LABELS)
    slow.gate()
    async with running(slow.build, settings):
        async with within(20):
            await slow.took.acquire()
        async with running(other.build, settings) as run:
            await eventually(lambda: other.batches, deadline_s=30, what="the second process works")
            assert other.batches == [LABELS], "whole: nobody has died"
            slow.may_end.release()
            slow.may_end.release()
            await until_noted({0: (5, ""), 1: (5, "")}, settings, names)
            assert not Counter(LABELS * 2) - Counter(await other.handled(run)), "both partitions, whole"
