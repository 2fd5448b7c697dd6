"""The stream of a run: mail, requests and spoilt records, spread over its seconds, in a thread of its own."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from aiokafka.errors import KafkaError

from tests.chaos.boxes import Deliveries
from tests.chaos.planting import Planting
from tests.harness.kafka import Keyed, publish

T = TypeVar("T")
TICK_S = 0.5
HELD_BACK = 0.1
"""Share of everything that waits for the faults: what strikes late must have something to hit."""
TRICKLE_TICKS = 4


class Flow:
    """Plants everything; `hold` tells whether faults are still to strike, and then the last tenth only trickles."""

    def __init__(self, planting: Planting, deliveries: Deliveries, servers: str, flow_s: float) -> None:
        self._planting = planting
        self._deliveries = deliveries
        self._servers = servers
        self._ticks = max(1, int(flow_s / TICK_S))
        self.delivered = 0

    def plant_all(self, hold: Callable[[], bool]) -> None:
        """Returns when all is planted and acknowledged."""
        streams = _slices(self._planting.stream, self._ticks)
        requests = _slices(self._planting.requests, self._ticks)
        spoilt = _slices(self._planting.spoilt, self._ticks)
        held = int(self._ticks * (1 - HELD_BACK))
        began = time.monotonic()
        for tick in range(self._ticks):
            self._deliveries.deliver(streams[tick])
            self.delivered += len(streams[tick])
            publish_for_certain(self._servers, [*requests[tick], *spoilt[tick]])
            wait_s = began + (tick + 1) * TICK_S - time.monotonic()
            time.sleep(max(0.0, wait_s))
            for _ in range(TRICKLE_TICKS if tick >= held else 0):
                if hold():
                    time.sleep(TICK_S)


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
