"""Whether the parser is so far behind that nothing more is to be fetched: one look every few seconds a process."""

import asyncio
import logging
from collections.abc import Callable

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient

from services.poller.domain import backpressure
from shared import metrics
from shared.errors import TransientError
from shared.events.topics import RAW_FETCHED, TopicNames
from shared.kafka.backlog import behind, places_of
from shared.kafka.clients import admin_client, reader
from shared.settings import Settings

PARSER = "parser"
EVERY_S = 5.0
logger = logging.getLogger(__name__)


class Backpressure:
    """`is_on` is what the last look has shown; while Kafka does not answer it stays."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.is_on = False

    @property
    def reason(self) -> str:
        """Why nothing is fetched; empty when it is."""
        return backpressure.reason(self._most) if self.is_on else ""

    async def run(self, settings: Settings, on_change: Callable[[], None]) -> None:
        """Looks for ever, over one connection as long as it holds."""
        names = TopicNames(settings.topic_prefix, settings.generation)
        while True:
            try:
                async with admin_client(settings) as admin, reader(settings) as consumer:
                    while True:
                        self._found(await _parser_behind(admin, consumer, names), on_change)
                        await asyncio.sleep(EVERY_S)
            except TransientError as error:
                logger.info("how far the parser is behind cannot be seen: %s", error)
            await asyncio.sleep(EVERY_S)

    def _found(self, count: int, on_change: Callable[[], None]) -> None:
        was, self.is_on = self.is_on, backpressure.is_held_back(self.is_on, count, self._most)
        metrics.PARSER_BEHIND.set(count)
        metrics.BACKPRESSURE.set(self.is_on)
        if self.is_on and not was:
            logger.warning("nothing is fetched for now: %s (%d at present)", self.reason, count)
        elif was and not self.is_on:
            logger.info("fetching goes on: the parser is %d records behind", count)
        if self.is_on != was:
            on_change()


async def _parser_behind(admin: AIOKafkaAdminClient, consumer: AIOKafkaConsumer, names: TopicNames) -> int:
    places = await places_of(admin, names.of(RAW_FETCHED))
    if not places:
        return 0
    return await behind(admin, consumer, names.group(PARSER, RAW_FETCHED), await consumer.end_offsets(places))
