"""Gaps that are asked for again, until they are closed. Every write is fenced by the account's lease."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.poller.domain.copies import Cursor, GapReason, Listed
from services.poller.domain.retry import Attempt, GapEnd, OpenGap
from services.poller.store.downloads import add_download
from services.poller.store.leased import LeasedAccount
from services.poller.store.seen import add_seen
from shared.postgres.sessions import transaction

DUE = """
SELECT folder, uidvalidity, uid, reason, attempts, absent_at IS NOT NULL FROM fetch_gap
WHERE account_id = %(account_id)s AND next_try_at <= now() AND folder = %(folder)s
ORDER BY next_try_at, uid LIMIT %(most)s
"""
DUE_IN_S = """
SELECT extract(epoch FROM min(next_try_at) - clock_timestamp())::float8 FROM fetch_gap
WHERE account_id = %(account_id)s AND next_try_at IS NOT NULL AND folder = ANY(%(folders)s)
"""
END = """
UPDATE fetch_gap SET closed_at = now(), closed_as = %(end)s, next_try_at = NULL, attempts = attempts + 1
WHERE account_id = %(account_id)s AND folder = %(folder)s AND uidvalidity = %(uidvalidity)s AND uid = %(uid)s
  AND closed_at IS NULL
"""
TRIED = """
UPDATE fetch_gap SET reason = %(reason)s, detail = %(detail)s, size_bytes = greatest(size_bytes, %(size_bytes)s),
    attempts = attempts + 1, next_try_at = now() + make_interval(secs => %(next_try_s)s),
    absent_at = CASE WHEN %(is_absent)s THEN coalesce(absent_at, now()) END
WHERE account_id = %(account_id)s AND folder = %(folder)s AND uidvalidity = %(uidvalidity)s AND uid = %(uid)s
  AND closed_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class GapStore:
    """One account's open gaps."""

    account: LeasedAccount

    async def due(self, folder: str, most: int) -> list[OpenGap]:
        """See ports.Gaps."""
        values = {"account_id": self.account.id, "folder": folder, "most": most}
        async with transaction(self.account.pool) as connection:
            rows = await (await connection.execute(DUE, values)).fetchall()
        return [
            OpenGap(name, uidvalidity, uid, GapReason(reason), attempts, was_absent)
            for name, uidvalidity, uid, reason, attempts, was_absent in rows
        ]

    async def due_in_s(self, folders: Sequence[str]) -> float | None:
        """Seconds until the next attempt of any gap; None when there is none."""
        async with transaction(self.account.pool) as connection:
            values = {"account_id": self.account.id, "folders": list(folders)}
            row = await (await connection.execute(DUE_IN_S, values)).fetchone()
        return row[0] if row is not None else None

    async def end(self, gap: OpenGap, end: GapEnd, cursor: Cursor, copy: Listed | None) -> None:
        """See ports.Gaps."""
        async with self.account.transaction() as connection:
            await connection.execute(END, self._values(gap) | {"end": end})
            if copy is not None:
                await add_seen(connection, self.account.id, cursor, [copy])
                await add_download(connection, self.account.id, copy.size_bytes)

    async def tried(self, gap: OpenGap, attempt: Attempt) -> None:
        """See ports.Gaps."""
        values = {
            "reason": attempt.reason,
            "detail": attempt.detail,
            "size_bytes": attempt.size_bytes,
            "is_absent": attempt.is_absent,
            "next_try_s": attempt.next_try_s,
        }
        async with self.account.transaction() as connection:
            await connection.execute(TRIED, self._values(gap) | values)

    def _values(self, gap: OpenGap) -> dict[str, object]:
        place = {"folder": gap.folder, "uidvalidity": gap.uidvalidity, "uid": gap.uid}
        return {"account_id": self.account.id, **place}
