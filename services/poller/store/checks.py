"""What servers said when somebody asked whether an account can log in."""

from shared.events import ConnectivityRequested
from shared.postgres.sessions import Pool, transaction

WRITE_CHECK = """
INSERT INTO poller_check (check_id, account_id, ok, message) VALUES (%s, %s, %s, %s)
ON CONFLICT (check_id) DO NOTHING
"""


async def write_check(pool: Pool, request: ConnectivityRequested, *, is_ok: bool, message: str) -> None:
    """Written once; a repeat changes nothing."""
    async with transaction(pool) as connection:
        await connection.execute(WRITE_CHECK, (request.check_id, request.account_id, is_ok, message))
