"""What is to be published: delivery changes and copies of what was sent, until Kafka acknowledged them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from shared.events import AccountChanged
from shared.ids import AccountId, AccountKey, MailId, SendId
from shared.postgres.sessions import Pool, session
from shared.seal import ContentKey, Vault

COPIES_WAIT_S = 30
BURST_SENDS = 20
"""More requests of an account than these within a second are a burst."""
IN_BURST = """EXISTS (SELECT FROM send WHERE account_id = {account}
                    AND created_at > clock_timestamp() - interval '1 second' OFFSET %(burst)s)"""

READ_CHANGES = """
SELECT change.position, change.send_id, send.kind, send.message_id, send.correlation_id, change.recipient,
       change.attempt, change.state, change.reply_code, change.enhanced_status, change.reason, change.at,
       send.traceparent
FROM send_change AS change JOIN send USING (send_id)
WHERE change.account_id = %(account_id)s AND change.published_at IS NULL
ORDER BY change.position LIMIT %(limit)s
"""
MARK_CHANGES = "UPDATE send_change SET published_at = clock_timestamp() WHERE position = ANY(%(positions)s)"
# Requests go first: to parse, thread and rule a copy costs more than to send it, on the same machine perhaps. That none
# is due does not end a burst: they may be sent as fast as they are taken in.
READ_COPIES = f"""
SELECT send_id, account_key, mail_id, correlation_id, sha256, size_bytes, sealed, sent_at, traceparent,
       coalesce((SELECT encrypt_content FROM read_account WHERE id = send.account_id), false) AS is_content_sealed
FROM send
WHERE account_id = %(account_id)s AND sent_at IS NOT NULL AND copied_at IS NULL
  AND sent_at <= (
      SELECT CASE WHEN EXISTS (SELECT FROM send WHERE account_id = %(account_id)s AND state = 'waiting'
                               AND next_attempt_at <= clock_timestamp())
                    OR {IN_BURST.format(account="%(account_id)s")}
                  THEN clock_timestamp() - make_interval(secs => %(wait_s)s) ELSE 'infinity' END)
ORDER BY sent_at, send_id LIMIT %(limit)s
"""  # noqa: S608
MARK_COPIES = "UPDATE send SET copied_at = clock_timestamp() WHERE send_id = ANY(%(send_ids)s)"


READ_STATES = """
SELECT account_id, 'sender' AS service, position, from_state, to_state, reason, since, next_try_at
FROM sending_change WHERE account_id = %(account_id)s ORDER BY position LIMIT %(limit)s
"""
FORGET_STATES = "DELETE FROM sending_change WHERE position = ANY(%(positions)s)"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change of one recipient that was not acknowledged yet."""

    position: int
    send_id: SendId
    kind: str
    message_id: str
    correlation_id: UUID | None
    recipient: str
    attempt: int
    state: str
    reply_code: int | None
    enhanced_status: str | None
    reason: str
    at: datetime
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class SentRow:
    """A message that was sent and whose copy was not acknowledged yet."""

    send_id: SendId
    account_key: AccountKey
    mail_id: MailId
    correlation_id: UUID | None
    sha256: str
    size_bytes: int
    sealed: bytes
    sent_at: datetime
    is_content_sealed: bool
    traceparent: str | None = None


class OutboxStore:
    """Reads what is to be published and marks what was."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault

    async def changes(self, account_id: AccountId, limit: int) -> Sequence[ChangeRow]:
        """The oldest unpublished changes of an account, in order."""
        async with (
            session(self._pool) as connection,
            connection.cursor(row_factory=class_row(ChangeRow)) as cursor,
        ):
            await cursor.execute(READ_CHANGES, {"account_id": account_id, "limit": limit})
            return await cursor.fetchall()

    async def changes_published(self, positions: Sequence[int]) -> None:
        """Kafka acknowledged these."""
        async with session(self._pool) as connection:
            await connection.execute(MARK_CHANGES, {"positions": list(positions)})

    async def states(self, account_id: AccountId, limit: int) -> Sequence[AccountChanged]:
        """The oldest changes of the account's sending that were not acknowledged yet, in order."""
        async with (
            session(self._pool) as connection,
            connection.cursor(row_factory=class_row(AccountChanged)) as cursor,
        ):
            await cursor.execute(READ_STATES, {"account_id": account_id, "limit": limit})
            return await cursor.fetchall()

    async def states_published(self, positions: Sequence[int]) -> None:
        """Kafka acknowledged these."""
        async with session(self._pool) as connection:
            await connection.execute(FORGET_STATES, {"positions": list(positions)})

    async def copies(self, account_id: AccountId, limit: int) -> Sequence[SentRow]:
        """The oldest sent messages whose copy is to join the history.

        It waits, COPIES_WAIT_S at most, while sends of the account are due or a burst of them is being asked for.
        """
        values = {"account_id": account_id, "limit": limit, "wait_s": COPIES_WAIT_S, "burst": BURST_SENDS}
        async with (
            session(self._pool) as connection,
            connection.cursor(row_factory=class_row(SentRow)) as cursor,
        ):
            await cursor.execute(READ_COPIES, values, binary=True)
            return await cursor.fetchall()

    async def copies_published(self, send_ids: Sequence[SendId]) -> None:
        """Kafka acknowledged these, or they were erased."""
        async with session(self._pool) as connection:
            await connection.execute(MARK_COPIES, {"send_ids": list(send_ids)})

    async def key_of(self, mail_id: MailId) -> ContentKey | None:
        """The key that a mail is sealed with; none when it was erased."""
        async with session(self._pool) as connection:
            return (await self._vault.keys_of(connection, [mail_id])).get(mail_id)
