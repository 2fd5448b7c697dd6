"""Calling off what waits: race-safe against whoever is about to send it.

An attempt is on the wire by its row in `send_attempt`, under the next number of its send. A cancellation takes that
number itself: whichever row comes first, the other one is not written (primary key). What ends an attempt without the
wire changes the row of `send`, which is locked here first.
"""

from services.sender.domain.ledger import RecipientState
from shared.ids import AccountId, SendId
from shared.postgres.sessions import Connection, Pool, session, transaction

REMOVED = "cancelled: its account was deleted"
OBSERVES = "cancelled: its account only observes (mode: observe)"
EXPIRED = "expired: it was still waiting when its time was over (expires_at)"

LOCK_WAITING = """
SELECT FROM send WHERE send_id = %(send_id)s AND account_id = %(account_id)s AND state = 'waiting' FOR UPDATE
"""
# What it comes to when nobody else is left to wait for, in the order of domain/ledger.py.
CANCEL = """
WITH taken AS (
    INSERT INTO send_attempt (send_id, attempt, epoch, state, outcome, ended_at)
    SELECT send_id, attempts + 1, 0, 'done', %(reason)s, clock_timestamp() FROM send
    WHERE send_id = %(send_id)s AND state = 'waiting'
      AND NOT EXISTS (SELECT FROM send_attempt AS open WHERE open.send_id = send.send_id AND open.state = 'on_wire')
    ON CONFLICT DO NOTHING
    RETURNING send_id, attempt
), cancelled AS (
    UPDATE send_recipient AS one
    SET state = %(state)s, reply_code = NULL, enhanced_status = NULL, reason = %(reason)s
    FROM taken WHERE one.send_id = taken.send_id AND one.state IN ('waiting', 'deferred')
    RETURNING one.send_id, one.address, taken.attempt
), told AS (
    INSERT INTO send_change (account_id, send_id, recipient, attempt, state, reason)
    SELECT %(account_id)s, send_id, address, attempt, %(state)s, %(reason)s FROM cancelled ORDER BY address
), closed AS (
    UPDATE send SET
        state = (SELECT CASE WHEN bool_or(one.state = 'in_doubt') THEN 'in_doubt'
                             WHEN bool_or(one.state = 'failed') THEN 'failed' ELSE %(state)s END
                 FROM send_recipient AS one WHERE one.send_id = send.send_id),
        reason = %(reason)s, next_attempt_at = NULL
    FROM taken WHERE send.send_id = taken.send_id
)
SELECT count(*) FROM cancelled
"""
WAITING_IN_VAIN = """
SELECT send_id, account.deleted_at IS NOT NULL FROM send JOIN read_account AS account ON account.id = send.account_id
WHERE send.account_id = %(account_id)s AND send.state = 'waiting'
  AND (account.deleted_at IS NOT NULL OR account.mode = 'observe')
"""

OVER = """
SELECT send_id FROM send WHERE account_id = %(account_id)s AND state = 'waiting' AND expires_at <= clock_timestamp()
"""


class CancelStore:
    """Writes cancellations."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def cancel(self, account_id: AccountId, send_id: SendId, reason: str) -> int:
        """How many recipients will not get it; 0 when it does not wait (any more): on the wire, settled, unknown."""
        async with transaction(self._pool) as connection:
            return await _end(connection, account_id, send_id, RecipientState.CANCELLED, reason)

    async def expire(self, account_id: AccountId) -> int:
        """Ends what waits and is of no use any more; how many recipients will not get it."""
        async with session(self._pool) as connection:
            over = await (await connection.execute(OVER, {"account_id": account_id})).fetchall()
        return sum([await self._expire(account_id, SendId(send_id)) for (send_id,) in over])

    async def _expire(self, account_id: AccountId, send_id: SendId) -> int:
        async with transaction(self._pool) as connection:
            return await _end(connection, account_id, send_id, RecipientState.EXPIRED, EXPIRED)

    async def in_vain(self, account_id: AccountId) -> int:
        """All that waits in an account that was deleted or only observes; 0 for any other account."""
        async with session(self._pool) as connection:
            waiting = await (await connection.execute(WAITING_IN_VAIN, {"account_id": account_id})).fetchall()
        return sum(
            [
                await self.cancel(account_id, SendId(send_id), REMOVED if is_deleted else OBSERVES)
                for send_id, is_deleted in waiting
            ]
        )


async def _end(
    connection: Connection, account_id: AccountId, send_id: SendId, state: RecipientState, reason: str
) -> int:
    values = {"account_id": account_id, "send_id": send_id, "state": state.value, "reason": reason}
    if await (await connection.execute(LOCK_WAITING, values)).fetchone() is None:
        return 0
    ((cancelled,),) = await (await connection.execute(CANCEL, values)).fetchall()
    return int(cancelled)
