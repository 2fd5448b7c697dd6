"""A test's database is its own and migrated; its topics are gone after it."""

import psycopg
import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local.endpoints import Endpoints
from tests.harness.database import fresh_database
from tests.harness.stack import delete_topics
from tests.harness.wait import eventually, eventually_sync

SELECT_LEASES = "SELECT count(*) FROM core.lease"
LIST_DATABASES = "SELECT datname FROM pg_database"


def databases(stack: Endpoints) -> set[str]:
    with psycopg.connect(stack.database_url) as connection:
        return {name for (name,) in connection.execute(LIST_DATABASES)}


def test_a_fresh_database_is_migrated_and_dropped(stack: Endpoints, database_template: str) -> None:
    with fresh_database(stack.database_url, database_template) as url:
        name = url.rsplit("/", 1)[1]
        with psycopg.connect(url) as connection:
            assert connection.execute(SELECT_LEASES).fetchone() == (0,)
        assert name in databases(stack)
    assert name not in databases(stack)


async def are_listed(stack: Endpoints, expected: set[str], without: frozenset[str] | set[str] = frozenset()) -> bool:
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka_servers)
    await admin.start()
    try:
        names = set(await admin.list_topics())
        return expected <= names and not without & names
    finally:
        await admin.close()


async def test_topics_are_deleted_by_prefix_only(stack: Endpoints, topic_prefix: str) -> None:
    mine, other = f"{topic_prefix}mine.parsed", f"{topic_prefix}other.parsed"
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka_servers)
    await admin.start()
    await admin.create_topics([NewTopic(name, num_partitions=1, replication_factor=1) for name in (mine, other)])
    await admin.close()
    await eventually(lambda: are_listed(stack, {mine, other}), what="both topics")
    await delete_topics(stack.kafka_servers, f"{topic_prefix}mine.")
    await eventually(lambda: are_listed(stack, {other}, without={mine}), what="the other topic alone")


async def test_waiting_in_vain_names_what_was_waited_for() -> None:
    with pytest.raises(AssertionError, match=r"not within 0 s: the tide \(last value: 0\)"):
        await eventually(lambda: 0, deadline_s=0, what="the tide")
    with pytest.raises(AssertionError, match="the tide"):
        eventually_sync(list, deadline_s=0, what="the tide")
