"""What the other services did with requests: their read_ views of polls and checks."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from services.api.monitor.resources import PollLog
from services.api.requests.resources import CheckResult
from shared.postgres.sessions import Pool, transaction

LIST_POLL_LOGS = """
SELECT started_at, finished_at, status, polls, messages_found, messages_processed, error_message
FROM read_poll_log
WHERE account_id = %(account_id)s AND (%(since)s::timestamptz IS NULL OR finished_at > %(since)s)
ORDER BY id DESC LIMIT %(limit)s
"""
LIST_CHECKS = """
SELECT 'incoming' AS test_type, ok, message, at, steps FROM read_poller_check
WHERE check_id = %(check_id)s AND account_id = %(account_id)s
UNION ALL
SELECT 'smtp', ok, message, at, steps FROM read_sender_check
WHERE check_id = %(check_id)s AND account_id = %(account_id)s
ORDER BY test_type
"""


class RequestStore:
    """Reads only."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def poll_logs(self, account_id: int, *, since: datetime | None, limit: int) -> list[PollLog]:
        """The latest first; only those that ended after `since`, when it is given."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(PollLog))
            await cursor.execute(LIST_POLL_LOGS, {"account_id": account_id, "since": since, "limit": limit})
            return await cursor.fetchall()

    async def checks(self, account_id: int, check_id: UUID) -> list[CheckResult]:
        """What the servers answered so far."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(CheckResult))
            await cursor.execute(LIST_CHECKS, {"account_id": account_id, "check_id": check_id})
            return await cursor.fetchall()
