"""The whole picture, counted over the read_ views of all services."""

from psycopg.rows import class_row, dict_row

from services.api.accounts.polling import JOIN_DOWNLOAD, POLLING
from services.api.accounts.receiving import CANARY, JOIN_CANARY, JOIN_RECEIVING, RECEIVING, RECEIVING_STATE
from services.api.lists import Column, Listing, Part
from services.api.monitor.resources import (
    AccountActivity,
    AccountHealth,
    OpenGap,
    PollLog,
    ReceivingChange,
    Totals,
)
from shared.postgres.sessions import Connection, Pool, transaction

RECENT_POLLS = 5
OPEN_GAPS = 20
LIST_ACTIVITY = f"""
SELECT {RECEIVING}, {POLLING}, {CANARY}, account.incoming_server, account.max_connections, account.daily_download_mb,
       account.id AS account_id, account.name, account.email_address, account.status, account.auto_polling_enabled,
       health.state = 'ok' AS is_healthy, coalesce(health.reason, '') AS last_error_message,
       health.last_good_at AS last_good_poll_at, sending.state AS sending_state, sending.since AS sending_since,
       coalesce(sending.reason, '') AS sending_reason, sending.next_try_at AS sending_next_try_at,
       coalesce(day.polls, 0) AS polls, coalesce(day.failed_polls, 0) AS failed_polls,
       coalesce(day.found, 0) AS messages_found, coalesce(day.processed, 0) AS messages_processed,
       coalesce(gap.open, 0) AS open_gap_count, coalesce(gap.unaccounted, 0) AS unaccounted,
       CASE WHEN witness.looks > 0 THEN witness.looked_at END AS witnessed_at
FROM account
{JOIN_RECEIVING}
{JOIN_CANARY}
{JOIN_DOWNLOAD}
LEFT JOIN read_server_witness AS witness ON witness.account_id = account.id
LEFT JOIN (
    SELECT account_id, count(*) AS open, count(*) FILTER (WHERE reason = 'unaccounted') AS unaccounted
    FROM read_fetch_gap WHERE closed_at IS NULL GROUP BY account_id
) AS gap ON gap.account_id = account.id
LEFT JOIN read_account_health AS health ON health.account_id = account.id
LEFT JOIN read_sending_health AS sending ON sending.account_id = account.id
LEFT JOIN (
    SELECT account_id, sum(polls) AS polls, sum(polls) FILTER (WHERE status = 'error') AS failed_polls,
           sum(messages_found) AS found, sum(messages_processed) AS processed
    FROM read_poll_log WHERE finished_at > now() - interval '24 hours' GROUP BY account_id
) AS day ON day.account_id = account.id
WHERE (%(account_id)s::integer IS NULL OR account.id = %(account_id)s) AND account.deleted_at IS NULL
ORDER BY account.id
"""  # noqa: S608 - pieces of our own
LIST_RECENT_POLLS = """
SELECT recent.*
FROM unnest(%(account_ids)s::integer[]) AS wanted (account_id)
CROSS JOIN LATERAL (
    SELECT id, account_id, started_at, finished_at, status, polls, messages_found, messages_processed, error_message
    FROM read_poll_log WHERE read_poll_log.account_id = wanted.account_id ORDER BY id DESC LIMIT %(limit)s
) AS recent
ORDER BY recent.account_id, recent.finished_at DESC
"""
LIST_RECENT_CHANGES = """
SELECT recent.*
FROM unnest(%(account_ids)s::integer[]) AS wanted (account_id)
CROSS JOIN LATERAL (
    SELECT account_id, position, since, from_state, to_state, kind, reason, next_try_at
    FROM read_receiving_change WHERE read_receiving_change.account_id = wanted.account_id
    ORDER BY position DESC LIMIT %(limit)s
) AS recent
ORDER BY recent.account_id, recent.position DESC
"""
LIST_OPEN_GAPS = """
SELECT open.*
FROM unnest(%(account_ids)s::integer[]) AS wanted (account_id)
CROSS JOIN LATERAL (
    SELECT account_id, folder, uidvalidity, uid, reason, detail, size_bytes, found_at, attempts, next_try_at
    FROM read_fetch_gap WHERE read_fetch_gap.account_id = wanted.account_id AND closed_at IS NULL
    ORDER BY next_try_at, uid LIMIT %(gaps)s
) AS open
ORDER BY open.account_id, open.next_try_at, open.uid
"""
COUNT_MESSAGES = """
SELECT direction, count(*) FROM read_message
WHERE %(account_id)s::integer IS NULL OR account_id = %(account_id)s GROUP BY direction
"""
COUNT_THREADED = """
SELECT 'threaded', count(*) FROM read_placement
WHERE %(account_id)s::integer IS NULL OR account_id = %(account_id)s
"""
COUNT_RULED = """
SELECT 'ruled', count(*) FROM read_rule_run
WHERE %(account_id)s::integer IS NULL OR account_id = %(account_id)s
"""
COUNT_SENDS = """
SELECT state, count(*) FROM read_send
WHERE (%(account_id)s::integer IS NULL OR account_id = %(account_id)s) AND kind <> 'canary'
GROUP BY state ORDER BY state
"""
COUNT_GAPS = """
SELECT reason, count(*) FROM read_fetch_gap
WHERE (%(account_id)s::integer IS NULL OR account_id = %(account_id)s) AND closed_as IS DISTINCT FROM 'read'
  AND closed_as IS DISTINCT FROM 'canary'
GROUP BY reason ORDER BY reason
"""
LIST_HEALTH = f"""
SELECT {RECEIVING},
       account.id AS account_id, account.email_address, account.status, coalesce(health.state, 'unknown') AS state,
       health.kind, coalesce(health.reason, '') AS reason, health.since, health.last_poll_at,
       health.last_good_at AS last_good_poll_at, coalesce(health.is_live, false) AS is_live
FROM account LEFT JOIN read_account_health AS health ON health.account_id = account.id
{JOIN_RECEIVING}
WHERE account.deleted_at IS NULL
  AND (%(receiving_state)s::text IS NULL OR {RECEIVING_STATE} = %(receiving_state)s)
  AND (%(state)s::text IS NULL OR coalesce(health.state, 'unknown') = %(state)s)
  AND (%(status)s::text IS NULL OR account.status = %(status)s)
  AND {{after}} ORDER BY {{order}} LIMIT %(limit)s
"""  # noqa: S608 - pieces of our own
ID = Column("account.id", "integer", "account_id")
HEALTH = Listing(
    "health",
    ID,
    {"account_id": ID, "email_address": Column("account.email_address", "text", "email_address")},
    "account_id",
)
NONE_YET = {"inbound": 0, "outbound": 0, "threaded": 0, "ruled": 0}


class MonitorStore:
    """Reads only."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def accounts(self, account_id: int | None) -> list[AccountActivity]:
        """Each account's health, polls and open gaps, by id."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=dict_row)
            rows = await (await cursor.execute(LIST_ACTIVITY, {"account_id": account_id})).fetchall()
            wanted = {"account_ids": [row["account_id"] for row in rows], "limit": RECENT_POLLS, "gaps": OPEN_GAPS}
            polls: dict[int, list[PollLog]] = {}
            for poll in await (await cursor.execute(LIST_RECENT_POLLS, wanted)).fetchall():
                polls.setdefault(poll["account_id"], []).append(PollLog(**poll))
            changes: dict[int, list[ReceivingChange]] = {}
            for change in await (await cursor.execute(LIST_RECENT_CHANGES, wanted)).fetchall():
                changes.setdefault(change["account_id"], []).append(ReceivingChange(**change))
            gaps: dict[int, list[OpenGap]] = {}
            for gap in await (await cursor.execute(LIST_OPEN_GAPS, wanted)).fetchall():
                gaps.setdefault(gap["account_id"], []).append(OpenGap(**gap))
        return [
            AccountActivity(
                **row,
                recent_polls=polls.get(row["account_id"], []),
                recent_changes=changes.get(row["account_id"], []),
                open_gaps=gaps.get(row["account_id"], []),
            )
            for row in rows
        ]

    async def health(
        self, part: Part, *, state: str | None = None, receiving_state: str | None = None, status: str | None = None
    ) -> list[AccountHealth]:
        """A part of the accounts as they are doing, and one more when there are more."""
        values = {"state": state, "receiving_state": receiving_state, "status": status}
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(AccountHealth))
            await cursor.execute(part.statement(LIST_HEALTH), {**values, **part.values()})
            return await cursor.fetchall()

    async def totals(self, account_id: int | None) -> Totals:
        """Messages and sends by state, fetch gaps by reason; of one account, when it is given."""
        async with transaction(self._pool) as connection:
            messages = await _counts(connection, COUNT_MESSAGES, account_id)
            threaded = await _counts(connection, COUNT_THREADED, account_id)
            ruled = await _counts(connection, COUNT_RULED, account_id)
            sends = await _counts(connection, COUNT_SENDS, account_id)
            gaps = await _counts(connection, COUNT_GAPS, account_id)
        return Totals(messages=NONE_YET | messages | threaded | ruled, sends=sends, fetch_gaps=gaps)


async def _counts(connection: Connection, query: str, account_id: int | None) -> dict[str, int]:
    cursor = await connection.execute(query, {"account_id": account_id})
    return dict(await cursor.fetchall())
