"""The poller's own tables: folder cursors, gaps, POP3 numbers. Every write is fenced by the account's lease."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.poller.domain.copies import Cursor, Gap, Passed
from services.poller.domain.retry import GapEnd, first_try_s
from services.poller.domain.tally import Tally
from services.poller.store.downloads import add_download
from services.poller.store.leased import LeasedAccount
from services.poller.store.poll_log import write_progress
from services.poller.store.seen import add_seen
from shared import metrics
from shared.errors import LeaseLostError
from shared.postgres.sessions import transaction

FIRST_RETRY_S = 60.0
READ_CURSOR = """
SELECT folder, uidvalidity, last_uid, live_from_uid, history_since, activation
FROM folder_cursor WHERE account_id = %s AND folder = %s
"""
BEGIN_FOLDER = """
INSERT INTO folder_cursor AS old
       (account_id, folder, uidvalidity, last_uid, begun_uid, live_from_uid, history_since, activation)
VALUES (%(account_id)s, %(folder)s, %(uidvalidity)s, %(last_uid)s, %(last_uid)s, %(live_from_uid)s,
        %(history_since)s, %(activation)s)
ON CONFLICT (account_id, folder) DO UPDATE
SET begun_uid = CASE WHEN old.uidvalidity = excluded.uidvalidity THEN old.begun_uid ELSE excluded.begun_uid END,
    passed = CASE WHEN old.uidvalidity = excluded.uidvalidity THEN old.passed ELSE excluded.passed END,
    uidvalidity = excluded.uidvalidity, last_uid = excluded.last_uid, live_from_uid = excluded.live_from_uid,
    history_since = excluded.history_since, activation = excluded.activation,
    refused_uid = NULL, refused_times = 0, moved_at = now()
"""
MOVE_CURSOR = """
UPDATE folder_cursor SET last_uid = %(last_uid)s, moved_at = now(),
    passed = passed + int8multirange(int8range(%(first_uid)s, %(last_uid)s + 1)),
    refused_uid = CASE WHEN refused_uid > %(last_uid)s THEN refused_uid END,
    refused_times = CASE WHEN refused_uid > %(last_uid)s THEN refused_times ELSE 0 END
WHERE account_id = %(account_id)s AND folder = %(folder)s AND uidvalidity = %(uidvalidity)s
  AND last_uid <= %(last_uid)s
"""
ADD_GAP = """
INSERT INTO fetch_gap AS known
       (account_id, folder, uidvalidity, uid, reason, size_bytes, detail, next_try_at, absent_at, closed_at, closed_as)
VALUES (%(account_id)s, %(folder)s, %(uidvalidity)s, %(uid)s, %(reason)s, %(size_bytes)s, %(detail)s,
        now() + make_interval(secs => %(first_try_s)s), CASE WHEN %(reason)s = 'gone' THEN now() END,
        CASE WHEN %(reason)s IN ('erased', 'canary') THEN now() END,
        CASE WHEN %(reason)s IN ('erased', 'canary') THEN %(reason)s END)
ON CONFLICT (account_id, folder, uidvalidity, uid) DO UPDATE
SET reason = excluded.reason, size_bytes = excluded.size_bytes, detail = excluded.detail, attempts = 0,
    next_try_at = excluded.next_try_at, absent_at = excluded.absent_at,
    closed_at = excluded.closed_at, closed_as = excluded.closed_as
WHERE known.closed_at IS NOT NULL
"""
# The uids of an earlier UIDVALIDITY are nobody's any more (RFC 9051 §2.3.1.1): what is there now is read again anyway.
END_RENUMBERED = """
UPDATE fetch_gap SET closed_at = now(), closed_as = 'renumbered', next_try_at = NULL
WHERE account_id = %(account_id)s AND folder = %(folder)s AND uidvalidity <> %(uidvalidity)s AND closed_at IS NULL
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
class CursorStore:
    """One account's cursors, for as long as this process holds its lease. Raises LeaseLostError once it does not."""

    account: LeasedAccount
    first_retry_s: float = FIRST_RETRY_S

    async def cursor(self, folder: str) -> Cursor | None:
        """See ports.Cursors."""
        async with transaction(self.account.pool) as connection:
            row = await (await connection.execute(READ_CURSOR, (self.account.id, folder))).fetchone()
        return Cursor(*row) if row is not None else None

    async def begin(self, cursor: Cursor) -> None:
        """See ports.Cursors."""
        async with self.account.transaction() as connection:
            await connection.execute(BEGIN_FOLDER, self._values(cursor))
            ended = await connection.execute(END_RENUMBERED, self._values(cursor))
        metrics.GAPS_CLOSED.labels(GapEnd.RENUMBERED).inc(ended.rowcount)

    async def settle(self, cursor: Cursor, passed: Passed, gaps: Sequence[Gap], tally: Tally) -> Tally:
        """See ports.Cursors."""
        async with self.account.transaction() as connection:
            values = self._values(cursor) | {"first_uid": passed.first_uid}
            moved = await connection.execute(MOVE_CURSOR, values)
            if moved.rowcount != 1:
                raise LeaseLostError(f"account {self.account.id}: the cursor of {cursor.folder} was moved by another")
            seen = [copy for copy in passed.copies if copy.uid <= cursor.last_uid]
            await add_seen(connection, self.account.id, cursor, seen)
            await add_download(connection, self.account.id, passed.fetched_bytes)
            for gap in gaps:
                await connection.execute(ADD_GAP, values | self._gap_values(gap))
            return await write_progress(connection, self.account.id, tally)

    async def count_refusal(self, cursor: Cursor, uid: int) -> int:
        """See ports.Cursors."""
        async with self.account.transaction() as connection:
            row = await (await connection.execute(COUNT_REFUSAL, self._values(cursor) | {"uid": uid})).fetchone()
        return int(row[0]) if row is not None else 1

    async def numbers(self, uidls: Sequence[str]) -> Mapping[str, int]:
        """See ports.UidlBook."""
        values = {"account_id": self.account.id, "uidls": list(dict.fromkeys(uidls))}
        async with self.account.transaction() as connection:
            await connection.execute(FORGET_UIDLS, values)
            await connection.execute(NUMBER_UIDLS, values)
            rows = await (await connection.execute(READ_NUMBERS, values)).fetchall()
        return {str(uidl): int(number) for uidl, number in rows}

    def _values(self, cursor: Cursor) -> dict[str, object]:
        return {
            "account_id": self.account.id,
            "folder": cursor.folder,
            "uidvalidity": cursor.uidvalidity,
            "last_uid": cursor.last_uid,
            "live_from_uid": cursor.live_from_uid,
            "history_since": cursor.history_since,
            "activation": cursor.activation,
        }

    def _gap_values(self, gap: Gap) -> dict[str, object]:
        return {
            "uid": gap.uid,
            "reason": gap.reason,
            "size_bytes": gap.size_bytes,
            "detail": gap.detail,
            "first_try_s": first_try_s(gap.reason, self.first_retry_s),
        }
