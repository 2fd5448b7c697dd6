"""How many accounts are not read as often as they should be, whichever poller's they are, or nobody's."""

from shared import metrics
from shared.errors import TransientError
from shared.postgres.sessions import Pool, transaction

EVERY_S = 30.0
TIMES = 3
DEFAULT_FREQUENCY_S = 300
"""Of an account that was never polled and has no frequency of its own."""
WITHIN = "SET LOCAL statement_timeout = '5s'"
COUNT_OVERDUE = """
SELECT count(*)
FROM account LEFT JOIN read_account_health AS health ON health.account_id = account.id
WHERE account.status = 'active' AND account.deleted_at IS NULL AND account.auto_polling_enabled
  AND coalesce(health.last_good_at, account.created_at) < clock_timestamp() - make_interval(
      secs => %(times)s * coalesce(health.poll_interval_s, account.poll_frequency, %(default_s)s)::float8)
"""


async def look_for_overdue(pool: Pool) -> None:
    """Counts them. Raises TransientError."""
    values = {"times": TIMES, "default_s": DEFAULT_FREQUENCY_S}
    try:
        async with transaction(pool) as connection:
            await connection.execute(WITHIN)
            ((overdue,),) = await (await connection.execute(COUNT_OVERDUE, values)).fetchall()
    except TransientError:
        metrics.ACCOUNTS_OVERDUE.forget()
        raise
    metrics.ACCOUNTS_OVERDUE.set({(): overdue})
