"""The poll log and the account's health."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from services.poller.domain.due import NextPoll
from services.poller.domain.failures import AccountHealth, HealthState
from services.poller.domain.tally import PollStatus, Tally
from services.poller.store.downloads import FORGET as FORGET_DOWNLOADS
from services.poller.store.leased import LeasedAccount
from shared.ids import AccountId
from shared.metrics.by_account.standings import UNKNOWN
from shared.postgres.sessions import Connection, Pool, transaction

PRUNE_EVERY_S = 86_400.0

BEGIN_ROW = """
INSERT INTO poll_log (account_id, started_at, status, messages_found, messages_processed, bytes)
VALUES (%(account_id)s, %(started_at)s, 'running', %(found)s, %(processed)s, %(bytes)s)
RETURNING id
"""
CONTINUE_ROW = """
UPDATE poll_log SET messages_found = %(found)s, messages_processed = %(processed)s, bytes = %(bytes)s
WHERE id = %(log_id)s
"""
FINISH_ROW = """
UPDATE poll_log SET finished_at = clock_timestamp(), messages_found = %(found)s, messages_processed = %(processed)s,
    bytes = %(bytes)s, status = %(status)s, error_message = %(error)s
WHERE id = %(log_id)s
"""
# A process that ended amid a poll left its row running. It ends after the present poll, which whoever waits is shown.
FINISH_ABANDONED = """
UPDATE poll_log SET finished_at = clock_timestamp(), status = 'error',
    error_message = 'the poll broke off, and the next one went on from there'
WHERE account_id = %(account_id)s AND finished_at IS NULL
"""
# A poll that moved nothing and ended like the one before it lengthens that row: a quiet account's log does not grow.
LOG_QUIET_POLL = """
WITH last AS (
    SELECT id FROM (SELECT * FROM poll_log WHERE account_id = %(account_id)s ORDER BY id DESC LIMIT 1) AS newest
    WHERE status = %(status)s AND error_message = %(error)s AND messages_found = 0 AND messages_processed = 0
), lengthened AS (
    UPDATE poll_log SET polls = polls + 1, finished_at = clock_timestamp() FROM last WHERE poll_log.id = last.id
    RETURNING poll_log.id
)
INSERT INTO poll_log (account_id, started_at, finished_at, status, messages_found, error_message)
SELECT %(account_id)s, %(started_at)s, clock_timestamp(), %(status)s, %(found)s, %(error)s
WHERE %(found)s > 0 OR NOT EXISTS (SELECT FROM lengthened)
"""
WRITE_HEALTH = """
INSERT INTO account_health AS old (account_id, state, kind, reason, since, last_poll_at, last_good_at, is_live,
                                   next_poll_at, poll_interval_s, is_pushed)
VALUES (%(account_id)s, %(state)s, %(kind)s, %(reason)s, now(), now(),
        CASE WHEN %(state)s = 'ok' THEN now() END, %(is_live)s,
        now() + make_interval(secs => %(next_poll_s)s), %(poll_interval_s)s, %(is_pushed)s)
ON CONFLICT (account_id) DO UPDATE
SET state = excluded.state, kind = excluded.kind, reason = excluded.reason, last_poll_at = excluded.last_poll_at,
    since = CASE WHEN (old.state, old.kind) IS DISTINCT FROM (excluded.state, excluded.kind)
                 THEN excluded.since ELSE old.since END,
    last_good_at = coalesce(excluded.last_good_at, old.last_good_at), next_poll_at = excluded.next_poll_at,
    poll_interval_s = excluded.poll_interval_s, is_pushed = excluded.is_pushed,
    is_live = old.is_live OR excluded.is_live
"""
# Of an account without a good poll, the seconds since it was made.
READ_STANDINGS = """
SELECT id, extract(epoch FROM now() - coalesce(last_good_at, created_at))::float8, state, kind
FROM read_account LEFT JOIN account_health ON account_id = id WHERE id = ANY(%s)
"""
PRUNE = "DELETE FROM poll_log WHERE coalesce(finished_at, started_at) < now() - %s"
PRUNE_CHANGES = "DELETE FROM receiving_change WHERE told_at < now() - %s"


async def write_progress(connection: Connection, account_id: AccountId, tally: Tally) -> Tally:
    """Logs what the poll has done so far, within the transaction that moves the cursor."""
    values = _values(account_id, tally, "")
    if tally.log_id is not None:
        await connection.execute(CONTINUE_ROW, values)
        return tally
    row = await (await connection.execute(BEGIN_ROW, values)).fetchone()
    return replace(tally, log_id=row[0] if row is not None else None)


async def finish(
    account: LeasedAccount, tally: Tally, error: str, health: AccountHealth | None, next_poll: NextPoll
) -> None:
    """Logs the end of a poll, and the account's health when the poll says something about it."""
    values = _values(account.id, tally, error)
    async with account.transaction() as connection:
        await connection.execute(LOG_QUIET_POLL if tally.log_id is None else FINISH_ROW, values)
        await connection.execute(FINISH_ABANDONED, values)
        if health is not None:
            await connection.execute(WRITE_HEALTH, _health_values(account.id, health, next_poll))


async def read_standings(connection: Connection, account_ids: Collection[int]) -> list[tuple[int, float, str, str]]:
    """Of each account: its id, the seconds since its last good poll, its health's state and kind."""
    cursor = await connection.execute(READ_STANDINGS, (list(account_ids),))
    return [(account_id, age_s, state or UNKNOWN, kind or "") async for account_id, age_s, state, kind in cursor]


async def prune(pool: Pool, older_than: timedelta) -> None:
    """Forgets old polls, old changes of state, and what was downloaded long ago."""
    async with transaction(pool) as connection:
        await connection.execute(PRUNE, (older_than,))
        await connection.execute(PRUNE_CHANGES, (older_than,))
        await connection.execute(FORGET_DOWNLOADS)


def _values(account_id: AccountId, tally: Tally, error: str) -> dict[str, object]:
    return {
        "account_id": account_id,
        "started_at": tally.started_at,
        "found": tally.found,
        "processed": tally.processed,
        "bytes": tally.size_bytes,
        "status": PollStatus.ERROR if error else PollStatus.OK,
        "error": error,
        "log_id": tally.log_id,
    }


def _health_values(account_id: AccountId, health: AccountHealth, next_poll: NextPoll) -> dict[str, object]:
    is_live = health.state is HealthState.OK  # a poll that succeeded has fixed where the account's mail begins
    state = {"state": health.state, "kind": health.kind, "reason": health.reason, "is_live": is_live}
    return {
        "account_id": account_id,
        "next_poll_s": next_poll.in_s,
        "poll_interval_s": next_poll.interval_s,
        "is_pushed": next_poll.is_pushed,
        **state,
    }
