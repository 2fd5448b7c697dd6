"""How much waits to be sent."""

from dataclasses import dataclass

from shared.postgres.sessions import Pool, transaction

WITHIN = "SET LOCAL statement_timeout = '5s'"
DOUBT_DAYS = 7
READ_RECIPIENTS = f"""
SELECT one.state, count(*)
FROM send JOIN read_send_recipient AS one USING (send_id)
WHERE send.kind <> 'canary'
  AND (send.state = 'waiting' OR send.state = 'in_doubt' AND send.created_at > now() - interval '{DOUBT_DAYS} days')
  AND one.state IN ('waiting', 'deferred', 'sending', 'in_doubt')
GROUP BY one.state
"""  # noqa: S608
READ_OLDEST_DUE = """
SELECT coalesce(extract(epoch FROM clock_timestamp() - min(next_attempt_at)), 0)::float8
FROM send WHERE state = 'waiting' AND kind <> 'canary' AND next_attempt_at <= clock_timestamp()
"""
STATES = ("waiting", "deferred", "sending")


@dataclass(frozen=True, slots=True)
class Queue:
    """Recipients by unfinished state, those in doubt, and for how many seconds a send has been due."""

    recipients: dict[str, int]
    in_doubt: int
    oldest_due_s: float


async def read_queue(pool: Pool) -> Queue:
    """Of the whole installation. Raises TransientError when it takes more than 5 s, too."""
    async with transaction(pool) as connection:
        await connection.execute(WITHIN)
        found: dict[str, int] = dict(await (await connection.execute(READ_RECIPIENTS)).fetchall())
        ((oldest_due_s,),) = await (await connection.execute(READ_OLDEST_DUE)).fetchall()
    return Queue({state: found.get(state, 0) for state in STATES}, found.get("in_doubt", 0), oldest_due_s)
