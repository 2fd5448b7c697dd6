"""What came of connectivity tests."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from psycopg.types.json import Jsonb

from services.poller.domain.list_answer import ListedFolder
from shared.events import ConnectivityRequested
from shared.postgres.sessions import Pool, transaction
from shared.walk import Step, as_documents

WRITE_CHECK = """
INSERT INTO poller_check (check_id, account_id, ok, message, steps, folders) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (check_id) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """In one line, and step by step; `folders` are what the account could be told to read."""

    is_ok: bool
    message: str
    steps: Sequence[Step] = ()
    folders: Sequence[ListedFolder] = ()


async def write_check(pool: Pool, request: ConnectivityRequested, outcome: Outcome) -> None:
    """Written once; a repeat changes nothing."""
    steps = Jsonb(as_documents(outcome.steps))
    folders = Jsonb([asdict(folder) for folder in outcome.folders])
    values = (request.check_id, request.account_id, outcome.is_ok, outcome.message, steps, folders)
    async with transaction(pool) as connection:
        await connection.execute(WRITE_CHECK, values)
