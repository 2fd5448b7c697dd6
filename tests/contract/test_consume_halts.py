"""What stops a consumer, and what does not: a newer release's records, a flood, one bad account (facts 3 and 10)."""

import secrets
from collections import Counter

import pytest

from shared.errors import ConfigurationError, PermanentError
from shared.events.topics import POLL_REQUESTED, TopicNames
from shared.kafka.deadletter import parted
from shared.kafka.flood import MOST_PER_ACCOUNT, WINDOW
from shared.service.run import Run
from shared.settings import Settings
from tests.harness.echo import TOPICS, Echo, record
from tests.harness.kafka import NotUtf8, Planted, committed, create_topics, plant, read_all
from tests.harness.service import running
from tests.harness.wait import eventually, within

PART = f"consumer of {POLL_REQUESTED.name}"


async def offsets(run: Run[Settings]) -> dict[int, int]:
    group = run.names.group(run.service, POLL_REQUESTED)
    return await committed(run.settings.kafka_servers, group, run.names.of(POLL_REQUESTED))


async def until_halted(run: Run[Settings]) -> str:
    return await eventually(lambda: run.health.not_ready().get(PART, ""), deadline_s=30, what="the consumer halts")


@pytest.mark.parametrize(
    "newer",
    [
        pytest.param(record("newer", schema_version="2.0"), id="readable"),
        pytest.param(record("newer", schema_version="2.3", account_id="a name"), id="unreadable to this release"),
    ],
)
async def test_a_higher_major_version_stops_the_consumer_and_touches_nothing(
    settings: Settings, names: TopicNames, newer: Planted
) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS)
    planted = [record("before"), Planted(b"1", b"bad JSON"), newer, record("after")]
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), planted)
    echo = Echo(["before", "after"])
    async with running(echo.build, settings) as run:
        reason = await until_halted(run)
        assert "start a newer release" in reason
        assert f"partition 0 offset {len(planted) - 2}" in reason
        assert run.health.not_live() == {}
    assert await offsets(run) == {0: 0}
    assert echo.batches == []
    assert await read_all(settings.kafka_servers, names.dlq_of(POLL_REQUESTED)) == []


async def test_a_flood_of_bad_records_stops_the_consumer_before_half_the_window_is_passed(
    settings: Settings, names: TopicNames
) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS)
    bad = [record(f"bad {number}", account=number % 3, force="spoilt") for number in range(2 * WINDOW)]
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [record("good"), *bad])
    echo = Echo(["good"])
    async with running(echo.build, settings) as run:
        reason = await until_halted(run)
        assert "of 3 accounts" in reason
        assert "correct or roll back this release" in reason
    letters = await read_all(settings.kafka_servers, names.dlq_of(POLL_REQUESTED))
    assert len(letters) == WINDOW // 2
    assert await offsets(run) == {0: 1 + WINDOW // 2}, "what was not set aside stays uncommitted"
    assert echo.batches == [["good"]]


async def test_a_stopped_flood_goes_on_where_it_stood_once_the_release_is_corrected(
    settings: Settings, names: TopicNames
) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS)
    labels = [f"record {number}" for number in range(WINDOW)]
    planted = [record(label, account=number % 5) for number, label in enumerate(labels)]
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), planted)
    bad_release = Echo(labels, {label: lambda _: PermanentError("a bad release") for label in labels})
    async with running(bad_release.build, settings) as run:
        await until_halted(run)
    corrected = Echo(labels)
    async with running(corrected.build, settings) as run:

        async def all_settled() -> bool:
            return await offsets(run) == {0: WINDOW}

        await eventually(all_settled, deadline_s=20, what="the rest is handled")
        assert await corrected.handled(run) == labels[WINDOW // 2 :]


async def test_one_account_in_a_flood_is_quarantined_alone(settings: Settings, names: TopicNames) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS)
    bad = [record(f"bad {number}", account=7, force="spoilt") for number in range(2 * WINDOW)]
    good = [record(f"good {number}", account=number % 2) for number in range(40)]
    late = [record("of the quarantined account", account=7), record("of another account", account=8)]
    labels = [f"good {number}" for number in range(40)] + ["of the quarantined account", "of another account"]
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [*good[:20], *bad, *good[20:], *late])
    echo = Echo(labels)
    async with running(echo.build, settings) as run:

        async def all_settled() -> bool:
            return await offsets(run) == {0: len(good) + len(bad) + len(late)}

        await eventually(all_settled, deadline_s=60, what="everything is settled")
        assert run.health.not_ready() == {}
        handled = await echo.handled(run)
    assert sorted(handled) == sorted(set(labels) - {"of the quarantined account"})
    letters = await read_all(settings.kafka_servers, names.dlq_of(POLL_REQUESTED))
    told = [letter for _, letter in (parted(each.headers) for each in letters) if letter is not None]
    assert len(told) == len(bad) + 1
    errors = Counter(letter.error for letter in told)
    assert errors["DefectiveRecord"] > MOST_PER_ACCOUNT
    assert told[-1].error == "QuarantineError"
    assert "account 7 is quarantined" in told[-1].reason


async def test_a_record_that_can_be_neither_handled_nor_set_aside_stops_the_consumer(
    settings: Settings, names: TopicNames
) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS, dlq_configs={"max.message.bytes": "10000"})
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [Planted(b"1", secrets.token_bytes(10_000))])
    async with running(Echo([]).build, settings) as run:
        assert "its dead letter cannot be written" in await until_halted(run)
    assert await offsets(run) == {0: 0}


async def test_a_header_name_that_no_consumer_can_read_is_told_and_lost_by_nobody(
    settings: Settings, names: TopicNames
) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS)
    unreadable = record("unreadable", headers=[(NotUtf8("name"), b"value")])
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [record("before"), unreadable])
    echo = Echo(["before", "unreadable"])
    async with running(echo.build, settings) as run:
        part = f"records of {names.of(POLL_REQUESTED)}"
        reason = await eventually(
            lambda: run.health.not_ready().get(part, ""), deadline_s=30, what="the consumer says so"
        )
        assert "kafka-consumer-groups.sh --reset-offsets" in reason
    assert await offsets(run) == {}


async def test_a_handler_that_needs_a_person_ends_the_process_with_its_line(
    settings: Settings, names: TopicNames
) -> None:
    await create_topics(settings.kafka_servers, names, TOPICS)
    await plant(settings.kafka_servers, names.of(POLL_REQUESTED), [record("one")])
    echo = Echo(["one"], {"one": lambda _: ConfigurationError("run `mailweave migrate`")})
    async with running(echo.build, settings) as run, within(20):
        assert await run.ending.wait() == (2, f"{PART}: run `mailweave migrate`")
    assert await offsets(run) == {0: 0}
    assert await read_all(settings.kafka_servers, names.dlq_of(POLL_REQUESTED)) == []
