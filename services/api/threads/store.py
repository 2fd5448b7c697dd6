"""Threads as the threader publishes them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from services.api import search
from services.api.lists import Column, Found, Listing, Part
from services.api.search import HAS_WORDS, few_with, walked_to
from services.api.threads.resources import Thread
from shared.postgres.sessions import Connection, Pool, transaction

COLUMNS = """
SELECT thread.thread_id, thread.account_id, thread.subject, thread.participants, thread.message_count, thread.status,
       thread.status_at, thread.status_by,
       CASE WHEN customer.customer_id IS NOT NULL
            THEN jsonb_build_object('customer_id', customer.customer_id, 'name', customer.name) END AS linked_customer,
       thread.first_message_at, thread.last_message_at
"""
WITH_CUSTOMER = "LEFT JOIN read_customer AS customer ON customer.customer_id = thread.linked_customer_id"
SHOWN = f"{COLUMNS} FROM read_thread AS thread {WITH_CUSTOMER}"
WANTED = """
      (%(account_id)s::integer IS NULL OR thread.account_id = %(account_id)s)
  AND (%(status)s::text IS NULL OR thread.status = %(status)s)
  AND (%(customer_id)s::uuid IS NULL OR thread.linked_customer_id = %(customer_id)s)
  AND (%(participant)s::text IS NULL OR lower(%(participant)s) = ANY(thread.participants))
  AND (%(since)s::timestamptz IS NULL OR thread.last_message_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR thread.last_message_at < %(until)s)
  AND {after}
"""
LIST_THREADS = f"{SHOWN} WHERE {WANTED} ORDER BY {{order}} LIMIT %(limit)s"
LOOK_UP_THREADS = f"""{SHOWN}
WHERE thread.strand_id IN (SELECT strand_id FROM read_placement WHERE mail_id = ANY(%(mail_ids)s)) AND {WANTED}
ORDER BY {{order}} LIMIT %(limit)s
"""  # noqa: S608
# Each thread is asked in the list's own order, and no further than the page needs.
WALK_THREADS = f"""{COLUMNS}
FROM (
    SELECT thread.* FROM (
        SELECT thread.* FROM read_thread AS thread WHERE {WANTED} ORDER BY {{order}} LIMIT %(walked)s
    ) AS thread
    CROSS JOIN LATERAL (
        SELECT FROM read_placement AS placement JOIN read_message_search USING (mail_id)
        WHERE placement.strand_id = thread.strand_id AND {HAS_WORDS} LIMIT 1
    ) AS matching
    ORDER BY {{order}} LIMIT %(limit)s
) AS thread {WITH_CUSTOMER}
ORDER BY {{order}}
"""  # noqa: S608
WALKED_THREADS = f"""
SELECT thread.* FROM read_thread AS thread WHERE {WANTED} ORDER BY {{order}} OFFSET %(walked)s LIMIT 1
"""  # noqa: S608
# Any id that was ever shown is some message's own, and leads to the thread as it is now.
GET_THREAD = f"""{SHOWN}
WHERE thread.strand_id IN (SELECT strand_id FROM read_placement WHERE own_thread_id = %s) LIMIT 1
"""  # noqa: S608
IS_SETTLED = "SELECT EXISTS (SELECT FROM read_status_request WHERE request_id = %s)"
THREADS = Listing(
    "threads",
    Column("thread.thread_id", "uuid", "thread_id"),
    {
        "last_message_at": Column("thread.last_message_at", "timestamptz", "last_message_at"),
        "first_message_at": Column("thread.first_message_at", "timestamptz", "first_message_at"),
        "message_count": Column("thread.message_count", "integer", "message_count"),
    },
    "-last_message_at",
)


@dataclass(frozen=True, slots=True)
class ThreadFilter:
    """Which threads; None means any. `since` and `until` are about the latest message."""

    account_id: int | None = None
    status: str | None = None
    customer_id: UUID | None = None
    participant: str | None = None
    search: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class ThreadStore:
    """Reads only."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, which: ThreadFilter, part: Part) -> Found[Thread]:
        """A part of the threads, and one more when there are more."""
        values = {**asdict(which), **part.values()}
        async with transaction(self._pool) as connection:
            if which.search is None:
                return Found(await _threads(connection, part, LIST_THREADS, values))
            mail_ids = await few_with(connection, which.search)
            if mail_ids is not None:
                return Found(await _threads(connection, part, LOOK_UP_THREADS, {**values, "mail_ids": mail_ids}))
            found = await _threads(connection, part, WALK_THREADS, {**values, "walked": search.MOST_WALKED})
            if len(found) > part.limit:
                return Found(found)
            return Found(found, await walked_to(connection, part, WALKED_THREADS, values))

    async def get(self, thread_id: UUID) -> Thread | None:
        """The thread that has or had this id; None when there is none."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(Thread))
            await cursor.execute(GET_THREAD, [thread_id])
            return await cursor.fetchone()

    async def is_settled(self, request_id: UUID) -> bool:
        """Whether the threader has taken this request up; what the thread shows from then on counts it in."""
        async with transaction(self._pool) as connection:
            row = await (await connection.execute(IS_SETTLED, [request_id])).fetchone()
        return bool(row and row[0])


async def _threads(
    connection: Connection, part: Part, query: LiteralString, values: Mapping[str, object]
) -> Sequence[Thread]:
    cursor = connection.cursor(row_factory=class_row(Thread))
    await cursor.execute(part.statement(query), values)
    return await cursor.fetchall()
