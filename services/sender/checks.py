"""Can this account send, and if not, where does it break? Asked by a person, answered step by step; nothing is sent."""

import asyncio
import logging
from dataclasses import dataclass

from services.sender.domain.account import SendingAccount
from services.sender.domain.reply import Reply
from services.sender.domain.steps import StepName, expected_steps
from services.sender.ports import ConnectionLostError, ServerFaultError, SmtpConnector, SmtpServer
from services.sender.store.accounts import SendingAccounts
from services.sender.store.checks import Check, CheckStore
from shared import metrics
from shared.clock import Clock
from shared.errors import TransientError
from shared.events import ConnectivityRequested
from shared.walk import StepState, Trouble, Walk

CHECK_WITHIN_S = 45.0
AGAIN = "try again; ask the server's operator if it goes on"
logger = logging.getLogger(__name__)


async def walk_through(connector: SmtpConnector, server: SmtpServer, reverse_path: str, walk: Walk) -> None:
    """From the name to MAIL and RSET, whoever gave the server's values; what is wrong is in the walk."""
    try:
        async with asyncio.timeout(CHECK_WITHIN_S):
            connection = await connector.connect(server, walk)
            try:
                walk.reach(StepName.MAIL)
                reply = await connection.mail(reverse_path)
                if not reply.is_positive:
                    walk.fail(_refused(server, reverse_path, reply))
                walk.reach(StepName.RSET)
                await connection.reset()
                await connection.check()
                walk.end()
            finally:
                await connection.close()
    except ServerFaultError as error:
        walk.fail(error.trouble)
    except ConnectionLostError as error:
        walk.fail(Trouble("network", str(error).removeprefix(f"{server.account}: "), AGAIN))
    except TimeoutError:
        happened = f"SMTP server {server.host}:{server.port} was not through within {CHECK_WITHIN_S:g} s"
        walk.fail(Trouble("network", happened, AGAIN))


def _refused(server: SmtpServer, reverse_path: str, reply: Reply) -> Trouble:
    happened = f"SMTP server {server.host}:{server.port} does not take mail from {reverse_path} ({reply})"
    if reply.is_transient:
        return Trouble("quota", happened, "it is tried again by itself; ask the provider if it goes on", str(reply))
    return Trouble("auth", happened, "let this login send as the account's email_address, at the provider", str(reply))


@dataclass(frozen=True, slots=True)
class Checker:
    """Walks on connections of its own, beside those that send."""

    accounts: SendingAccounts
    checks: CheckStore
    connector: SmtpConnector
    clock: Clock

    async def check(self, request: ConnectivityRequested) -> None:
        """Walks to the account's server and writes down how far it came."""
        try:
            result = await self._result(request)
            await self.checks.record(result)
            logger.info("connectivity test of account %d: %s", request.account_id, result.message)
            metrics.CHECKS.labels("smtp", "ok" if result.ok else "failed").inc()
        except TransientError as error:
            logger.warning("account %d: its test has no answer, ask again: %s", request.account_id, error)

    async def _result(self, request: ConnectivityRequested) -> Check:
        account_id = request.account_id
        account = (await self.accounts.known([account_id])).get(account_id)
        if account is None:
            message = f"account {account_id} does not exist"
            return Check(request.check_id, account_id, ok=False, message=message, at=self.clock.now())
        walk = await self._walked(account)
        failed = next((step for step in walk.steps if step.state is StepState.FAILED), None)
        message = f"{account}: {failed.happened}: {failed.next_step}" if failed else "SMTP: connected and logged in"
        return Check(
            request.check_id, account_id, ok=failed is None, message=message, at=self.clock.now(), steps=walk.steps
        )

    async def _walked(self, account: SendingAccount) -> Walk:
        walk = Walk(expected_steps(account), self.clock.monotonic)
        walk.reach(StepName.ACCOUNT)
        try:
            server = await self.accounts.server_of(account)
        except ServerFaultError as error:
            happened = error.trouble.happened.removeprefix(f"{account}: ")
            walk.fail(Trouble("configuration", happened, error.trouble.next_step))
            return walk
        await walk_through(self.connector, server, account.email_address, walk)
        return walk
