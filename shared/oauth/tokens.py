"""An account's access token for whoever logs in: kept, asked for anew ahead of its end, by one process at a time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from pydantic import SecretStr

from shared import metrics
from shared.clock import Clock
from shared.errors import ConfigurationError, LeaseLostError, TransientError
from shared.ids import AccountId
from shared.oauth.answer import Asked, Cause, Granted, Refusal
from shared.oauth.endpoint import ANSWER_WITHIN_S, server_name
from shared.oauth.request import Secrets, token_request
from shared.oauth.store import StoredLogin, need_row, read_login, save_granted, save_refusal
from shared.postgres.lease import Claimant, Lease
from shared.postgres.sessions import Pool, transaction
from shared.seal import Vault
from shared.secret_references.errors import UnresolvedError
from shared.secret_references.resolver import Resolver
from shared.waiting import to_its_end

AHEAD_S = 600.0
"""So long before its end a token is asked for anew, or a quarter of its life where that is less."""
LEASE_S = ANSWER_WITHIN_S + 15.0
WAIT_S = LEASE_S + 10.0
LOOK_EVERY_S = 0.1
ENDS_WITHIN_S = 10.0
"""Who asked may be stopped or begin anew, as when the account is changed: the answer is stored all the same, since a
server that rotates gives the next refresh token once."""
Ask = Callable[[Asked, str, Mapping[str, str]], Awaitable[Granted | Refusal]]
logger = logging.getLogger(__name__)


class NoTokenError(TransientError):
    """There is no access token now; `refusal` says why and what to do."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Tokens:
    """Of many processes and tasks that want an account's token one asks for it, all others wait for what it stores."""

    pool: Pool
    vault: Vault
    ask: Ask
    claimant: Claimant
    clock: Clock
    resolver: Resolver

    async def token_for(self, account_id: AccountId, refused: SecretStr | None = None) -> SecretStr:
        """A token that is good for a while, and is not the one that a mail server has just `refused`.

        Raises NoTokenError; TransientError while the database is away.
        """
        until = self.clock.monotonic() + WAIT_S
        while True:
            login = await self._read(account_id)
            kept = _kept(login, refused)
            if kept is not None and login.is_fresh:
                return kept
            lease = await self._lease(account_id)
            if lease is not None:
                return await to_its_end(self._refreshed(lease, account_id, refused), within_s=ENDS_WITHIN_S)
            if kept is not None:
                return kept  # somebody is asking for the next one
            if self.clock.monotonic() > until:
                raise NoTokenError(
                    Refusal(Cause.NETWORK, "another process asks for the token and does not end", "wait")
                )
            await asyncio.sleep(LOOK_EVERY_S)

    async def _refreshed(self, lease: Lease, account_id: AccountId, refused: SecretStr | None) -> SecretStr:
        try:
            async with transaction(self.pool) as connection:
                await need_row(connection, account_id)
            login = await self._read(account_id)  # somebody may have been faster
            kept = _kept(login, refused)
            if kept is not None and login.is_fresh:
                return kept
            answer = await self._asked(login)
            if isinstance(answer, Granted):
                return await self._stored(lease, login, answer)
            await self._told(login, answer)
            if kept is not None:
                return kept
            raise NoTokenError(answer)
        finally:
            await asyncio.shield(self._release(account_id))

    async def _asked(self, login: StoredLogin) -> Granted | Refusal:
        configuration = login.configuration
        try:
            secrets = await self._secrets(login)
            form = token_request(configuration, secrets, int(self.clock.now().timestamp()), login.account_id)
        except ConfigurationError as error:
            return _not_configured(error)
        except UnresolvedError as error:
            trouble = error.trouble
            return Refusal(Cause(trouble.cause), trouble.happened, trouble.next_step, trouble.said)
        url = configuration.token_address()
        shown = (*secrets.texts(), form.get("assertion", ""))
        asked = Asked(server_name(url), configuration.grant, login.account_id, shown)
        return await self.ask(asked, url, form)

    async def _secrets(self, login: StoredLogin) -> Secrets:
        """Those that are stored, and those that lie elsewhere; raises UnresolvedError."""
        found = login.secrets
        if login.client_secret_ref:
            secret = await self.resolver.password(login.client_secret_ref, "oauth_client_secret_ref")
            found = replace(found, client_secret=secret)
        if login.service_key_ref:
            key = await self.resolver.secret(login.service_key_ref, "oauth_service_key_ref")
            found = replace(found, service_key=key)
        return found

    async def _stored(self, lease: Lease, login: StoredLogin, granted: Granted) -> SecretStr:
        """Committed before anybody uses it: a rotated refresh token may be the only one that is still good."""
        fresh_s = granted.life_s - min(AHEAD_S, granted.life_s / 4)
        try:
            async with transaction(self.pool) as connection:
                is_stored = await save_granted(connection, lease, login, granted, fresh_s, self.vault)
        except LeaseLostError as error:
            raise TransientError(f"account {login.account_id}: its token came too late: {error}") from error
        if not is_stored:
            raise TransientError(f"account {login.account_id}: its login was changed while a token was asked for")
        metrics.OAUTH_REFRESHES.labels(login.configuration.provider, "granted").inc()
        rotated = ", the refresh token was rotated" if granted.refresh_token is not None else ""
        logger.info("account %d: a new access token, good for %.0f s%s", login.account_id, granted.life_s, rotated)
        return granted.access_token

    async def _told(self, login: StoredLogin, refusal: Refusal) -> None:
        async with transaction(self.pool) as connection:
            await save_refusal(connection, login, refusal)
        metrics.OAUTH_REFRESHES.labels(login.configuration.provider, refusal.cause).inc()
        logger.warning("account %d: %s", login.account_id, refusal)

    async def _read(self, account_id: AccountId) -> StoredLogin:
        try:
            async with transaction(self.pool) as connection:
                login = await read_login(connection, account_id, self.vault)
        except ConfigurationError as error:
            raise NoTokenError(_not_configured(error)) from None
        if login is None:
            raise NoTokenError(
                Refusal(Cause.AUTH, f"account {account_id} does not exist", "see `mailweave accounts list`")
            )
        return login

    async def _lease(self, account_id: AccountId) -> Lease | None:
        async with transaction(self.pool) as connection:
            granted = await self.claimant.acquire(connection, [str(account_id)])
        return granted.get(str(account_id))

    async def _release(self, account_id: AccountId) -> None:
        try:
            async with transaction(self.pool) as connection:
                await self.claimant.release(connection, [str(account_id)])
        except TransientError as error:
            logger.warning("account %d: its token's lease ends by itself: %s", account_id, error)


def token_claimant(owner: UUID) -> Claimant:
    """Who asks for tokens: a lease outlives the longest wait for an answer."""
    return Claimant("token", owner, LEASE_S)


def _kept(login: StoredLogin, refused: SecretStr | None) -> SecretStr | None:
    """The stored token while it may be used."""
    return login.access_token if login.is_valid and login.access_token != refused else None


def _not_configured(error: ConfigurationError) -> Refusal:
    happened, _, next_step = str(error).partition(": ")
    return Refusal(Cause.AUTH, happened, next_step)
