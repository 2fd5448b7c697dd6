"""The threader's SQL: few statements a batch, whatever its size."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from psycopg.rows import dict_row

from services.threader import rows
from services.threader.domain.customer import Claim, Customer
from services.threader.domain.weave import Changes, Forest
from services.threader.ports import KnownMail, Observation, StoredChange, Times
from services.threader.store_customers import stored_customers
from services.threader.store_requests import save_changes, save_requests, stored_changes, waiting_requests
from shared.events import ThreadRequested
from shared.ids import AccountId, MailId, ThreadId
from shared.postgres.sessions import Connection, Pool, transaction
from shared.postgres.values import array, as_json

LOCK_ACCOUNTS = """
SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.thread'), account_id)
FROM (SELECT account_id FROM unnest(%s::integer[]) AS account_id ORDER BY account_id) AS ordered
"""
OWN_ADDRESSES = "SELECT id, email_address, own_addresses FROM read_account WHERE id = ANY(%s)"
KNOWN_MAILS = "SELECT mail_id, sort_at, customer_id, opens_at FROM placement WHERE mail_id = ANY(%s)"
FOREST = """
SELECT node.node_id, thread.*,
       EXISTS (SELECT FROM placement WHERE placement.node_id = node.node_id) AS is_seen
FROM node JOIN thread ON thread.strand_id = node.strand_id
WHERE node.node_id = ANY(%s)
"""
INSERT_NODES = "INSERT INTO node SELECT * FROM json_populate_recordset(NULL::node, %s)"
MOVE_NODES = """
UPDATE node SET strand_id = moved.new
FROM unnest(%s::uuid[], %s::uuid[]) AS moved (old, new)
WHERE node.strand_id = moved.old
"""
DELETE_THREADS = "DELETE FROM thread WHERE strand_id = ANY(%s)"
UPSERT_THREADS = """
INSERT INTO thread SELECT * FROM json_populate_recordset(NULL::thread, %s)
ON CONFLICT (strand_id) DO UPDATE SET
    thread_id = excluded.thread_id, node_count = excluded.node_count, message_count = excluded.message_count,
    first_at = excluded.first_at, first_name = excluded.first_name, first_mail_id = excluded.first_mail_id,
    subject = excluded.subject, last_at = excluded.last_at, participants = excluded.participants,
    status = excluded.status, linked_customer_id = excluded.linked_customer_id, linked_at = excluded.linked_at,
    linked_mail_id = excluded.linked_mail_id, inbound_at = excluded.inbound_at, requested_at = excluded.requested_at,
    request_id = excluded.request_id, requested_status = excluded.requested_status
"""
NEXT_SEQ = """
INSERT INTO account_sequence (account_id, last_seq) SELECT * FROM unnest(%s::integer[], %s::bigint[])
ON CONFLICT (account_id) DO UPDATE SET last_seq = account_sequence.last_seq + excluded.last_seq
RETURNING account_id, last_seq
"""
INSERT_PLACEMENTS = """
INSERT INTO placement SELECT * FROM json_populate_recordset(NULL::placement, %s) ON CONFLICT (mail_id) DO NOTHING
"""
LOWER_TIMES = """
UPDATE placement SET sort_at = lower.sort_at, opens_at = lower.opens_at
FROM unnest(%s::uuid[], %s::timestamptz[], %s::timestamptz[]) AS lower (mail_id, sort_at, opens_at)
WHERE placement.mail_id = lower.mail_id
"""
RECOUNT_LAST = """
UPDATE thread SET last_at = newest.last_at, inbound_at = newest.inbound_at
FROM (SELECT node.strand_id, max(placement.sort_at) AS last_at, max(placement.opens_at) AS inbound_at
      FROM node JOIN placement ON placement.node_id = node.node_id
      WHERE node.strand_id IN (SELECT touched.strand_id FROM node AS touched
                               JOIN placement AS lowered ON lowered.node_id = touched.node_id
                               WHERE lowered.mail_id = ANY(%s))
      GROUP BY node.strand_id) AS newest
WHERE thread.strand_id = newest.strand_id
"""
OBSERVATIONS = """
SELECT mail_id, account_id, seq, thread_id, is_new_thread, reason, confidence, customer_id, customer_name,
       is_customer_known
FROM placement WHERE mail_id = ANY(%s)
"""


class PostgresBatch:
    """ThreadBatch in one PostgreSQL transaction."""

    def __init__(self, connection: Connection, account_ids: Sequence[AccountId]) -> None:
        self._connection = connection
        self._account_ids = account_ids

    async def known_mails(self, mail_ids: Collection[MailId]) -> Mapping[MailId, KnownMail]:
        cursor = await self._connection.execute(KNOWN_MAILS, [list(mail_ids)])
        return {row[0]: KnownMail(*row[1:]) async for row in cursor}

    async def own_addresses(self) -> Mapping[AccountId, frozenset[str]]:
        cursor = await self._connection.execute(OWN_ADDRESSES, [self._account_ids])
        return {id_: frozenset(own.casefold() for own in (address, *others)) async for id_, address, others in cursor}

    async def customers(self, claims: Sequence[Claim]) -> Mapping[MailId, Customer]:
        return await stored_customers(self._connection, claims)

    async def forest(self, nodes: Mapping[ThreadId, AccountId]) -> Forest:
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(FOREST, [list(nodes)])
            found = await cursor.fetchall()
        unknown = {node: nodes[node] for node in nodes.keys() - {row["node_id"] for row in found}}
        return Forest(
            strand_of={row["node_id"]: row["strand_id"] for row in found},
            strands={row["strand_id"]: rows.strand_of(row) for row in found},
            seen=frozenset(row["node_id"] for row in found if row["is_seen"]),
            waiting=await waiting_requests(self._connection, unknown),
        )

    async def save(self, changes: Changes, customers: Mapping[MailId, Customer]) -> None:
        if changes.moved:
            await self._connection.execute(MOVE_NODES, [list(changes.moved), list(changes.moved.values())])
            await self._connection.execute(DELETE_THREADS, [list(changes.moved)])
        if changes.placements:
            account_of = {strand.id: strand.account_id for strand in changes.strands}
            nodes = [rows.node_row(node, strand, account_of[strand]) for node, strand in changes.new_nodes]
            await self._connection.execute(INSERT_NODES, [as_json(nodes)])
            await self._save_placements(changes, customers)
        threads = [rows.thread_row(strand) for strand in changes.strands]
        await self._connection.execute(UPSERT_THREADS, [as_json(threads)])
        await save_changes(self._connection, changes.statuses)

    async def _save_placements(self, changes: Changes, customers: Mapping[MailId, Customer]) -> None:
        counts = Counter(placement.member.account_id for placement in changes.placements)
        cursor = await self._connection.execute(NEXT_SEQ, [list(counts), list(counts.values())])
        next_seq = {account_id: last - counts[account_id] + 1 async for account_id, last in cursor}
        placed = []
        for placement in changes.placements:
            account_id, mail_id = placement.member.account_id, placement.member.mail_id
            placed.append(rows.placement_row(placement, next_seq[account_id], customers.get(mail_id)))
            next_seq[account_id] += 1
        await self._connection.execute(INSERT_PLACEMENTS, [as_json(placed)])

    async def lower_times(self, times: Mapping[MailId, Times]) -> None:
        if times:
            sort_at, opens_at = (each.sort_at for each in times.values()), (each.opens_at for each in times.values())
            await self._connection.execute(LOWER_TIMES, [array(times), array(sort_at), array(opens_at)])
            await self._connection.execute(RECOUNT_LAST, [list(times)])

    async def observations(self, mail_ids: Collection[MailId]) -> Mapping[MailId, Observation]:
        cursor = await self._connection.execute(OBSERVATIONS, [list(mail_ids)])
        return {row[0]: Observation(*row[1:]) async for row in cursor}

    async def save_requests(self, events: Sequence[ThreadRequested]) -> frozenset[UUID]:
        return await save_requests(self._connection, events)

    async def status_changes(self, change_ids: Collection[UUID]) -> Mapping[UUID, StoredChange]:
        return await stored_changes(self._connection, change_ids)


class PostgresThreads:
    """ThreadStore in the schema that the search_path names first."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def batch(self, account_ids: Collection[AccountId]) -> AsyncIterator[PostgresBatch]:
        """One transaction; the locks are taken in ascending order, so that two batches never wait for each other."""
        ordered = sorted(account_ids)
        async with transaction(self._pool) as connection:
            await connection.execute(LOCK_ACCOUNTS, [ordered])
            yield PostgresBatch(connection, ordered)
