"""The poller's own tables: folder cursors, gaps, POP3 numbers. Every write is fenced by the account's lease."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.poller.domain.copies import Cursor, Gap
from services.poller.poll_log import Tally, write_progress
from shared.db import Pool, transaction
from shared.errors import LeaseLostError
from shared.ids import AccountId
from shared.lease import Lease, fence

READ_CURSOR = """
SELECT folder, uidvalidity, last_uid, live_from_uid, history_since, activation
FROM folder_cursor WHERE account_id = %s AND folder = %s
"""
BEGIN_FOLDER = """
INSERT INTO folder_cursor (account_id, folder, uidvalidity, last_uid, live_from_uid, history_since, activation)
VALUES (%(account_id)s, %(folder)s, %(uidvalidity)s, %(last_uid)s, %(live_from_uid)s, %(history_since)s,
        %(activation)s)
ON CONFLICT (account_id, folder) DO UPDATE
SET uidvalidity = excluded.uidvalidity, last_uid = excluded.last_uid, live_from_uid = excluded.live_from_uid,
    history_since = excluded.history_since, activation = excluded.activation,
    refused_uid = NULL, refused_times = 0, moved_at = now()
"""
MOVE_CURSOR = """
UPDATE folder_cursor SET last_uid = %(last_uid)s, moved_at = now(),
    refused_uid = CASE WHEN refused_uid > %(last_uid)s THEN refused_uid END,
    refused_times = CASE WHEN refused_uid > %(last_uid)s THEN refused_times ELSE 0 END
WHERE account_id = %(account_id)s AND folder = %(folder)s AND uidvalidity = %(uidvalidity)s
  AND last_uid <= %(last_uid)s
"""
ADD_GAP = """
INSERT INTO fetch_gap (account_id, folder, uidvalidity, uid, reason, size_bytes, detail)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""
COUNT_REFUSAL = """
UPDATE folder_cursor SET refused_times = CASE WHEN refused_uid = %(uid)s THEN refused_times + 1 ELSE 1 END,
    refused_uid = %(uid)s
WHERE account_id = %(account_id)s AND folder = %(folder)s AND uidvalidity = %(uidvalidity)s
RETURNING refused_times
"""
NUMBER_UIDLS = """
INSERT INTO pop3_uidl (account_id, uidl)
SELECT %(account_id)s, new.uidl FROM unnest(%(uidls)s::text[]) WITH ORDINALITY AS new (uidl, position)
WHERE NOT EXISTS (SELECT FROM pop3_uidl AS known WHERE known.account_id = %(account_id)s AND known.uidl = new.uidl)
ORDER BY new.position
ON CONFLICT DO NOTHING
"""
FORGET_UIDLS = "DELETE FROM pop3_uidl WHERE account_id = %(account_id)s AND uidl <> ALL(%(uidls)s)"
READ_NUMBERS = "SELECT uidl, number FROM pop3_uidl WHERE account_id = %(account_id)s"


@dataclass(frozen=True, slots=True)
class AccountStore:
    """One account's rows, for as long as this process holds its lease. Raises LeaseLostError once it does not."""

    pool: Pool
    account_id: AccountId
    lease: Lease

    async def cursor(self, folder: str) -> Cursor | None:
        """How far the folder has been read; None before the first poll."""
        async with transaction(self.pool) as connection:
            row = await (await connection.execute(READ_CURSOR, (self.account_id, folder))).fetchone()
        return Cursor(*row) if row is not None else None

    async def begin(self, cursor: Cursor) -> None:
        """Fixes where reading begins: at the first poll, after UIDVALIDITY changed, after the account was inactive."""
        async with transaction(self.pool) as connection:
            await fence(connection, self.lease)
            await connection.execute(BEGIN_FOLDER, self._values(cursor))

    async def settle(self, cursor: Cursor, gaps: Sequence[Gap], tally: Tally) -> Tally:
        """Moves the cursor, lists the gaps and logs the poll, in one transaction (DESIGN §3)."""
        async with transaction(self.pool) as connection:
            await fence(connection, self.lease)
            moved = await connection.execute(MOVE_CURSOR, self._values(cursor))
            if moved.rowcount != 1:
                raise LeaseLostError(f"account {self.account_id}: the cursor of {cursor.folder} was moved by another")
            for gap in gaps:
                place = (self.account_id, cursor.folder, cursor.uidvalidity, gap.uid)
                await connection.execute(ADD_GAP, (*place, gap.reason, gap.size_bytes, gap.detail))
            return await write_progress(connection, self.account_id, tally)

    async def count_refusal(self, cursor: Cursor, uid: int) -> int:
        """How often in a row the server has not given this copy, this time included."""
        async with transaction(self.pool) as connection:
            await fence(connection, self.lease)
            row = await (await connection.execute(COUNT_REFUSAL, self._values(cursor) | {"uid": uid})).fetchone()
        return int(row[0]) if row is not None else 1

    async def numbers(self, uidls: Sequence[str]) -> Mapping[str, int]:
        """See ports.UidlBook."""
        values = {"account_id": self.account_id, "uidls": list(dict.fromkeys(uidls))}
        async with transaction(self.pool) as connection:
            await fence(connection, self.lease)
            await connection.execute(FORGET_UIDLS, values)
            await connection.execute(NUMBER_UIDLS, values)
            rows = await (await connection.execute(READ_NUMBERS, values)).fetchall()
        return {str(uidl): int(number) for uidl, number in rows}

    def _values(self, cursor: Cursor) -> dict[str, object]:
        return {
            "account_id": self.account_id,
            "folder": cursor.folder,
            "uidvalidity": cursor.uidvalidity,
            "last_uid": cursor.last_uid,
            "live_from_uid": cursor.live_from_uid,
            "history_since": cursor.history_since,
            "activation": cursor.activation,
        }
