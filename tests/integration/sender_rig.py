"""A sender on the real PostgreSQL and Kafka, and what its tests do with it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from pydantic import SecretStr

from services.sender.app import build
from services.sender.settings import SenderSettings
from shared.events import DeliveryChanged, Effects, Event, RawFetched, SendKind, SendMessage
from shared.events.topics import (
    ACCOUNT_CHANGED,
    CANCEL_REQUESTED,
    CONNECTIVITY_REQUESTED,
    DELIVERY,
    OUTBOUND,
    RAW_FETCHED,
    Topic,
    TopicNames,
)
from shared.ids import AccountId, SendId
from shared.kafka.publish import publisher
from shared.postgres.lease import Claimant, Lease
from shared.postgres.sessions import database_pool, transaction
from shared.service.run import Run
from tests.harness.accounts import SEARCH_PATH, SECRET_KEY, add_account
from tests.harness.kafka import create_topics, read_all
from tests.harness.service import running
from tests.harness.wait import eventually

TOPICS = (OUTBOUND, CANCEL_REQUESTED, CONNECTIVITY_REQUESTED, DELIVERY, RAW_FETCHED, ACCOUNT_CHANGED)
STATES = "SELECT address, state FROM read_send_recipient WHERE send_id = %s ORDER BY address"
ATTEMPTS = "SELECT attempt, state FROM read_send_attempt WHERE send_id = %s ORDER BY attempt"


@dataclass
class Rig:
    """`settings` are the sender's; `start` runs one in this process."""

    settings: SenderSettings
    has_topics: bool = False

    @property
    def names(self) -> TopicNames:
        return TopicNames(self.settings.topic_prefix)

    async def rows(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        """As the superuser; gives the rows, if any."""
        url = self.settings.database_url.get_secret_value()
        async with await psycopg.AsyncConnection.connect(url, options=SEARCH_PATH) as connection:
            cursor = await connection.execute(statement.encode(), parameters)
            return await cursor.fetchall() if cursor.description else []

    async def account(
        self,
        port: int,
        address: str = "support@shop.example",
        *,
        host: str = "localhost",
        use_tls: bool = False,
        allow_plaintext: bool = True,
        username: str = "",
        password: str = "",
    ) -> AccountId:
        account_id, _ = add_account(
            self.settings.database_url.get_secret_value(),
            email_address=address,
            smtp_server=host,
            smtp_port=port,
            smtp_use_tls=use_tls,
            smtp_username=username,
            allow_plaintext=allow_plaintext,
            smtp_password=password,
        )
        return account_id

    @asynccontextmanager
    async def start(self, **changed: object) -> AsyncIterator[Run[Any]]:
        """A sender, running while the block does."""
        await self._make_topics()
        settings = self.settings.model_copy(update=changed)
        async with running(build, settings, service="sender") as run:  # type: ignore[arg-type]
            yield run

    async def publish(self, *events: Event) -> None:
        await self._make_topics()
        async with publisher(self.settings) as connected:
            await connected.publish(events)

    async def _make_topics(self) -> None:
        if not self.has_topics:
            self.has_topics = True
            await create_topics(self.settings.kafka_servers, self.names, TOPICS)

    async def records(self, topic: Topic) -> Sequence[Any]:
        return await read_all(self.settings.kafka_servers, self.names.of(topic))

    async def deliveries(self, send_id: UUID) -> list[tuple[str, str, int]]:
        """recipient, state, attempt of each `delivery` event of a send, repeats dropped."""
        events = [DeliveryChanged.from_record(record.value, record.headers) for record in await self.records(DELIVERY)]
        return list(dict.fromkeys((e.recipient, e.state.value, e.attempt) for e in events if e.send_id == send_id))

    async def copies(self) -> list[RawFetched]:
        return [RawFetched.from_record(record.value, record.headers) for record in await self.records(RAW_FETCHED)]

    async def until(self, send_id: UUID, *states: str, deadline_s: float = 40) -> None:
        """Until the recipients, by address, have these states."""

        async def reached() -> bool:
            found = tuple(state for _, state in await self.rows(STATES, send_id))
            last[:] = [found]
            return found == states

        last: list[object] = []
        await eventually(reached, deadline_s=deadline_s, what=f"recipients in {states}, at last {last}")

    async def until_published(self) -> None:
        """Until nothing is left in the outbox."""

        async def empty() -> bool:
            open_changes = "SELECT count(*) FROM send_change WHERE published_at IS NULL"
            open_copies = "SELECT count(*) FROM send WHERE sent_at IS NOT NULL AND copied_at IS NULL"
            return await self.rows(open_changes) == [(0,)] == await self.rows(open_copies)

        await eventually(empty, deadline_s=40, what="an empty outbox")


def request(account_id: int, *to: str, **fields: Any) -> SendMessage:
    """What a person asked for."""
    values: dict[str, Any] = {"subject": "Your order", "plain_body": "It is on its way.\n", "send_id": SendId(uuid4())}
    return SendMessage(account_id=AccountId(account_id), to_emails=to or ("a@customer.example",), **values | fields)


def auto_reply(account_id: int, *to: str, **fields: Any) -> SendMessage:
    """What a rule asked for, with permission."""
    values = {
        "kind": SendKind.AUTO_REPLY,
        "effects": Effects.ALLOWED,
        "answers_message_id": f"{uuid4()}@customer",
        "requested_at": datetime.now(UTC),
    }
    return request(account_id, *to, **values | fields)


def make_rig(kafka_servers: str, database_url: str, topic_prefix: str, folder: Path) -> Rig:
    """Nothing is running yet; retries and leases are quick, but not quicker than a loaded machine."""
    settings = SenderSettings(
        kafka_servers=kafka_servers,
        kafka_session_timeout_s=3,
        database_url=SecretStr(database_url),
        topic_prefix=topic_prefix,
        blob_url=f"file://{folder}/blobs",
        secret_key=SECRET_KEY,
        retry_base_s=0.02,
        sender_poll_s=0.1,
        lease_ttl_s=3,
        smtp_timeout_s=6,
        smtp_data_timeout_s=6,
        _env_file=None,
    )
    return Rig(settings)


@asynccontextmanager
async def process_of(rig: Rig) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m services.sender` with the rig's settings; killed at the end of the block."""
    values = rig.settings.model_dump(exclude_defaults=True)
    secrets = {"database_url": rig.settings.database_url, "secret_key": rig.settings.secret_key}
    values |= {name: secret.get_secret_value() for name, secret in secrets.items()}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EMAIL_")}
    environment |= {f"EMAIL_{name.upper()}": str(value) for name, value in values.items()}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.sender", env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()


async def lease_of(rig: Rig, key: str) -> Lease:
    """For a process of its own."""
    async with database_pool(rig.settings, service="sender") as pool, transaction(pool) as connection:
        return (await Claimant("sender", uuid4(), ttl_s=60).acquire(connection, [key]))[key]
