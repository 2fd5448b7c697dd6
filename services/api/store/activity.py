"""What the other services did with single requests: their read_ views of sends, polls, checks."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row, dict_row

from services.api.domain.send_status import outbound_status
from services.api.resources.monitor import PollLog
from services.api.resources.requests import CheckResult
from services.api.resources.sends import RecipientState, SendState
from shared.postgres.sessions import Pool, transaction

GET_SEND = """
SELECT send_id, account_id, kind, state, reason, subject, message_id, attempts, created_at, next_attempt_at, sent_at
FROM read_send WHERE send_id = %s
"""
GET_RECIPIENTS = """
SELECT address, state, reply_code, enhanced_status, reason
FROM read_send_recipient WHERE send_id = %s ORDER BY address
"""
LIST_POLL_LOGS = """
SELECT started_at, finished_at, status, polls, messages_found, messages_processed, error_message
FROM read_poll_log
WHERE account_id = %(account_id)s AND (%(since)s::timestamptz IS NULL OR finished_at > %(since)s)
ORDER BY id DESC LIMIT %(limit)s
"""
LIST_CHECKS = """
SELECT 'incoming' AS test_type, ok, message, at FROM read_poller_check
WHERE check_id = %(check_id)s AND account_id = %(account_id)s
UNION ALL
SELECT 'smtp', ok, message, at FROM read_sender_check
WHERE check_id = %(check_id)s AND account_id = %(account_id)s
ORDER BY test_type
"""


class ActivityStore:
    """Reads only."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def send(self, send_id: UUID) -> SendState | None:
        """The ledger's row; None when the sender has not taken the request up."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=dict_row)
            row = await (await cursor.execute(GET_SEND, [send_id])).fetchone()
            if row is None:
                return None
            recipients = connection.cursor(row_factory=class_row(RecipientState))
            found = await (await recipients.execute(GET_RECIPIENTS, [send_id])).fetchall()
        status = outbound_status([recipient.state for recipient in found])
        return SendState(**row, status=status, recipients=found)

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
