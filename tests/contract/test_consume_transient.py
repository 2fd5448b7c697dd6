"""Waiting without limit for a dependency, and not for one record (DESIGN §4, facts 3 and 10)."""

import pytest

from shared.errors import TransientError
from shared.events.topics import POLL_REQUESTED, TopicNames
from shared.kafka import patience
from shared.kafka.deadletter import parted
from shared.service.run import Run
from shared.settings import Settings
from tests.harness.echo import TOPICS, Echo, Fault, record
from tests.harness.kafka import committed, create_topics, plant, read_all
from tests.harness.service import running
from tests.harness.wait import eventually, within

PART = f"consumer of {POLL_REQUESTED.name}"
LONG_S = 3600.0


class Switch:
    """A dependency that a test takes down and brings back."""

    def __init__(self) -> None:
        self.is_down = True

    def fault(self, _attempt: int) -> Exception | None:
        return TransientError("PostgreSQL cannot be reached") if self.is_down else None


async def until_committed(run: Run[Settings], expected: dict[int, int], deadline_s: float = 40) -> None:
    async def is_committed() -> bool:
        group = run.names.group(run.service, POLL_REQUESTED)
        return await committed(run.settings.kafka_servers, group, run.names.of(POLL_REQUESTED)) == expected

    await eventually(is_committed, deadline_s=deadline_s, what=f"committed {expected}")


async def test_a_dependency_that_is_down_is_waited_for_and_nothing_is_set_aside(
    settings: Settings, names: TopicNames
) -> None:
    impatient = settings.model_copy(update={"transient_max_s": 0.1})
    await create_topics(settings.kafka_servers, names, TOPICS)
    labels = [f"record {number}" for number in range(8)]
    planted = [record(label, account=number % 4) for number, label in enumerate(labels)]
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), planted)
    database = Switch()
    echo = Echo(labels, dict.fromkeys(labels, database.fault))
    async with running(echo.build, impatient) as run:
        reason = await eventually(
            lambda: run.health.not_ready().get(PART, ""), deadline_s=30, what="the consumer says why it waits"
        )
        assert reason == "PostgreSQL cannot be reached"
        await eventually(lambda: echo.attempts.total() >= 8, deadline_s=20, what="it keeps trying")
        assert run.health.not_live() == {}
        database.is_down = False
        await until_committed(run, {0: 8})
        assert run.health.not_ready() == {}
        assert sorted(await echo.handled(run)) == labels
    assert await read_all(settings.kafka_servers, names.dlq_of(POLL_REQUESTED)) == []


async def test_a_handler_that_fails_twice_and_then_works_handles_once_in_order(
    settings: Settings, names: TopicNames
) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS)
    labels = [f"record {number}" for number in range(5)]
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [record(label) for label in labels])
    twice: Fault = lambda attempt: TransientError("a deadlock") if attempt <= 2 else None  # noqa: E731
    echo = Echo(labels, {"record 0": twice})
    async with running(echo.build, settings) as run:
        await until_committed(run, {0: 5})
        assert await echo.handled(run) == labels
        assert echo.attempts["record 0"] == 3
    assert await read_all(settings.kafka_servers, names.dlq_of(POLL_REQUESTED)) == []


async def test_a_record_that_fails_alone_holds_up_only_its_key_and_is_set_aside_in_the_end(
    settings: Settings, names: TopicNames
) -> None:
    patient = settings.model_copy(update={"transient_max_s": 3.0})
    await create_topics(settings.kafka_servers, names, TOPICS)
    labels = ["before", "stuck", "behind it", "another account", "behind it too", "late"]
    accounts = [1, 1, 1, 2, 1, 3]
    planted = [record(label, account) for label, account in zip(labels, accounts, strict=True)]
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), planted[:-1])
    echo = Echo(labels, {"stuck": lambda _: TransientError("lock timeout")})
    async with running(echo.build, patient) as run:

        async def is_handled(label: str) -> bool:
            return label in await echo.handled(run)

        await eventually(lambda: is_handled("another account"), deadline_s=30, what="the other account goes on")
        await plant(settings.kafka_servers, names.of(POLL_REQUESTED), planted[-1:])
        await eventually(lambda: is_handled("late"), deadline_s=30, what="later records go on as well")
        assert await read_all(settings.kafka_servers, names.dlq_of(POLL_REQUESTED)) == []
        await until_committed(run, {0: 6})
        assert await echo.handled(run) == ["before", "another account", "late", "behind it", "behind it too"]
        assert run.health.not_ready() == {}
    [letter] = await read_all(settings.kafka_servers, names.dlq_of(POLL_REQUESTED))
    assert letter.value == planted[1].value
    _, told = parted(letter.headers)
    assert told is not None
    assert (told.error, told.reason) == ("TransientError", "lock timeout")
    assert told.attempts == echo.attempts["stuck"] > 3


async def test_many_first_records_that_fail_do_not_pass_for_a_dependency_that_is_down(
    settings: Settings, names: TopicNames
) -> None:
    patient = settings.model_copy(update={"transient_max_s": 2.0})
    await create_topics(settings.kafka_servers, names, TOPICS)
    stuck = [f"stuck {number}" for number in range(5)]
    good = [f"good {number}" for number in range(3)]
    labels = [*stuck, "behind the first", *good]
    accounts = [1, 2, 3, 4, 5, 1, 6, 7, 8]
    planted = [record(label, account) for label, account in zip(labels, accounts, strict=True)]
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), planted)
    echo = Echo(labels, dict.fromkeys(stuck, lambda _: TransientError("lock timeout")))
    async with running(echo.build, patient) as run:
        await until_committed(run, {0: 9})
        assert sorted(await echo.handled(run)) == ["behind the first", *good]
    letters = await read_all(settings.kafka_servers, names.dlq_of(POLL_REQUESTED))
    assert sorted(letter.value or b"" for letter in letters) == sorted(each.value or b"" for each in planted[:5])


async def test_a_long_wait_ends_as_soon_as_the_process_stops(
    settings: Settings, names: TopicNames, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The wait would outlast the grace, and the grace the test's own patience."""
    monkeypatch.setattr(patience, "wait_s", lambda _failures, _random: LONG_S)
    graceful = settings.model_copy(update={"shutdown_grace_s": 300.0})
    await create_topics(settings.kafka_servers, names, TOPICS)
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [record("one")])
    echo = Echo(["one"], {"one": lambda _: TransientError("down for long")})
    async with running(echo.build, graceful) as run:
        await eventually(lambda: f"again in {LONG_S} s" in caplog.text, deadline_s=30, what="the wait")
        async with within(15):
            await run.stop()
    assert echo.attempts["one"] == 1
