"""What was downloaded for an account, by the hour. It is counted in the transaction that settles what it was."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.poller.domain.download import Hour
from services.poller.store.leased import LeasedAccount
from shared.ids import AccountId
from shared.postgres.sessions import Connection, transaction

ADD = """
INSERT INTO download_hour AS old (account_id, hour, bytes) VALUES (%s, date_trunc('hour', now()), %s)
ON CONFLICT (account_id, hour) DO UPDATE SET bytes = old.bytes + excluded.bytes
"""
# read_download has the same window.
READ = """
SELECT bytes, extract(epoch FROM hour + interval '25 hours' - now())::float8 FROM download_hour
WHERE account_id = %s AND hour > now() - interval '25 hours'
"""
FORGET = "DELETE FROM download_hour WHERE hour < now() - interval '7 days'"


async def add_download(connection: Connection, account_id: AccountId, size_bytes: int) -> None:
    """Within the transaction that moves a cursor."""
    if size_bytes:
        await connection.execute(ADD, (account_id, size_bytes))


@dataclass(frozen=True, slots=True)
class DownloadStore:
    """One account's."""

    account: LeasedAccount

    async def hours(self) -> Sequence[Hour]:
        """Those that still count."""
        async with transaction(self.account.pool) as connection:
            return [Hour(*row) async for row in await connection.execute(READ, (self.account.id,))]
