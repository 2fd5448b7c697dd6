"""A process that asks for an account's token and dies at a named moment: `python -m tests.harness.oauth_process`."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from enum import StrEnum
from uuid import uuid4

from pydantic import SecretStr

from shared.clock import SystemClock
from shared.ids import AccountId
from shared.oauth.answer import Asked, Granted, Refusal
from shared.oauth.endpoint import TokenEndpoint
from shared.oauth.tokens import Tokens
from shared.postgres.lease import Claimant
from shared.postgres.sessions import database_pool
from shared.secret_references.allowed import AllowedReferences
from shared.secret_references.resolver import Resolver
from shared.settings import Settings
from tests.harness.oauth_accounts import VAULT

LEASE_S = 0.5


class Moment(StrEnum):
    """When it dies."""

    LEASED = "leased"
    """It has the lease and has asked nothing."""
    ANSWERED = "answered"
    """The server has answered, nothing is stored."""
    STORED = "stored"
    """The tokens are committed, nobody has used them."""
    NEVER = "never"


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def main(database_url: str, account_id: int, moment: Moment) -> None:
    endpoint = TokenEndpoint()

    async def ask(asked: Asked, url: str, form: Mapping[str, str]) -> Granted | Refusal:
        if moment is Moment.LEASED:
            die()
        answer = await endpoint.ask(asked, url, form)
        if moment is Moment.ANSWERED:
            die()
        return answer

    settings = Settings(database_url=SecretStr(database_url), _env_file=None)
    async with database_pool(settings, service="poller") as pool:
        claimant, resolver = Claimant("token", uuid4(), LEASE_S), Resolver(AllowedReferences())
        tokens = Tokens(pool, VAULT, ask, claimant, SystemClock(), resolver)
        await tokens.token_for(AccountId(account_id))
    if moment is Moment.STORED:
        die()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), Moment(sys.argv[3])))
