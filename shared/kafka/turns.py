"""How the subscriber of a bulk topic makes way for the live one in its process (DESIGN §1).

It works in slices of at most 25 records or 20 ms of the event loop's time. Before each it waits while the live one has
work, at most 5 s, and never so long that less than a twentieth of the time would be its turn: so bulk comes to its end
whatever is live, and a live record waits for one slice at most.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from shared import metrics

MOST_RECORDS = 25
SLICE_S = 0.020
SLICE_BYTES = 4 * 1024 * 1024
LONGEST_WAIT_S = 5.0
LEAST_SHARE = 0.05
WEIGHT_OF_LAST = 0.3
"""How much the last slice says of the next one, beside those before it."""
Seconds = Callable[[], float]


class Turns:
    """`quiet` is set while the live subscriber has no work; `loop_s` counts the seconds that this thread works."""

    def __init__(
        self,
        topic_name: str,
        quiet: asyncio.Event,
        now_s: Seconds = time.monotonic,
        loop_s: Seconds = time.thread_time,
    ) -> None:
        self._quiet = quiet
        self._now_s = now_s
        self._loop_s = loop_s
        self._record_s = 0.0
        self._slice_s = LONGEST_WAIT_S
        self._waited = metrics.BULK_WAIT_SECONDS.labels(topic_name)

    @property
    def longest_wait_s(self) -> float:
        """Before the next slice, by how long the last one took."""
        return min(LONGEST_WAIT_S, self._slice_s * (1 / LEAST_SHARE - 1))

    async def next_slice(self) -> int:
        """Waits for the turn; gives how many records may be taken."""
        if not self._quiet.is_set():
            began = self._now_s()
            with suppress(TimeoutError):
                async with asyncio.timeout(self.longest_wait_s):
                    await self._quiet.wait()
            self._waited.inc(self._now_s() - began)
        if not self._record_s:
            return MOST_RECORDS
        return max(1, min(MOST_RECORDS, int(SLICE_S / self._record_s)))

    @contextmanager
    def slice_of(self, records: int) -> Iterator[None]:
        """Measures the work on so many records."""
        began_s, began_loop_s = self._now_s(), self._loop_s()
        try:
            yield
        finally:
            self._slice_s = self._now_s() - began_s
            last_s = (self._loop_s() - began_loop_s) / max(1, records)
            self._record_s = last_s if not self._record_s else self._mixed(last_s)

    def _mixed(self, last_s: float) -> float:
        return (1 - WEIGHT_OF_LAST) * self._record_s + WEIGHT_OF_LAST * last_s
