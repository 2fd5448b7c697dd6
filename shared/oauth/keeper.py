"""Looks after all accounts that log in by OAuth2: none sleeps until its login is over; how each fares is a metric."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from psycopg.rows import class_row

from shared import metrics
from shared.ids import AccountId
from shared.metrics.by_account.oauth import OAuthStanding
from shared.oauth.tokens import NoTokenError, Tokens
from shared.postgres.sessions import Pool, transaction

KEEP_EVERY_S = 30.0
MOST_AT_ONCE = 20
"""Tokens that one look asks for: the next look goes on."""
# Asked for here is only what went well the last time; who was refused is asked again when somebody logs in.
READ = """
SELECT account.id AS account_id, coalesce(token.state, 'new') AS state,
       extract(epoch FROM token.login_ends_at)::float8 AS ends_at,
       coalesce(token.state = 'ok' AND token.refresh_at <= clock_timestamp(), false) AS is_due
FROM read_account AS account LEFT JOIN account_token AS token ON token.account_id = account.id
WHERE account.status = 'active' AND account.auth = 'oauth2' ORDER BY token.refresh_at, account.id
"""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TokenKeeper:
    """A provider ends a login that lies unused for months: an account that seldom sends would lose it in silence."""

    pool: Pool
    tokens: Tokens

    async def look(self) -> None:
        """Asks for what is due and shows how all fare; raises TransientError while the database is away."""
        due = [AccountId(standing.account_id) for standing in await self._standings() if standing.is_due]
        for account_id in due[:MOST_AT_ONCE]:
            try:
                await self.tokens.token_for(account_id)
            except NoTokenError as error:
                logger.info("account %d has no token: %s", account_id, error)  # it was told where it was asked
        metrics.OAUTH_LOGINS.set(await self._standings())

    async def _standings(self) -> Sequence[OAuthStanding]:
        async with (
            transaction(self.pool) as connection,
            connection.cursor(row_factory=class_row(OAuthStanding)) as cursor,
        ):
            await cursor.execute(READ)
            return await cursor.fetchall()
