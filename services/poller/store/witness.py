"""What is known of the uids that cursors have passed, and what the server's own list says beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.poller.domain.copies import Cursor, Listed, Reading
from services.poller.domain.tally import Comparison
from services.poller.store.cursors import FIRST_RETRY_S
from services.poller.store.leased import LeasedAccount
from services.poller.store.seen import add_seen
from shared.postgres.sessions import transaction

READ = """
SELECT folder, uidvalidity, last_uid, live_from_uid, history_since, activation, begun_uid
FROM folder_cursor WHERE account_id = %s AND folder = %s
"""
# Listed by a poll, or a gap. What was taken for gone and is there is not known.
UNKNOWN = """
SELECT listed.uid FROM unnest(%(uids)s::bigint[]) AS listed (uid)
LEFT JOIN seen_uid AS seen ON seen.account_id = %(account_id)s AND seen.folder = %(folder)s
    AND seen.uidvalidity = %(uidvalidity)s AND seen.block = listed.uid / 1024
LEFT JOIN seen_uidl AS uidl ON %(is_pop3)s AND uidl.account_id = %(account_id)s AND uidl.number = listed.uid
LEFT JOIN fetch_gap AS gap ON gap.account_id = %(account_id)s AND gap.folder = %(folder)s
    AND gap.uidvalidity = %(uidvalidity)s AND gap.uid = listed.uid
WHERE (gap.uid IS NULL AND uidl.number IS NULL AND NOT coalesce(seen.uids @> listed.uid, false))
   OR gap.closed_as = 'gone'
ORDER BY listed.uid
"""
NAME = """
INSERT INTO fetch_gap AS known (account_id, folder, uidvalidity, uid, reason, size_bytes, detail, next_try_at)
SELECT %(account_id)s, %(folder)s, %(uidvalidity)s, uid, 'unaccounted', size_bytes,
       'the server has it, and the cursor is past it', now() + make_interval(secs => %(first_try_s)s)
FROM unnest(%(uids)s::bigint[], %(sizes)s::bigint[]) AS found (uid, size_bytes)
WHERE EXISTS (SELECT FROM folder_cursor WHERE account_id = %(account_id)s AND folder = %(folder)s
              AND uidvalidity = %(uidvalidity)s)
ON CONFLICT (account_id, folder, uidvalidity, uid) DO UPDATE
SET reason = 'unaccounted', detail = excluded.detail, attempts = 0, next_try_at = excluded.next_try_at,
    absent_at = NULL, closed_at = NULL, closed_as = NULL
"""
WALKED = """
UPDATE folder_cursor SET passed = passed + int8multirange(int8range(%(begun_uid)s + 1, %(last_uid)s + 1))
WHERE account_id = %(account_id)s AND folder = %(folder)s AND uidvalidity = %(uidvalidity)s
  AND begun_uid = %(begun_uid)s AND begun_uid <= %(last_uid)s
"""
BEGIN = "INSERT INTO server_witness (account_id) VALUES (%s) ON CONFLICT DO NOTHING"
LOOKED_S_AGO = """
SELECT extract(epoch FROM clock_timestamp() - looked_at)::float8 FROM server_witness WHERE account_id = %s
"""
LOOKED = """
INSERT INTO server_witness AS known (account_id, looks, listed, unaccounted)
VALUES (%(account_id)s, 1, %(listed)s, %(unaccounted)s)
ON CONFLICT (account_id) DO UPDATE
SET looked_at = now(), looks = known.looks + 1, listed = excluded.listed, unaccounted = excluded.unaccounted, said = ''
"""
FAILED = """
INSERT INTO server_witness (account_id, said) VALUES (%s, %s)
ON CONFLICT (account_id) DO UPDATE SET said = excluded.said
"""


@dataclass(frozen=True, slots=True)
class WitnessStore:
    """One account's."""

    account: LeasedAccount
    is_pop3: bool = False
    first_retry_s: float = FIRST_RETRY_S

    async def reading(self, folder: str) -> Reading | None:
        """See ports.ReadingBook."""
        async with transaction(self.account.pool) as connection:
            row = await (await connection.execute(READ, (self.account.id, folder))).fetchone()
        return Reading(Cursor(*row[:-1]), row[-1]) if row is not None else None

    async def unknown(self, cursor: Cursor, uids: Sequence[int]) -> list[int]:
        """See ports.ReadingBook."""
        async with transaction(self.account.pool) as connection:
            rows = await (
                await connection.execute(UNKNOWN, self._values(cursor) | {"uids": list(uids), "is_pop3": self.is_pop3})
            ).fetchall()
        return [uid for (uid,) in rows]

    async def name(self, cursor: Cursor, copies: Sequence[Listed]) -> bool:
        """See ports.ReadingBook."""
        values = {
            "uids": [copy.uid for copy in copies],
            "sizes": [copy.size_bytes for copy in copies],
            "first_try_s": self.first_retry_s,
        }
        async with self.account.transaction() as connection:
            named = await connection.execute(NAME, self._values(cursor) | values)
            if named.rowcount:
                await add_seen(connection, self.account.id, cursor, copies)
        return bool(named.rowcount)

    async def walked(self, reading: Reading) -> None:
        """See ports.ReadingBook."""
        values = {"begun_uid": reading.begun_uid, "last_uid": reading.cursor.last_uid}
        async with self.account.transaction() as connection:
            await connection.execute(WALKED, self._values(reading.cursor) | values)

    async def looked_s_ago(self) -> float:
        """Seconds since the last look; before the first one since the poller first asked."""
        async with self.account.transaction() as connection:
            await connection.execute(BEGIN, (self.account.id,))
            row = await (await connection.execute(LOOKED_S_AGO, (self.account.id,))).fetchone()
        return float(row[0]) if row is not None else 0.0

    async def looked(self, comparison: Comparison) -> None:
        """A look was completed."""
        values = {"listed": comparison.listed, "unaccounted": comparison.unaccounted}
        async with self.account.transaction() as connection:
            await connection.execute(LOOKED, values | {"account_id": self.account.id})

    async def failed(self, said: str) -> None:
        """A look broke off."""
        async with self.account.transaction() as connection:
            await connection.execute(FAILED, (self.account.id, said))

    def _values(self, cursor: Cursor) -> dict[str, object]:
        return {"account_id": self.account.id, "folder": cursor.folder, "uidvalidity": cursor.uidvalidity}
