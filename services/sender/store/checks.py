"""Results of connectivity checks."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from shared.ids import AccountId
from shared.postgres.sessions import Pool, session
from shared.walk import Step, as_documents

WRITE_CHECK = """
INSERT INTO sender_check (check_id, account_id, ok, message, at, steps)
VALUES (%(check_id)s, %(account_id)s, %(ok)s, %(message)s, %(at)s, %(steps)s)
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
    steps: Sequence[Step] = ()


class CheckStore:
    """Where they are kept."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def record(self, check: Check) -> None:
        """Written once; a repeat changes nothing."""
        async with session(self._pool) as connection:
            await connection.execute(WRITE_CHECK, {**asdict(check), "steps": Jsonb(as_documents(check.steps))})
