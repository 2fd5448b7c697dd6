"""What a service's app.py is given to put the service together."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from functools import partial
from typing import Generic, TypeVar, cast

from aiokafka.errors import KafkaError

from shared import metrics
from shared.clock import Clock
from shared.errors import ConfigurationError, TransientError
from shared.events import Event
from shared.events.topics import Topic, TopicNames
from shared.health import Health
from shared.kafka.broker import Reading, make_broker
from shared.kafka.consume import Consumption
from shared.kafka.deadletter import reason
from shared.kafka.diagnosis import forbidden
from shared.kafka.lag import LOOK_EVERY_S, PART, PRODUCER, TOPICS, KafkaWatch, lacking, others_partitions
from shared.kafka.ports import Handler, OnDone, Ports
from shared.kafka.publish import Publisher
from shared.kafka.subscribe import Subscription
from shared.kafka.turns import SLICE_BYTES, Turns
from shared.postgres import watch
from shared.postgres.sessions import Pool, database_pool
from shared.service.ending import Ending
from shared.service.loops import AtEnd, Background, Every, Step, nothing
from shared.settings import Settings
from shared.tracing.choice import tracing_of

S = TypeVar("S", bound=Settings)
E = TypeVar("E", bound=Event)
T = TypeVar("T")
MAX_RECORDS = 200
CLOSE_WITHIN_S = 10.0
DATABASE = "postgresql"
logger = logging.getLogger(__name__)


class Run(Generic[S]):
    """One run of one service: its settings and ports, its consumers and loops."""

    def __init__(self, service: str, settings: S, clock: Clock, health: Health, ending: Ending) -> None:
        self.service = service
        self.settings = settings
        self.clock = clock
        self.health = health
        self.names = TopicNames(settings.topic_prefix, settings.generation)
        for part in (PART, TOPICS, PRODUCER):
            health.expect(part)
        self.publisher = Publisher(settings, on_lost=partial(ending.end, 1))
        self.tracing = tracing_of(settings, service, settings.generation)
        self.stopping = asyncio.Event()
        self.broker = make_broker(settings)
        self.subscriptions: list[Subscription] = []
        self.topics: list[Topic] = []
        self.loops: list[Background] = []
        self.entered = AsyncExitStack()
        self.ending = ending
        self.database_watch: watch.DatabaseWatch | None = None
        self._tasks: dict[asyncio.Task[None], Background] = {}

    async def enter(self, resource: AbstractAsyncContextManager[T]) -> T:
        """Open something that is closed when the run ends, in reverse order."""
        return await self.entered.enter_async_context(resource)

    async def database(self) -> Pool:
        """The service's connections; `/ready` asks for the database from here on."""
        self.database_watch = found = watch.DatabaseWatch(self.settings, self.service)
        self.entered.push_async_callback(found.close)
        self.health.expect(DATABASE)
        self.every(DATABASE, watch.LOOK_EVERY_S, found.look)
        return await self.enter(database_pool(self.settings, service=self.service))

    def consume(
        self,
        topic: Topic,
        handler: Callable[[Sequence[E]], Awaitable[Sequence[Event]]],
        *,
        max_records: int = MAX_RECORDS,
        on_done: Callable[[Sequence[E]], None] = lambda events: None,
    ) -> None:
        """Give the topic's events to the handler, at most max_records at once (policy: shared/kafka/consume.py)."""
        ports = Ports(
            self.service,
            self.publisher,
            self.health,
            self.clock,
            self.ending.end,
            self.settings.transient_max_s,
            self.tracing,
        )
        turns = self._turns_of(topic)
        most_bytes = None if turns is None else SLICE_BYTES
        consumption = Consumption(
            topic, self.names.dlq_of(topic), cast("Handler", handler), ports, most_bytes, cast("OnDone", on_done)
        )
        group = self.names.group(self.service, topic)
        reading = Reading(self.service, self.names.of(topic), group, max_records, consumption.part)
        subscription = Subscription(
            self.broker, self.settings, reading, consumption.take, consumption.crashes, self.health, turns
        )
        subscription.expect_assignment()
        metrics.OLDEST_UNFINISHED.labels(topic.name).set_function(subscription.unfinished.age_s)
        self.subscriptions.append(subscription)
        self.topics.append(topic)

    def _turns_of(self, topic: Topic) -> Turns | None:
        """For a bulk topic, behind the live one that was to be consumed before it. Nobody waits for a replay."""
        if topic.bulk_of is None or self.settings.generation:
            return None
        return Turns(topic.name, self.subscriptions[self.topics.index(topic.bulk_of)].quiet)

    def background(self, name: str, work: Callable[[], Awaitable[None]], *, drains: bool = False) -> None:
        """Run this coroutine function for as long as the service runs; when it ends or raises, the process ends.

        At the end of the run it is cancelled. With `drains` it gets EMAIL_SHUTDOWN_GRACE_S before that, to end by
        itself once `run.stopping` is set.
        """
        self.loops.append(Background(name, work, drains))

    def every(
        self,
        name: str,
        seconds: float,
        step: Step,
        *,
        is_vital: bool = True,
        retry_s: float | None = None,
        drains: bool = False,
        at_end: AtEnd = nothing,
    ) -> None:
        """Do the step for as long as the service runs, each time `seconds` after the last (see `Every`).

        With `drains` a step that is under way when the run ends comes to its own end; else it is cancelled.
        """
        until = self.stopping if drains else asyncio.Event()
        loop = Every(name, seconds, step, is_vital=is_vital, retry_s=retry_s, at_end=at_end)
        self.background(name, partial(loop.run, self.health, until), drains=drains)

    async def require_topics(self) -> None:
        """Raises ConfigurationError when Kafka lacks a topic that this service reads, or its dead letters."""
        counts = await self.publisher.partition_counts()
        if missing := sorted(self._needed_topics() - counts.keys()):
            raise ConfigurationError(lacking(missing))
        self.health.ready(TOPICS)
        if said := others_partitions(counts, self._needed_topics(), self.settings):
            logger.warning("%s", said)

    def _needed_topics(self) -> frozenset[str]:
        return frozenset(name for topic in self.topics for name in (self.names.of(topic), self.names.dlq_of(topic)))

    async def start(self) -> None:
        """Start the loops, then the consumers, all at once: after a crash each may wait for its old session."""
        consumers = list(zip(self.topics, self.subscriptions, strict=True))
        kafka = KafkaWatch(self.publisher, self.health, consumers, self._needed_topics())
        self.every("watch over Kafka", LOOK_EVERY_S, kafka.look, is_vital=False)
        self._start_loops()
        await self.broker.connect()
        try:
            await asyncio.gather(*(subscription.subscriber.start() for subscription in self.subscriptions))
        except KafkaError as error:
            if refusal := forbidden(self.settings, error):
                raise ConfigurationError(refusal) from error
            raise TransientError(f"Kafka refused the consumers ({type(error).__name__})") from error

    async def stop(self) -> None:
        """Take no more work, let what is in hand end, close everything in reverse order."""
        self.stopping.set()
        grace_s = self.settings.shutdown_grace_s
        await asyncio.gather(
            *(subscription.stop_soon() for subscription in self.subscriptions),
            _within(grace_s + CLOSE_WITHIN_S, "consumers", self.broker.stop()),
            self._stop_loops(grace_s),
        )
        await _within(CLOSE_WITHIN_S, "resources", self.entered.aclose())
        await self.publisher.stop()
        if self.tracing is not None:
            await self.tracing.close()

    def _start_loops(self) -> None:
        for loop in self.loops:
            task = asyncio.create_task(_coroutine(loop.work), name=loop.name)
            task.add_done_callback(self._loop_ended)
            self._tasks[task] = loop

    async def _stop_loops(self, grace_s: float) -> None:
        draining = [task for task, loop in self._tasks.items() if loop.drains]
        for task, loop in self._tasks.items():
            if not loop.drains:
                task.cancel()
        if draining:
            await asyncio.wait(draining, timeout=grace_s)
        for task in draining:
            task.cancel()  # the others have been told once: a second time would break off what they do at their end
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSE_WITHIN_S)

    def _loop_ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or (self.stopping.is_set() and task.exception() is None):
            return
        error = task.exception()
        if error is None:
            self.ending.end(1, f"{task.get_name()} ended, and it must run for ever")
            return
        logger.error("%s failed", task.get_name(), exc_info=error)
        code = 2 if isinstance(error, ConfigurationError) else 1
        self.ending.end(code, f"{task.get_name()} failed: {reason(error)}")


async def _coroutine(work: Callable[[], Awaitable[None]]) -> None:
    await work()


async def _within(seconds: float, what: str, stopping: Awaitable[None]) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stopping
    except (TimeoutError, KafkaError, ExceptionGroup) as error:
        logger.warning("%s did not stop cleanly (%s)", what, type(error).__name__)
