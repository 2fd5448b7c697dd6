"""The tries of a send."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from services.api.fields import Resource
from shared.postgres.sessions import Pool, transaction

LIST_ATTEMPTS = """
SELECT attempt, state, outcome, is_answered, started_at, ended_at
FROM read_send_attempt WHERE send_id = %(send_id)s ORDER BY attempt DESC LIMIT %(most)s
"""
MOST_SHOWN = 200


class Attempt(Resource):
    """One try to hand a message over."""

    attempt: int
    state: str
    outcome: str
    is_answered: bool
    started_at: datetime
    ended_at: datetime | None


class AttemptStore:
    """Reads only."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of_send(self, send_id: UUID) -> list[Attempt]:
        """The latest first."""
        async with transaction(self._pool) as connection:
            cursor = connection.cursor(row_factory=class_row(Attempt))
            await cursor.execute(LIST_ATTEMPTS, {"send_id": send_id, "most": MOST_SHOWN})
            return await cursor.fetchall()
