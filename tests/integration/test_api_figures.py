"""What the api's metrics say of the whole installation: open dead letters, and accounts that are not read."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr

from deploy.local.endpoints import Endpoints
from services.api.dead_letters.watch import LettersWatch
from services.api.monitor.overdue import look_for_overdue
from shared.clock import SystemClock
from shared.dead_letters.discard import discard
from shared.dead_letters.redrive import redrive
from shared.errors import TransientError
from shared.events.topics import PARSED, RAW_FETCHED, TOPICS, TopicNames
from shared.metrics import ACCOUNTS_OVERDUE, DEAD_LETTERS_OPEN
from shared.metrics.figures import Read
from shared.postgres.sessions import database_pool
from shared.settings import Settings
from tests.harness.accounts import SEARCH_PATH, add_account
from tests.harness.kafka import Planted, create_topics, plant
from tests.integration.test_cli_dlq import why


def shown(figures: Read) -> dict[tuple[str, ...], float]:
    [family] = figures.collect()
    return {tuple(each.labels.values()): each.value for each in family.samples}


def letters(count: int) -> Sequence[Planted]:
    return [Planted(b"1", f"letter {number}".encode(), why(PARSED, number)) for number in range(count)]


async def test_open_letters_are_those_that_were_neither_put_back_nor_discarded(
    stack: Endpoints, topic_prefix: str
) -> None:
    settings = Settings(kafka_servers=stack.kafka_servers, topic_prefix=topic_prefix, _env_file=None)
    names = TopicNames(topic_prefix)
    await create_topics(stack.kafka_servers, names, TOPICS)
    watch = LettersWatch(settings, SystemClock())

    async def of_parsed() -> float:
        await watch.look()
        assert shown(DEAD_LETTERS_OPEN)[(RAW_FETCHED.name,)] == 0
        return shown(DEAD_LETTERS_OPEN)[(PARSED.name,)]

    assert await of_parsed() == 0
    await plant(stack.kafka_servers, names.dlq_of(PARSED), letters(3))
    assert await of_parsed() == 3
    assert await of_parsed() == 3
    await discard(settings, PARSED, (0, 1), "no use", "a test", datetime.now(UTC))
    assert await of_parsed() == 2
    await redrive(settings, PARSED, lambda stored: stored.place == (0, 2))
    assert await of_parsed() == 1


async def test_no_figure_stays_while_kafka_is_away(stack: Endpoints, topic_prefix: str) -> None:
    DEAD_LETTERS_OPEN.set({("parsed",): 0})
    away = Settings(kafka_servers="127.0.0.1:1", topic_prefix=topic_prefix, _env_file=None)
    with pytest.raises(TransientError):
        await LettersWatch(away, SystemClock()).look()
    assert shown(DEAD_LETTERS_OPEN) == {}


HEALTH = """
INSERT INTO account_health (account_id, state, kind, reason, since, last_poll_at, last_good_at, poll_interval_s)
VALUES (%s, 'ok', NULL, '', now(), now(), now() - make_interval(secs => %s), %s)
"""
AGE = "UPDATE account SET created_at = now() - make_interval(secs => %s) WHERE id = %s"
Account = dict[str, Any]
ACCOUNTS: dict[str, tuple[Account, float, tuple[float, float] | None, int]] = {
    "never polled, and new": ({}, 60, None, 0),
    "never polled for an hour": ({}, 3600, None, 1),
    "never polled, and asked for once a day": ({"poll_frequency": 86_400}, 3600, None, 0),
    "read twice an interval ago": ({}, 9000, (600, 300), 0),
    "read four intervals ago": ({}, 9000, (1200, 300), 1),
    "read seldom because nothing comes": ({}, 9000, (1200, 1200), 0),
    "not to be polled by itself": ({"auto_polling_enabled": False}, 9000, None, 0),
    "inactive": ({"status": "inactive"}, 9000, (5000, 300), 0),
}


@pytest.mark.parametrize(("columns", "age_s", "health", "overdue"), ACCOUNTS.values(), ids=ACCOUNTS)
async def test_overdue_accounts(
    database_url: str, columns: Account, age_s: float, health: tuple[float, float] | None, overdue: int
) -> None:
    account_id, _ = add_account(database_url, **columns)
    with psycopg.connect(database_url, autocommit=True, options=SEARCH_PATH) as connection:
        connection.execute(AGE, [age_s, account_id])
        if health is not None:
            connection.execute(HEALTH, [account_id, *health])
    settings = Settings(database_url=SecretStr(database_url), _env_file=None)
    async with database_pool(settings, service="api") as pool:
        await look_for_overdue(pool)
    assert shown(ACCOUNTS_OVERDUE) == {(): overdue}
