"""How one consumer bears failures: when it goes record by record, how long it waits, when it is unready."""

import logging
from collections.abc import Callable

from shared import metrics
from shared.errors import MailweaveError
from shared.health import Health
from shared.kafka.deadletter import reason
from shared.kafka.retry import wait_s

WHOLE_BATCH_TRIES = 2
UNREADY_AFTER = 2
logger = logging.getLogger(__name__)


class Patience:
    """`failures` counts the rounds in a row in which nothing passed."""

    def __init__(self, part: str, topic_name: str, health: Health, random: Callable[[], float]) -> None:
        self._part = part
        self._topic_name = topic_name
        self._health = health
        self._random = random
        self.failures = 0

    @property
    def trusts_batches(self) -> bool:
        """Whether the next batch is handled whole."""
        return self.failures < WHOLE_BATCH_TRIES

    def wait_s(self, tries: int) -> float:
        """The wait after so many tries."""
        return wait_s(tries, self._random())

    def recovered(self) -> float:
        """All is well; gives the seconds to wait before the next batch: none."""
        self.failures = 0
        self._health.ready(self._part)
        return 0.0

    def held_up(self, error: MailweaveError | None) -> None:
        """One record is stuck while others pass: from here on record by record."""
        if error is not None:
            logger.warning("%s: held up alone by a record: %s", self._part, reason(error))
        self.failures = WHOLE_BATCH_TRIES
        self._health.ready(self._part)

    def failed(self, error: MailweaveError) -> float:
        """Nothing passes, so a dependency is down: waited for without limit; gives the seconds to wait now."""
        self.failures += 1
        pause = self.wait_s(self.failures)
        logger.warning("%s: %s; try %d failed, again in %.1f s", self._part, reason(error), self.failures, pause)
        metrics.RECORDS.labels(self._topic_name, "retried").inc()
        if self.failures >= UNREADY_AFTER:
            self._health.unready(self._part, reason(error))
        return pause
