"""Canaries leave the ledger again: they are no part of anybody's history."""

from shared.postgres.sessions import Pool, session

# Longer than records stay in `outbound`: a request that is read again is known.
FORGET = "DELETE FROM send WHERE kind = 'canary' AND created_at < now() - interval '30 days'"


async def forget_canaries(pool: Pool) -> None:
    """Those that were asked for long ago, with all that belongs to them."""
    async with session(pool) as connection:
        await connection.execute(FORGET)
