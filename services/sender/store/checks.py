"""Results of connectivity checks."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from shared.ids import AccountId
from shared.postgres.sessions import Pool, session

WRITE_CHECK = """
INSERT INTO sender_check (check_id, account_id, ok, message, at)
VALUES (%(check_id)s, %(account_id)s, %(ok)s, %(message)s, %(at)s)
ON CONFLICT (check_id) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Check:
    """What a connectivity check found."""

    check_id: UUID
    account_id: AccountId
    ok: bool
    message: str
    at: datetime


class CheckStore:
    """Where they are kept."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def record(self, check: Check) -> None:
        """Written once; a repeat changes nothing."""
        async with session(self._pool) as connection:
            await connection.execute(WRITE_CHECK, asdict(check))
