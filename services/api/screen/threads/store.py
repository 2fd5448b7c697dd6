"""Threads for reading: which ones, and what is known about each message of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow, class_row, dict_row

from services.api.cursor import Position
from shared.postgres.sessions import Pool, transaction

LIST_THREADS = """
SELECT thread.thread_id, thread.strand_id, thread.account_id, account.name AS account_name, thread.subject,
       thread.status, thread.participants, thread.message_count, thread.last_message_at,
       coalesce(customer.name, '') AS customer_name
FROM (
    SELECT * FROM read_thread
    WHERE (%(account_id)s::integer IS NULL OR account_id = %(account_id)s)
      AND (%(status)s::text IS NULL OR status = %(status)s)
      AND (last_message_at, strand_id) < (coalesce(%(at)s, 'infinity'::timestamptz), %(id)s)
    ORDER BY last_message_at DESC, strand_id DESC LIMIT %(limit)s
) AS thread
LEFT JOIN read_account AS account ON account.id = thread.account_id
LEFT JOIN read_customer AS customer ON customer.customer_id = thread.linked_customer_id
ORDER BY thread.last_message_at DESC, thread.strand_id DESC
"""
# The latest messages that hold the words, then their threads: words that are everywhere would else name every thread.
SEARCH_THREADS = """
SELECT thread.thread_id, thread.strand_id, thread.account_id, account.name AS account_name, thread.subject,
       thread.status, thread.participants, thread.message_count, thread.last_message_at,
       coalesce(customer.name, '') AS customer_name
FROM (
    SELECT * FROM read_thread
    WHERE strand_id IN (
        SELECT strand_id FROM read_placement WHERE mail_id IN (
            SELECT mail_id FROM read_message_search JOIN read_message USING (mail_id)
            WHERE document @@ websearch_to_tsquery('simple', %(search)s)
              AND (%(account_id)s::integer IS NULL OR account_id = %(account_id)s)
            ORDER BY sort_at DESC LIMIT %(most_messages)s))
      AND (%(status)s::text IS NULL OR status = %(status)s)
      AND (last_message_at, strand_id) < (coalesce(%(at)s, 'infinity'::timestamptz), %(id)s)
    ORDER BY last_message_at DESC, strand_id DESC LIMIT %(limit)s
) AS thread
LEFT JOIN read_account AS account ON account.id = thread.account_id
LEFT JOIN read_customer AS customer ON customer.customer_id = thread.linked_customer_id
ORDER BY thread.last_message_at DESC, thread.strand_id DESC
"""
GET_THREAD = """
SELECT thread.thread_id, thread.strand_id, thread.account_id, account.name AS account_name, thread.subject,
       thread.status, thread.participants, thread.message_count, thread.last_message_at,
       coalesce(customer.name, '') AS customer_name
FROM read_thread AS thread
LEFT JOIN read_account AS account ON account.id = thread.account_id
LEFT JOIN read_customer AS customer ON customer.customer_id = thread.linked_customer_id
WHERE thread.strand_id IN (SELECT strand_id FROM read_placement WHERE own_thread_id = %(thread_id)s)
"""
GET_PLACEMENTS = """
SELECT mail_id, reason, confidence, seq, is_new_thread, is_customer_known, customer_name, is_possible_duplicate
FROM read_placement WHERE mail_id = ANY(%(mail_ids)s)
"""
GET_RULE_RUNS = """
SELECT mail_id, ruled_at, matches, decisions FROM read_rule_run WHERE mail_id = ANY(%(mail_ids)s)
"""
GET_COPIES = """
SELECT mail_id, copy_id, source, folder, uid, fetched_at, effects
FROM read_copy WHERE mail_id = ANY(%(mail_ids)s) ORDER BY fetched_at, copy_id
"""
GET_NOTES = """
SELECT mail_id, size_bytes, is_automatic, automatic_reason, is_report, is_list, defects, send_id
FROM read_message WHERE mail_id = ANY(%(mail_ids)s)
"""
GET_BODIES = "SELECT subject, plain_body, html_body FROM read_message WHERE mail_id = %(mail_id)s"
MOST_MESSAGES = 2000
LAST_ID = UUID(int=2**128 - 1)


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread as lists show it."""

    thread_id: UUID
    strand_id: UUID
    account_id: int
    account_name: str | None
    subject: str
    status: str
    participants: list[str]
    message_count: int
    last_message_at: datetime
    customer_name: str


@dataclass(frozen=True, slots=True)
class ThreadFilter:
    """Which threads; None means any."""

    search: str | None = None
    account_id: int | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about one message besides what it says: a row each, by the names of the read_ views."""

    placement: Mapping[str, Any] | None
    rule_run: Mapping[str, Any] | None
    notes: Mapping[str, Any] | None
    copies: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Bodies:
    """A message's texts."""

    subject: str
    plain_body: str
    html_body: str


class ThreadPages:
    """Reads only."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, which: ThreadFilter, *, before: Position | None, limit: int) -> list[Thread]:
        """The latest first; a search looks at the latest 2,000 messages that have the words."""
        values = {
            "search": which.search,
            "account_id": which.account_id,
            "status": which.status,
            "at": before.at if before else None,
            "id": before.id if before else LAST_ID,
            "limit": limit,
            "most_messages": MOST_MESSAGES,
        }
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(Thread))
            return await (await cursor.execute(SEARCH_THREADS if which.search else LIST_THREADS, values)).fetchall()

    async def get(self, thread_id: UUID) -> Thread | None:
        """The thread that has or had this id."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(Thread))
            return await (await cursor.execute(GET_THREAD, {"thread_id": thread_id})).fetchone()

    async def evidence(self, mail_ids: Sequence[UUID]) -> dict[UUID, Evidence]:
        """By message."""
        values = {"mail_ids": list(mail_ids)}
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=dict_row)
            placements = _by_mail(await (await cursor.execute(GET_PLACEMENTS, values)).fetchall())
            runs = _by_mail(await (await cursor.execute(GET_RULE_RUNS, values)).fetchall())
            notes = _by_mail(await (await cursor.execute(GET_NOTES, values)).fetchall())
            copies = await (await cursor.execute(GET_COPIES, values)).fetchall()
        return {
            mail_id: Evidence(
                placements.get(mail_id),
                runs.get(mail_id),
                notes.get(mail_id),
                [row for row in copies if row["mail_id"] == mail_id],
            )
            for mail_id in mail_ids
        }

    async def bodies(self, mail_id: UUID) -> Bodies | None:
        """What a message says; None when there is none such."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(Bodies))
            return await (await cursor.execute(GET_BODIES, {"mail_id": mail_id})).fetchone()


def _by_mail(rows: Sequence[DictRow]) -> dict[UUID, DictRow]:
    return {row["mail_id"]: row for row in rows}
