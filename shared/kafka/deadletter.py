"""A dead letter: the record byte for byte, and behind its own headers why and from where it was set aside."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared import metrics
from shared.clock import Clock
from shared.errors import MailweaveError, PermanentError
from shared.kafka.batch import Entry
from shared.kafka.decode import RawRecord
from shared.kafka.flood import FloodGuard, QuarantineError
from shared.kafka.publish import Publisher
from shared.logs import where

Headers = Sequence[tuple[str, bytes | None]]
PREFIX = "dlq."
LONGEST_REASON = 500
_NAMES = tuple(
    PREFIX + name for name in ("error", "reason", "topic", "partition", "offset", "service", "attempts", "at")
)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Why a record was set aside, and where it came from."""

    error: str
    reason: str
    topic: str
    partition: int
    offset: int
    service: str
    attempts: int
    at: datetime

    def __str__(self) -> str:
        """One line for people: which record, why, how often tried."""
        place = f"{self.topic} partition {self.partition} offset {self.offset}"
        return f"{place}: {self.error}: {self.reason} (after {self.tries})"

    @property
    def tries(self) -> str:
        """How often it was tried, in words."""
        return "1 attempt" if self.attempts == 1 else f"{self.attempts} attempts"

    def headers(self) -> list[tuple[str, bytes | None]]:
        """The headers that are added behind the record's own."""
        values = {
            "error": self.error,
            "reason": self.reason,
            "topic": self.topic,
            "partition": str(self.partition),
            "offset": str(self.offset),
            "service": self.service,
            "attempts": str(self.attempts),
            "at": self.at.isoformat(),
        }
        return [(PREFIX + name, value.encode()) for name, value in values.items()]


WHAT_NOW = "`mailweave dlq show` has all of it; once the cause is mended, `mailweave dlq redrive` puts it back"


class UnwritableError(MailweaveError):
    """A record can be neither handled nor set aside."""

    def __init__(self, letter: DeadLetter, error: MailweaveError) -> None:
        super().__init__(f"{letter}, and its dead letter cannot be written: {error}")


def describe(record: RawRecord, error: BaseException, service: str, attempts: int, at: datetime) -> DeadLetter:
    """The dead letter of a record that failed with this error."""
    return DeadLetter(
        error=type(error).__name__,
        reason=reason(error),
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        service=service,
        attempts=attempts,
        at=at,
    )


def reason(error: BaseException) -> str:
    """One line without a secret: our own errors' text; of any other error only its class and place."""
    text = str(error) if isinstance(error, MailweaveError) else where(error)
    return " ".join(text.split())[:LONGEST_REASON]


def parted(headers: Headers) -> tuple[Headers, DeadLetter | None]:
    """A dead letter's original headers, and what was added; None when nothing was."""
    added = len(_NAMES)
    tail = {name: value or b"" for name, value in headers[-added:]}
    if tuple(tail) != _NAMES:
        return headers, None
    if not all(tail[PREFIX + name].isdigit() for name in ("partition", "offset", "attempts")):
        return headers, None
    values = {name.removeprefix(PREFIX): value.decode(errors="replace") for name, value in tail.items()}
    letter = DeadLetter(
        error=values["error"],
        reason=values["reason"],
        topic=values["topic"],
        partition=int(values["partition"]),
        offset=int(values["offset"]),
        service=values["service"],
        attempts=int(values["attempts"]),
        at=datetime.fromisoformat(values["at"]),
    )
    return headers[:-added], letter


class DeadLetters:
    """Where one consumer sets records aside."""

    def __init__(
        self, dlq_name: str, topic_name: str, guard: FloodGuard, service: str, publisher: Publisher, clock: Clock
    ) -> None:
        self._dlq_name = dlq_name
        self._topic_name = topic_name
        self._guard = guard
        self._service = service
        self._publisher = publisher
        self._clock = clock

    async def set_aside(self, entry: Entry, error: Exception, attempts: int) -> None:
        """Publish the record as it came, and why; returns when Kafka has acknowledged it.

        Raises FloodError when it would be one too many, UnwritableError when Kafka refuses it for good.
        """
        is_counted = not isinstance(error, QuarantineError)
        if is_counted:
            self._guard.refuse_flood(entry.account)
        record = entry.record
        letter = describe(record, error, self._service, attempts, self._clock.now())
        headers = [*record.headers, *letter.headers()]
        try:
            await self._publisher.publish_raw(self._dlq_name, record.key, record.value, headers)
        except PermanentError as refused:
            raise UnwritableError(letter, refused) from refused
        if is_counted:
            self._guard.set_aside(entry.account, self._clock.monotonic())
        metrics.DEAD_LETTERS.labels(self._topic_name, letter.error).inc()
        logger.warning("set aside (account %s): %s; %s", entry.account, letter, WHAT_NOW)
