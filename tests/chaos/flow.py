"""The stream of a run: mail, requests and spoilt records, spread over its seconds, in a thread of its own."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from aiokafka.errors import KafkaError

from tests.chaos.boxes import Deliveries
from tests.chaos.planting import Planting
from tests.harness.kafka import Keyed, publish

T = TypeVar("T")
TICK_S = 0.5
LEAD = 0.05
"""How far the stream may be ahead of the faults: what strikes late must have something to hit."""
MOST_BEHIND = 3000
"""A record that is planted for a strike is reached only after all that waits before it."""
TRICKLE_EACH_S = 2.0
"""So often something arrives all the same: some faults wait for it."""


class Flow:
    """Plants everything, over `flow_s` seconds at least, not much faster than the faults strike or the pipe follows.

    `ruled` is to be set now and then: how many messages have come through.
    """

    def __init__(self, planting: Planting, deliveries: Deliveries, servers: str, flow_s: float) -> None:
        self._planting = planting
        self._deliveries = deliveries
        self._servers = servers
        self._ticks = max(1, int(flow_s / TICK_S))
        self.ruled = 0
        self._arrived: set[str] = set()

    @property
    def delivered(self) -> int:
        """How many messages lie in mailboxes; one that was delivered twice counts once."""
        return len(self._arrived)

    def plant_all(self, share_struck: Callable[[], float], is_over: threading.Event) -> None:
        """Returns when all is planted and acknowledged; `share_struck` tells how much has struck, 0 to 1."""
        streams = _slices(self._planting.stream, self._ticks)
        requests = _slices(self._planting.requests, self._ticks)
        spoilt = _slices(self._planting.spoilt, self._ticks)
        for tick in range(self._ticks):
            began = time.monotonic()
            self._deliveries.deliver(streams[tick])
            self._arrived.update(mail.message_id for mail in streams[tick])
            publish_for_certain(self._servers, [*requests[tick], *spoilt[tick]])
            is_ahead = tick / self._ticks > share_struck() + LEAD or self.delivered > self.ruled + MOST_BEHIND
            tick_s = TRICKLE_EACH_S if is_ahead else TICK_S
            if is_over.wait(max(0.0, began + tick_s - time.monotonic())):
                return


def publish_for_certain(servers: str, records: Sequence[Keyed]) -> None:
    """As a program that publishes until it is acknowledged: a request may then lie there twice."""
    while records:
        try:
            asyncio.run(publish(servers, records))
        except KafkaError:
            time.sleep(TICK_S)
        else:
            return


def _slices(items: Sequence[T], count: int) -> list[Sequence[T]]:
    return [items[number * len(items) // count : (number + 1) * len(items) // count] for number in range(count)]
