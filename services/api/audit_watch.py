"""Keeps `email_unaccounted_messages` true: `mailweave audit`, read again and again."""

import asyncio
import logging

from shared import metrics
from shared.audit.balance import Audit
from shared.audit.read import read_audit
from shared.clock import Clock
from shared.errors import ConfigurationError, TransientError
from shared.settings import Settings

EVERY_S = 60.0
WAIT_S = 2.0
REST_TIMES = 20.0
NAMED = 20
logger = logging.getLogger(__name__)


async def watch_audit(settings: Settings, clock: Clock) -> None:
    """For ever; at most a twentieth of the time, however large the tables are.

    Requests of other programs are left out here: `mailweave audit` reads the whole topic for them.
    """
    known: frozenset[str] = frozenset()
    while True:
        began = clock.monotonic()
        try:
            audit = await read_audit(settings, "api", wait_s=WAIT_S, reads_requests=False)
        except (TransientError, ConfigurationError) as error:
            metrics.UNACCOUNTED.set({})
            logger.warning("the audit could not be read: %s", error)
        else:
            known = _tell(audit, known)
        await asyncio.sleep(max(EVERY_S, REST_TIMES * (clock.monotonic() - began)))


def _tell(audit: Audit, known: frozenset[str]) -> frozenset[str]:
    """Sets the metric and logs what is newly missing; gives what is known to be missing now."""
    metrics.UNACCOUNTED.set({account.account_id: account.unaccounted for account in audit.accounts})
    lines = [str(each) for each in audit.missing]
    for line in [line for line in lines if line not in known][:NAMED]:
        logger.error("unaccounted: %s", line)
    return frozenset(lines)
