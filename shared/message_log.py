"""One line in the log for each message and stage, and under load a count of those that were left out."""

import logging
from collections.abc import Callable, Sequence

from shared.events import Event
from shared.events.told import ids_of, told

logger = logging.getLogger("mailweave.messages")


class MessageLog:
    """Tells of events that were published: at most `per_s` lines in a second, so that a burst is not slowed down."""

    def __init__(self, per_s: int, monotonic: Callable[[], float]) -> None:
        self._per_s = per_s
        self._monotonic = monotonic
        self._began_at = monotonic()
        self._lines = 0
        self._left_out = 0

    def tell(self, events: Sequence[Event]) -> None:
        """A line each, as many as this second has left."""
        if not logger.isEnabledFor(logging.INFO):
            return
        self.count_left_out()
        room = max(0, self._per_s - self._lines)
        for event in events[:room]:
            logger.info("%s", told(event), extra={"ids": ids_of(event)})
        self._lines += min(room, len(events))
        self._left_out += max(0, len(events) - room)

    def count_left_out(self) -> None:
        """Once a second is over: how many lines it had no room for."""
        now = self._monotonic()
        if now - self._began_at < 1:
            return
        if self._left_out:
            logger.info("%d more in a second of many (EMAIL_LOG_MESSAGES_PER_S is %d)", self._left_out, self._per_s)
        self._began_at, self._lines, self._left_out = now, 0, 0
