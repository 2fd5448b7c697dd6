"""Keeps `mailweave_unaccounted_messages` true: `mailweave audit`, read again and again."""

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


class AuditWatch:
    """Remembers what is known to be missing, so that each line is logged once.

    `latest` is what was read last; None before the first time and while it cannot be read.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._known: frozenset[str] = frozenset()
        self.latest: Audit | None = None

    async def look(self) -> float:
        """Reads the audit once; gives the rest after it: this takes a twentieth of the time, however large the tables.

        Requests of other programs are left out here: `mailweave audit` reads the whole topic for them.
        """
        began = self._clock.monotonic()
        try:
            self._tell(await read_audit(self._settings, "api", wait_s=WAIT_S, reads_requests=False))
        except (TransientError, ConfigurationError) as error:
            metrics.UNACCOUNTED.set({})
            self.latest = None
            logger.warning("the audit could not be read: %s", error)
        return max(EVERY_S, REST_TIMES * (self._clock.monotonic() - began))

    def _tell(self, audit: Audit) -> None:
        """Sets the metric and logs what is newly missing."""
        metrics.OPEN_GAPS.clear()
        for reason, count in audit.open_gap_counts.items():
            metrics.OPEN_GAPS.labels(reason).set(count)
        metrics.UNACCOUNTED.set({account.account_id: account.unaccounted for account in audit.accounts})
        self.latest = audit
        lines = [str(each) for each in audit.missing]
        for line in [line for line in lines if line not in self._known][:NAMED]:
            logger.error("unaccounted: %s", line)
        self._known = frozenset(lines)
