"""The threader's SQL for what is asked for threads, and for what changed about them."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from services.threader import rows
from services.threader.domain.change import StatusChange
from services.threader.domain.status import Request
from services.threader.ports import StoredChange
from shared.events import ThreadRequested, ThreadStatus
from shared.ids import AccountId, ThreadId
from shared.postgres.sessions import Connection
from shared.postgres.values import array, as_json

INSERT_REQUESTS = """
INSERT INTO status_request SELECT * FROM json_populate_recordset(NULL::status_request, %s)
ON CONFLICT (request_id) DO NOTHING
RETURNING request_id
"""
WAITING = """
SELECT DISTINCT ON (request.thread_id) request.thread_id, request.requested_at, request.request_id, request.status
FROM unnest(%s::uuid[], %s::integer[]) AS asked (thread_id, account_id)
JOIN status_request AS request ON request.thread_id = asked.thread_id AND request.account_id = asked.account_id
ORDER BY request.thread_id, request.requested_at DESC, request.request_id DESC
"""
INSERT_CHANGES = """
INSERT INTO status_change SELECT * FROM json_populate_recordset(NULL::status_change, %s)
ON CONFLICT (change_id) DO NOTHING
"""
CHANGES = """
SELECT change.change_id, change.account_id, change.thread_id, change.before, change.after, change.at,
       change.request_id, change.mail_id,
       CASE WHEN change.request_id IS NULL THEN change.correlation_id ELSE request.correlation_id END,
       request.requested_by, request.rule_id
FROM status_change AS change LEFT JOIN status_request AS request ON request.request_id = change.request_id
WHERE change.change_id = ANY(%s::uuid[])
"""


async def save_requests(connection: Connection, events: Sequence[ThreadRequested]) -> frozenset[UUID]:
    """Those that were not kept before; of a request that comes twice the first one is kept."""
    cursor = await connection.execute(INSERT_REQUESTS, [as_json([rows.request_row(event) for event in events])])
    return frozenset([request_id async for (request_id,) in cursor])


async def waiting_requests(connection: Connection, nodes: Mapping[ThreadId, AccountId]) -> dict[ThreadId, Request]:
    """The latest request for each of these, of which no message tells yet."""
    if not nodes:
        return {}
    cursor = await connection.execute(WAITING, [array(nodes), array(nodes.values())])
    return {node: Request(at, id_, ThreadStatus(status)) async for node, at, id_, status in cursor}


async def save_changes(connection: Connection, changes: Sequence[StatusChange]) -> None:
    """Keep what changed."""
    if changes:
        await connection.execute(INSERT_CHANGES, [as_json([rows.change_row(change) for change in changes])])


async def stored_changes(connection: Connection, change_ids: Collection[UUID]) -> dict[UUID, StoredChange]:
    """By change_id; most ids have none."""
    cursor = await connection.execute(CHANGES, [array(change_ids)])
    return {
        id_: StoredChange(
            StatusChange(id_, account_id, thread_id, ThreadStatus(before), ThreadStatus(after), *rest), by, rule_id
        )
        async for id_, account_id, thread_id, before, after, *rest, by, rule_id in cursor
    }
