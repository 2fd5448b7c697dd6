"""An account's state as it is stored, and its changes until they are told. Every write is fenced by the lease."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from services.poller.domain.standing import Standing
from services.poller.store.leased import LeasedAccount
from shared.events import AccountChanged
from shared.ids import AccountId
from shared.postgres.sessions import Connection, transaction

MOST_TOLD = 100
READ = """
SELECT state, kind, reason, since, next_try_at, version,
       extract(epoch FROM next_try_at - now())::float8 AS next_try_s,
       extract(epoch FROM now() - proof_at)::float8 AS proof_s_ago
FROM receiving_state WHERE account_id = %s
"""
# A change of state or kind is a change to be told; anything else is only written.
WRITE = """
WITH before AS (
    SELECT state, kind, since FROM receiving_state WHERE account_id = %(account_id)s
), written AS (
    INSERT INTO receiving_state AS old
           (account_id, state, kind, reason, next_try_at, proof_at, doubtful_at, version)
    VALUES (%(account_id)s, %(state)s, %(kind)s, %(reason)s, now() + make_interval(secs => %(next_try_s)s),
            now() - make_interval(secs => %(proof_s_ago)s), now() + make_interval(secs => %(doubtful_s)s), %(version)s)
    ON CONFLICT (account_id) DO UPDATE
    SET state = excluded.state, kind = excluded.kind, reason = excluded.reason, next_try_at = excluded.next_try_at,
        proof_at = coalesce(excluded.proof_at, old.proof_at), doubtful_at = excluded.doubtful_at,
        version = excluded.version,
        since = CASE WHEN (old.state, old.kind) IS DISTINCT FROM (excluded.state, excluded.kind)
                     THEN excluded.since ELSE old.since END
    RETURNING since, next_try_at
), changed AS (
    INSERT INTO receiving_change (account_id, from_state, to_state, kind, reason, since, next_try_at)
    SELECT %(account_id)s, (SELECT state FROM before), %(state)s, %(kind)s, %(reason)s, since, next_try_at FROM written
    WHERE NOT EXISTS (SELECT FROM before WHERE (state, kind) IS NOT DISTINCT FROM (%(state)s::text, %(kind)s::text))
    RETURNING position
)
SELECT since, next_try_at, (SELECT state FROM before),
       extract(epoch FROM now() - (SELECT since FROM before))::float8, EXISTS (SELECT FROM changed)
FROM written
"""
UNTOLD = """
SELECT account_id, 'poller' AS service, position, from_state, to_state, kind, reason, since, next_try_at
FROM receiving_change WHERE account_id = %s AND told_at IS NULL ORDER BY position LIMIT %s
"""
TOLD = "UPDATE receiving_change SET told_at = now() WHERE position = ANY(%s)"
# Accounts that nobody polls any more and whose last change is not written, or not told.
UNSETTLED = """
SELECT receiving_state.account_id FROM receiving_state
JOIN read_account AS account ON account.id = receiving_state.account_id
WHERE (account.status <> 'active' OR account.incoming_server = '')
  AND (receiving_state.state <> 'paused' OR EXISTS (
      SELECT FROM receiving_change AS change
      WHERE change.account_id = receiving_state.account_id AND change.told_at IS NULL))
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """The row; `next_try_s` from now on, `proof_s_ago` None without a proof."""

    state: str
    kind: str | None
    reason: str
    since: datetime
    next_try_at: datetime | None
    version: int
    next_try_s: float | None
    proof_s_ago: float | None


@dataclass(frozen=True, slots=True)
class Written:
    """What a write has made of the row; `was` is the state before, for `lasted_s`; `is_change`: it is to be told."""

    since: datetime
    next_try_at: datetime | None
    was: str | None
    lasted_s: float | None
    is_change: bool


@dataclass(frozen=True, slots=True)
class StandingStore:
    """One account's."""

    account: LeasedAccount
    version: int

    async def read(self) -> Stored | None:
        """The row; None before the first state."""
        async with transaction(self.account.pool) as connection:
            cursor = connection.cursor(row_factory=class_row(Stored))
            return await (await cursor.execute(READ, (self.account.id,))).fetchone()

    async def write(
        self, standing: Standing, *, next_try_s: float | None, proof_s_ago: float | None, doubtful_s: float | None
    ) -> Written:
        """Writes the state, and with it its change where it is one."""
        values = {
            "account_id": self.account.id,
            "state": standing.state,
            "kind": standing.kind,
            "reason": standing.reason,
            "next_try_s": next_try_s,
            "proof_s_ago": proof_s_ago,
            "doubtful_s": doubtful_s,
            "version": self.version,
        }
        async with self.account.transaction() as connection:
            row = await (await connection.execute(WRITE, values)).fetchone()
        assert row is not None  # noqa: S101 - the statement returns what it wrote
        return Written(*row)

    async def untold(self) -> Sequence[AccountChanged]:
        """The changes that Kafka has not acknowledged, in order."""
        async with transaction(self.account.pool) as connection:
            cursor = connection.cursor(row_factory=class_row(AccountChanged))
            return await (await cursor.execute(UNTOLD, (self.account.id, MOST_TOLD))).fetchall()

    async def told(self, changes: Sequence[AccountChanged]) -> None:
        """Kafka has them."""
        async with self.account.transaction() as connection:
            await connection.execute(TOLD, ([change.position for change in changes],))


async def read_unsettled(connection: Connection) -> list[AccountId]:
    """Accounts that are not polled any more and whose state does not say so yet."""
    return [AccountId(account_id) async for (account_id,) in await connection.execute(UNSETTLED)]
