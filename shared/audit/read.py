"""Reading the audit: once when all is there, twice when something is missing."""

from shared.audit.balance import Audit, balance
from shared.audit.snapshot import read_snapshot
from shared.audit.topics import Passage, asked_for, pass_through, set_aside
from shared.postgres.sessions import database_pool
from shared.settings import Settings


async def read_audit(
    settings: Settings, role: str, *, wait_s: float, account_id: int | None = None, reads_requests: bool = True
) -> Audit:
    """The audit as the database role `mailweave_<role>` may read them: api or cli.

    Waits up to `wait_s` for what is on its way. `reads_requests` reads the whole topic `outbound`, so that a request
    of REST or of another program is known by two witnesses. Raises TransientError while PostgreSQL or Kafka is away.
    """
    asked = await asked_for(settings) if reads_requests else frozenset()
    async with database_pool(settings, service=role) as pool:
        first = await read_snapshot(pool, asked, account_id)
        if not first.missing:
            return balance(first, first, {}, Passage(frozenset()))
        passage = await pass_through(settings, wait_s)
        second = await read_snapshot(pool, asked, account_id)
    return balance(first, second, await set_aside(settings) if second.missing else {}, passage)
