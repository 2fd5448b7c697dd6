"""How much history may be on its way at once, over all imports: live mail waits behind little of it (DESIGN §1)."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient

from shared import metrics
from shared.audit.topics import pass_through
from shared.errors import TransientError
from shared.events.topics import PARSED, RAW_FETCHED_BULK, THREADED, Topic, TopicNames
from shared.kafka.backlog import backlog
from shared.kafka.clients import admin_client, reader
from shared.settings import Settings
from shared.waiting import to_its_end

MOST_UNFINISHED = 2000
LOOK_EACH_S = 0.25
FINISH_LOOK_S = 5.0
ENDS_WITHIN_S = 7.0
"""A look at Kafka goes to its end: aiokafka loses a connection whose opening is broken off."""
STAGES: tuple[tuple[str, Topic], ...] = (("parser", RAW_FETCHED_BULK), ("threader", PARSED), ("rules", THREADED))


class Backlog:
    """Asks Kafka how much lies between the bulk topic and the rules. Its connections last from `open` to `close`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._names = TopicNames(settings.topic_prefix)
        self._entered = AsyncExitStack()
        self._clients: tuple[AIOKafkaAdminClient, AIOKafkaConsumer] | None = None

    async def count(self) -> int:
        """TransientError while Kafka does not answer."""
        return await to_its_end(self._counted(), within_s=ENDS_WITHIN_S)

    async def _counted(self) -> int:
        try:
            if self._clients is None:
                admin = await self._entered.enter_async_context(admin_client(self._settings))
                self._clients = admin, await self._entered.enter_async_context(reader(self._settings))
            found = await backlog(*self._clients, self._names, STAGES)
        except BaseException:
            await self.close()
            raise
        metrics.IMPORT_BACKLOG.set(found)
        return found

    async def is_through(self) -> bool:
        """Whether all that lies in the topics now has passed the rules; waits for it a little."""
        passage = await to_its_end(pass_through(self._settings, FINISH_LOOK_S), within_s=ENDS_WITHIN_S)
        return passage.through >= {service for service, _ in STAGES}

    async def close(self) -> None:
        """Lets the connections go."""
        self._clients = None
        entered, self._entered = self._entered, AsyncExitStack()
        await entered.aclose()


class Feed:
    """The room for all imports of this process; `count` looks at what all processes have fed in."""

    def __init__(self, count: Callable[[], Awaitable[int]], now_s: Callable[[], float]) -> None:
        self._count = count
        self._now_s = now_s
        self._unfinished = MOST_UNFINISHED
        self._looked_at = float("-inf")
        self._turn = asyncio.Lock()

    async def room(self, records: int) -> None:
        """Waits until so many records more leave the unfinished ones below the limit, and takes the room.

        Raises TransientError while Kafka is away.
        """
        async with self._turn:
            while not self._has_room(records):
                await asyncio.sleep(max(0.0, self._looked_at + LOOK_EACH_S - self._now_s()))
                await self._look()
            self._unfinished += records

    def _has_room(self, records: int) -> bool:
        return self._unfinished + min(records, MOST_UNFINISHED) <= MOST_UNFINISHED

    async def _look(self) -> None:
        try:
            self._unfinished = await self._count()
        except TransientError:
            self._unfinished = MOST_UNFINISHED
            raise
        finally:
            self._looked_at = self._now_s()
