"""Sends for reading: by state, and one with all its tries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, dict_row

from services.api.cursor import Position
from shared.postgres.sessions import Pool, transaction

LIST_SENDS = """
SELECT send.send_id, send.account_id, account.name AS account_name, send.kind, send.state, send.reason, send.subject,
       send.rule_id, send.mail_id, send.message_id, send.size_bytes, send.created_at, send.next_attempt_at,
       send.attempts, send.sent_at,
       ARRAY(SELECT address FROM read_send_recipient AS one WHERE one.send_id = send.send_id
             ORDER BY address LIMIT 3) AS recipients
FROM (
    SELECT * FROM read_send
    WHERE (%(state)s::text IS NULL OR state = %(state)s)
      AND (%(account_id)s::integer IS NULL OR account_id = %(account_id)s)
      AND (created_at, send_id) < (coalesce(%(at)s, 'infinity'::timestamptz), %(id)s)
    ORDER BY created_at DESC, send_id DESC LIMIT %(limit)s
) AS send
LEFT JOIN read_account AS account ON account.id = send.account_id
ORDER BY send.created_at DESC, send.send_id DESC
"""
GET_SEND = """
SELECT send.send_id, send.account_id, account.name AS account_name, send.kind, send.state, send.reason, send.subject,
       send.rule_id, send.mail_id, send.message_id, send.size_bytes, send.created_at, send.next_attempt_at,
       send.attempts, send.sent_at, '{}'::text[] AS recipients
FROM read_send AS send LEFT JOIN read_account AS account ON account.id = send.account_id
WHERE send.send_id = %(send_id)s
"""
GET_RECIPIENTS = """
SELECT address, state, reply_code, enhanced_status, reason
FROM read_send_recipient WHERE send_id = %(send_id)s ORDER BY address LIMIT %(most)s
"""
GET_ATTEMPTS = """
SELECT attempt, state, outcome, is_answered, started_at, ended_at
FROM read_send_attempt WHERE send_id = %(send_id)s ORDER BY attempt DESC LIMIT %(most)s
"""
MOST_SHOWN = 200
LAST_ID = UUID(int=2**128 - 1)


@dataclass(frozen=True, slots=True)
class Send:
    """A send as lists show it, with its first recipients."""

    send_id: UUID
    account_id: int
    account_name: str | None
    kind: str
    state: str
    reason: str
    subject: str
    rule_id: int | None
    mail_id: UUID | None
    message_id: str
    size_bytes: int
    created_at: datetime
    next_attempt_at: datetime | None
    attempts: int
    sent_at: datetime | None
    recipients: list[str]


@dataclass(frozen=True, slots=True)
class SendInFull:
    """One send with its recipients and tries, a row each by the names of the read_ views."""

    send: Send
    recipients: list[dict[str, Any]]
    attempts: list[dict[str, Any]]


class SendPages:
    """Reads only."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(
        self, *, state: str | None, account_id: int | None, before: Position | None, limit: int
    ) -> list[Send]:
        """The latest first."""
        values = {
            "state": state,
            "account_id": account_id,
            "at": before.at if before else None,
            "id": before.id if before else LAST_ID,
            "limit": limit,
        }
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(Send))
            return await (await cursor.execute(LIST_SENDS, values)).fetchall()

    async def get(self, send_id: UUID) -> SendInFull | None:
        """One send; None when the sender does not know it."""
        values = {"send_id": send_id, "most": MOST_SHOWN}
        async with transaction(self._pool) as connection:
            sends = connection.cursor(row_factory=class_row(Send))
            send = await (await sends.execute(GET_SEND, values)).fetchone()
            if send is None:
                return None
            rows = connection.cursor(row_factory=dict_row)
            recipients = await (await rows.execute(GET_RECIPIENTS, values)).fetchall()
            attempts = await (await rows.execute(GET_ATTEMPTS, values)).fetchall()
        return SendInFull(send, recipients, attempts)
