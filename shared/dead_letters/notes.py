"""A note that a dead letter was discarded: a record in the same topic, so that it lives as long as the letter."""

import json
from dataclasses import dataclass
from datetime import datetime

from shared.kafka.deadletter import Headers

NOTE = "dlq.discards"
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Discard:
    """Which letter will never be put back, why, and who said so."""

    partition: int
    offset: int
    reason: str
    by: str
    at: datetime

    @property
    def place(self) -> tuple[int, int]:
        """Partition and offset of the letter."""
        return self.partition, self.offset

    def headers(self) -> list[tuple[str, bytes | None]]:
        """What makes a record such a note."""
        return [(NOTE, f"{self.partition}:{self.offset}".encode())]

    def value(self) -> bytes:
        """The note as JSON, which a person can read too."""
        return json.dumps(
            {
                "partition": self.partition,
                "offset": self.offset,
                "reason": self.reason,
                "by": self.by,
                "at": self.at.isoformat(),
            },
            ensure_ascii=False,
        ).encode()


def discard_of(headers: Headers, value: bytes | None) -> Discard | None:
    """The note in a record; None when it is none: then it is a letter."""
    if not any(name == NOTE for name, _ in headers):
        return None
    try:
        note = json.loads(value or b"")
        return Discard(
            int(note["partition"]),
            int(note["offset"]),
            str(note["reason"]),
            str(note["by"]),
            datetime.fromisoformat(note["at"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
