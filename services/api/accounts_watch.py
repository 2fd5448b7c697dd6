"""Keeps `email_unaccounted_messages` true: the accounts of `mailweave audit`, read again and again."""

import asyncio
import logging

from shared import metrics
from shared.accounting.balance import Accounts
from shared.accounting.read import read_accounts
from shared.clock import Clock
from shared.errors import ConfigurationError, TransientError
from shared.settings import Settings

EVERY_S = 60.0
WAIT_S = 2.0
REST_TIMES = 20.0
NAMED = 20
logger = logging.getLogger(__name__)


async def watch_accounts(settings: Settings, clock: Clock) -> None:
    """For ever; at most a twentieth of the time, however large the tables are.

    Requests of other programs are left out here: `mailweave audit` reads the whole topic for them.
    """
    known: frozenset[str] = frozenset()
    while True:
        began = clock.monotonic()
        try:
            accounts = await read_accounts(settings, "api", wait_s=WAIT_S, reads_requests=False)
        except (TransientError, ConfigurationError) as error:
            metrics.UNACCOUNTED.set({})
            logger.warning("the accounts could not be read: %s", error)
        else:
            known = _tell(accounts, known)
        await asyncio.sleep(max(EVERY_S, REST_TIMES * (clock.monotonic() - began)))


def _tell(accounts: Accounts, known: frozenset[str]) -> frozenset[str]:
    """Sets the metric and logs what is newly missing; gives what is known to be missing now."""
    metrics.UNACCOUNTED.set({account.account_id: account.unaccounted for account in accounts.accounts})
    lines = [str(each) for each in accounts.missing]
    for line in [line for line in lines if line not in known][:NAMED]:
        logger.error("unaccounted: %s", line)
    return frozenset(lines)
