"""Reads back what became of the demo's mail: Kafka, Postgres (as the command line's own role), customers' mailboxes."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_bytes
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from psycopg.rows import dict_row

from services.cli.demo.judge import Seen
from services.cli.demo.mail import Planted, name_of
from services.cli.demo.mailboxes import Mailboxes
from services.cli.settings import CliSettings
from shared.blobs import BlobStore
from shared.events import Direction, RawFetched
from shared.events.topics import RAW_FETCHED, TopicNames
from shared.kafka.security import connection_options
from shared.postgres.sessions import Pool, transaction
from shared.seal import Vault

Row = Mapping[str, Any]

READ_MESSAGES = """
SELECT message.mail_id::text, message.message_id, message.subject, placement.thread_id::text, customer.name AS customer,
       run.decisions
FROM read_message AS message
LEFT JOIN read_placement AS placement USING (mail_id)
LEFT JOIN read_customer AS customer USING (customer_id)
LEFT JOIN read_rule_run AS run USING (mail_id)
WHERE message.direction = 'inbound' AND message.dated_at >= %s
"""
READ_SENDS = """
SELECT send.send_id::text, send.state, send.message_id, placement.thread_id::text
FROM read_send AS send
LEFT JOIN read_message AS message ON message.send_id = send.send_id
LEFT JOIN read_placement AS placement ON placement.mail_id = message.mail_id
"""
READ_RULES = "SELECT rule_id, name FROM read_rule"


@dataclass
class Observer:
    """Looks at everything again on each call of `look`; keeps only how far it has read the topic."""

    settings: CliSettings
    pool: Pool
    vault: Vault
    blobs: BlobStore
    mailboxes: Mailboxes
    customers: Sequence[str]
    since: datetime
    _fetched: set[str] = field(default_factory=set)
    _offsets: dict[TopicPartition, int] = field(default_factory=dict)

    async def look(self, planted: Sequence[Planted]) -> dict[str, Seen]:
        """What is there now, by the planted message's key."""
        await self._read_topic()
        async with transaction(self.pool) as connection:
            cursor = connection.cursor(row_factory=dict_row)
            messages = await (await cursor.execute(READ_MESSAGES, (self.since,))).fetchall()
            sends = {row["send_id"]: row for row in await (await cursor.execute(READ_SENDS)).fetchall()}
            rules = {row["rule_id"]: row["name"] for row in await (await cursor.execute(READ_RULES)).fetchall()}
        replies = await asyncio.to_thread(self._count_replies)
        rows = {name_of(row["message_id"], row["subject"]): row for row in messages}
        return {
            message.key: replace(
                _seen(rows.get(message.name), sends, rules),
                is_fetched=message.name in self._fetched,
                replies_received=replies[message.name],
            )
            for message in planted
        }

    async def _read_topic(self) -> None:
        """Opens what is new in `raw.fetched` and notes which messages it holds."""
        topic = TopicNames(self.settings.topic_prefix).of(RAW_FETCHED)
        consumer = AIOKafkaConsumer(**connection_options(self.settings), enable_auto_commit=False)
        await consumer.start()
        try:
            await consumer._client.set_topics([topic])  # noqa: SLF001 - partitions_for_topic answers only for topics it follows
            partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
            consumer.assign(partitions)
            ends = await consumer.end_offsets(partitions)
            for partition in partitions:
                consumer.seek(partition, self._offsets.get(partition, 0))
            while any(self._offsets.get(partition, 0) < ends[partition] for partition in partitions):
                for partition, records in (await consumer.getmany(timeout_ms=500)).items():
                    self._offsets[partition] = records[-1].offset + 1
                    await self._open([RawFetched.from_record(record.value, record.headers) for record in records])
        finally:
            await consumer.stop()

    async def _open(self, events: Sequence[RawFetched]) -> None:
        inbound = [event for event in events if event.direction is Direction.INBOUND]
        async with transaction(self.pool) as connection:
            keys = await self.vault.keys_of(connection, [event.mail_id for event in inbound])
        for event in inbound:
            key = keys[event.mail_id]
            raw = key.open(event.sealed) if event.blob is None else await self.blobs.get(key, event.blob)
            message = message_from_bytes(raw)
            self._fetched.add(name_of(_bare(message["Message-ID"]), message["Subject"]))

    def _count_replies(self) -> Counter[str]:
        """How many answers each message got, by its name; every second mailbox is read by POP3."""
        found: Counter[str] = Counter()
        for number, address in enumerate(self.customers):
            for reply in self.mailboxes.received(address, by_pop3=bool(number % 2)):
                found[name_of(_bare(reply["In-Reply-To"]), str(reply["Subject"]).removeprefix("Re: "))] += 1
        return found


def _bare(message_id: str | None) -> str | None:
    return str(message_id).strip().strip("<>") if message_id else None


def _seen(row: Row | None, sends: Mapping[str, Row], rules: Mapping[int, str]) -> Seen:
    if row is None:
        return Seen()
    decisions: Sequence[Row] = row["decisions"] or ()
    acted = next((decision for decision in decisions if not decision["withheld"]), None)
    send = sends.get(acted["send_id"]) if acted else None
    return Seen(
        mail_id=row["mail_id"],
        subject=row["subject"],
        thread_id=row["thread_id"],
        customer=row["customer"],
        is_ruled=row["decisions"] is not None,
        answered_by=rules.get(acted["rule_id"]) if acted else None,
        withheld="; ".join(dict.fromkeys(decision["withheld"] for decision in decisions if decision["withheld"])),
        send_state=send["state"] if send else None,
        reply_thread_id=send["thread_id"] if send else None,
    )
