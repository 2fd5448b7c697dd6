"""What became of sends: the sender's read_ views."""

from uuid import UUID

from psycopg.rows import class_row, dict_row

from services.api.sends.resources import RecipientState, SendState
from services.api.sends.status import outbound_status
from shared.postgres.sessions import Pool, transaction

GET_SEND = """
SELECT send_id, account_id, kind, state, reason, subject, message_id, attempts, created_at, next_attempt_at, sent_at
FROM read_send WHERE send_id = %s
"""
GET_RECIPIENTS = """
SELECT address, state, reply_code, enhanced_status, reason
FROM read_send_recipient WHERE send_id = %s ORDER BY address
"""


class SendStore:
    """Reads only."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def get(self, send_id: UUID) -> SendState | None:
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
