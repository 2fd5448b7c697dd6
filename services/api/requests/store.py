"""What the other services did with requests: their read_ views of polls and checks."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from services.api.lists import Column, Listing, Part
from services.api.monitor.resources import PollLog
from services.api.requests.resources import CheckResult
from shared.postgres.sessions import Pool, transaction

LIST_POLL_LOGS = """
SELECT id, started_at, finished_at, status, polls, messages_found, messages_processed, error_message
FROM read_poll_log
WHERE account_id = %(account_id)s
  AND (%(since)s::timestamptz IS NULL OR finished_at > %(since)s)
  AND (%(status)s::text IS NULL OR status = %(status)s)
  AND {after} ORDER BY {order} LIMIT %(limit)s
"""
LIST_CHECKS = """
SELECT 'incoming' AS test_type, ok, message, at, steps, folders FROM read_poller_check
WHERE check_id = %(check_id)s AND account_id = %(account_id)s
UNION ALL
SELECT 'smtp', ok, message, at, steps, '[]' FROM read_sender_check
WHERE check_id = %(check_id)s AND account_id = %(account_id)s
ORDER BY test_type
"""


ID = Column("id", "bigint", "id")
POLL_LOGS = Listing("poll logs", ID, {"id": ID}, "-id")


@dataclass(frozen=True, slots=True)
class PollLogFilter:
    """Which polls of an account: those that ended after `since`, those of a status; None means any."""

    account_id: int
    since: datetime | None = None
    status: str | None = None


class RequestStore:
    """Reads only."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def poll_logs(self, which: PollLogFilter, part: Part) -> list[PollLog]:
        """A part of the polls, and one more when there are more."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(PollLog))
            await cursor.execute(part.statement(LIST_POLL_LOGS), {**asdict(which), **part.values()})
            return await cursor.fetchall()

    async def checks(self, account_id: int, check_id: UUID) -> list[CheckResult]:
        """What the servers answered so far."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(CheckResult))
            await cursor.execute(LIST_CHECKS, {"account_id": account_id, "check_id": check_id})
            return await cursor.fetchall()
