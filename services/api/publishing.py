"""Publishing for REST: a producer that is lost for good must end the process, not only the request."""

import asyncio
from collections.abc import Iterable

from shared.errors import TransientError
from shared.events import Event
from shared.kafka.publish import ProducerLostError, Publisher


class CommandPublisher:
    """Publishes and awaits the acknowledgement."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def publish(self, events: Iterable[Event]) -> None:
        """As Publisher.publish; a lost producer is a TransientError for the caller and ends `until_lost`."""
        try:
            await self._publisher.publish(events)
        except ProducerLostError as error:
            if not self._lost.done():
                self._lost.set_exception(error)
            raise TransientError("the api has lost its connection to Kafka and starts anew: ask again") from error

    async def until_lost(self) -> None:
        """Waits; raises ProducerLostError once only a new process can publish."""
        await asyncio.shield(self._lost)
