"""The real poller on the real stack, and what its tests do to it."""

import contextlib
import imaplib
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row
from pydantic import SecretStr

from deploy.local.endpoints import Endpoints
from deploy.local.mail_server import MailServer, create_user
from services.poller.app import build
from services.poller.settings import PollerSettings
from shared.blobs import BlobStore
from shared.events import RawFetched
from shared.events.topics import (
    ACCOUNT_CHANGED,
    CONNECTIVITY_REQUESTED,
    IMPORT_REQUESTED,
    MAILBOX_REQUESTED,
    PARSED,
    POLL_REQUESTED,
    RAW_FETCHED,
    RAW_FETCHED_BULK,
    THREADED,
    Topic,
    TopicNames,
)
from shared.ids import AccountId, MailId
from shared.seal import Vault
from tests.harness.accounts import SECRET_KEY, add_account
from tests.harness.kafka import create_topics, read_all
from tests.harness.service import running
from tests.harness.wait import eventually

PASSWORD = 'pass"word'
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bench:
    """One database, one topic prefix, GreenMail, and the settings of the pollers that run on them."""

    settings: PollerSettings
    database_url: str
    mail: MailServer

    def add_account(self, address: str, **changes: object) -> AccountId:
        """An IMAP account over TLS on GreenMail, with its user and password; `changes` replace columns."""
        is_pop3 = changes.get("incoming_protocol") == "pop3"
        create_user(self.mail, address, PASSWORD)
        columns: dict[str, Any] = {
            "email_address": address,
            "incoming_server": "localhost",
            "incoming_port": self.mail.pop3s if is_pop3 else self.mail.imaps,
            "incoming_username": address,
            "incoming_password": PASSWORD,
            "poll_frequency": 1,
            **changes,
        }
        return add_account(self.database_url, **columns)[0]

    def rows(self, query: str, *values: object) -> list[Row]:
        with self._connect() as connection:
            return connection.execute(query.encode(), values).fetchall()

    def execute(self, query: str, *values: object) -> None:
        with self._connect() as connection:
            connection.execute(query.encode(), values)

    async def health(self, account_id: AccountId, state: str) -> Row:
        """The account's health, once it is in this state."""
        query = "SELECT * FROM read_account_health WHERE account_id = %s AND state = %s"
        [row] = await eventually(lambda: self.rows(query, account_id, state), deadline_s=20, what=f"health {state}")
        return row

    async def live(self, account_id: AccountId) -> None:
        """Returns once the account's baseline is fixed."""
        query = "SELECT 1 FROM read_account_health WHERE account_id = %s AND is_live"
        await eventually(lambda: self.rows(query, account_id), deadline_s=20, what="the account is live")

    def last_uid(self, account_id: AccountId, folder: str = "INBOX") -> int:
        query = "SELECT last_uid FROM read_folder_cursor WHERE account_id = %s AND folder = %s"
        return next((row["last_uid"] for row in self.rows(query, account_id, folder)), -1)

    async def moved_to(self, account_id: AccountId, uid: int, folder: str = "INBOX") -> None:
        """Returns once the folder has been read up to this uid."""
        await eventually(lambda: self.last_uid(account_id, folder) >= uid, deadline_s=30, what=f"the cursor at {uid}")

    async def fetched(self, account_id: AccountId, topic: Topic = RAW_FETCHED) -> list[RawFetched]:
        """The account's records on raw.fetched, or its bulk topic, by when they were fetched."""
        records = await read_all(self.settings.kafka_servers, TopicNames(self.settings.topic_prefix).of(topic))
        events = [RawFetched.from_record(record.value, record.headers) for record in records]
        mine = [event for event in events if event.account_id == account_id]
        return sorted(mine, key=lambda event: event.fetched_at)

    async def opened(self, event: RawFetched) -> bytes:
        """The raw bytes of a record, by its content key."""
        query = "SELECT * FROM content_key WHERE mail_id = %s"
        async with await psycopg.AsyncConnection.connect(
            self.database_url, options="-c search_path=live,core"
        ) as connection:
            assert self.rows(query, event.mail_id)
            key = (await Vault(SECRET_KEY).keys_of(connection, [MailId(event.mail_id)]))[event.mail_id]
        if event.blob is not None:
            return await BlobStore(self.settings.blob_url).get(key, event.blob)
        return key.open(event.sealed)

    def deliver(self, address: str, *raws: bytes) -> None:
        """By SMTP, like mail from outside."""
        with smtplib.SMTP(self.mail.host, self.mail.smtp) as smtp:
            for raw in raws:
                smtp.sendmail("customer@example.org", [address], raw)

    def append(self, address: str, *raws: bytes, arrived_at: datetime | None = None, folder: str = "INBOX") -> None:
        """By IMAP APPEND, so that the bytes are kept and INTERNALDATE is the test's."""
        date = imaplib.Time2Internaldate(arrived_at or datetime.now(UTC))
        with self.imap(address) as imap:
            if folder != "INBOX":
                imap.create(folder)
            for raw in raws:
                assert imap.append(folder, "", date, raw)[0] == "OK"

    @contextlib.contextmanager
    def imap(self, address: str) -> Any:
        """The user's own mail client."""
        with imaplib.IMAP4(self.mail.host, self.mail.imap) as imap:
            imap.login(address, PASSWORD)
            yield imap

    def poller(self, **changes: object) -> "contextlib.AbstractAsyncContextManager[Any]":
        """A poller inside this process."""
        return running(build, self.settings.model_copy(update=changes), service="poller")  # type: ignore[arg-type]

    def _connect(self) -> "psycopg.Connection[Row]":
        return psycopg.connect(
            self.database_url, options="-c search_path=live,core", autocommit=True, row_factory=dict_row
        )


@asynccontextmanager
async def bench_on(stack: Endpoints, database_url: str, topic_prefix: str, folder: Path) -> AsyncIterator[Bench]:
    """A bench with its topics made."""
    asked = (POLL_REQUESTED, MAILBOX_REQUESTED, CONNECTIVITY_REQUESTED, IMPORT_REQUESTED)
    topics = (*asked, RAW_FETCHED, RAW_FETCHED_BULK, PARSED, THREADED, ACCOUNT_CHANGED)
    await create_topics(stack.kafka_servers, TopicNames(topic_prefix), topics)
    yield bench_of(stack, database_url, topic_prefix, folder)


def bench_of(stack: Endpoints, database_url: str, topic_prefix: str, folder: Path) -> Bench:
    """A bench whose topics are there."""
    assert stack.greenmail is not None
    settings = PollerSettings(
        kafka_servers=stack.kafka_servers,
        kafka_session_timeout_s=3,
        database_url=SecretStr(database_url),
        topic_prefix=topic_prefix,
        blob_url=f"file://{folder}/blobs",
        secret_key=SECRET_KEY,
        tls_ca_file=Path(stack.greenmail.ca_file),
        account_refresh_s=0.1,
        server_timeout_s=3,
        _env_file=None,
    )
    return Bench(settings, database_url, stack.greenmail)
