"""What the overview counts. Recent sends are counted by state, all unfinished ones are."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from services.api.accounts.receiving import JOIN_RECEIVING, RECEIVING
from shared.postgres.sessions import Pool, transaction

LIST_ACCOUNTS = f"""
SELECT {RECEIVING},
       account.id, account.name
FROM read_account AS account {JOIN_RECEIVING}
WHERE account.deleted_at IS NULL ORDER BY account.id
"""  # noqa: S608 - pieces of our own
COUNT_SENDS = """
SELECT state, count(*) AS count FROM read_send WHERE kind <> 'canary' GROUP BY state
"""
OLDEST_SEND = """
SELECT min(created_at) FROM read_send WHERE state IN ('waiting', 'sending') AND kind <> 'canary'
"""


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account as the overview shows it."""

    id: int
    name: str
    receiving_state: str | None
    receiving_kind: str | None
    receiving_reason: str
    receiving_since: datetime | None
    receiving_next_try_at: datetime | None
    receiving_proof_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """All of it, as of one moment."""

    accounts: list[AccountLine]
    sends: dict[str, int]
    oldest_send_at: datetime | None


class OverviewStore:
    """Reads only."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def counts(self) -> Counts:
        """Every account that was not removed, sends by state."""
        async with transaction(self._pool) as connection:
            lines = connection.cursor(row_factory=class_row(AccountLine))
            accounts = await (await lines.execute(LIST_ACCOUNTS)).fetchall()
            sends = dict(await (await connection.execute(COUNT_SENDS)).fetchall())
            oldest = await (await connection.execute(OLDEST_SEND)).fetchone()
        return Counts(accounts, sends, oldest[0] if oldest else None)
