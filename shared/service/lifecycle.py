"""One life for every service: start, work, drain, exit.

`services/<name>/__main__.py` is `main("<name>", <Name>Settings, build)`; app.py has the one function

    async def build(run: Run[ParserSettings]) -> None:
        pool = await run.database()
        run.consume(RAW_FETCHED, partial(on_raw_fetched, store=MessageStore(pool)), max_records=200)
        run.every("indexer", IDLE_S, partial(index_some, store=store))

Run (shared/service/run.py) has
    .settings .clock .service .names (TopicNames)
    .publisher    Publisher: `await publish(events)`, `await publish_raw(topic_name, key, value, headers)`
    .health       Health: `unready(part, reason)`, `ready(part)`, `progress(part, within_s=300)`, `rest(part)`
    .stopping     asyncio.Event, set when the process is to end
    await .database() -> Pool                         a part of `/ready`, and waited for before anything is consumed
    await .enter(async context manager) -> what it yields
    .consume(topic, handler, *, max_records=200)      handler: (Sequence[X]) -> Sequence[Event]
    .every(name, seconds, step, *, is_vital=True, drains=False)      step: () -> None, or seconds until the next
    .background(name, coroutine function, *, drains=False)

`build` only wires; it runs before anything is reached. Order: HTTP server (`/metrics`, `/live`, `/ready`) → build →
PostgreSQL, waited for → is it of this release → Kafka, waited for → are the topics there → loops → consumers. On a
signal consumers finish their batch and commit, loops that drain end themselves, the others are cancelled, resources
close; exit 0. Exit 2: a person must change something first; 1: anything else. The last line logged says why.
"""

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import uvloop

from shared import logs
from shared.clock import SystemClock
from shared.errors import ConfigurationError, TransientError
from shared.health import Health
from shared.kafka.connection import expect_uvloop
from shared.kafka.lag import PART
from shared.kafka.retry import wait_s
from shared.service.ending import Ending
from shared.service.http import http_server
from shared.service.run import DATABASE, Run
from shared.service.usage import answer
from shared.services import SERVICES
from shared.settings import Settings

S = TypeVar("S", bound=Settings)
Build = Callable[[Run[S]], Awaitable[None]]
LAST_RESORT_S = 20.0
LONGEST_WAIT_S = 3.0
OBJECTS_BEFORE_GARBAGE_IS_SOUGHT = 10_000
logger = logging.getLogger(__name__)


def main(service: str, settings_type: type[S], build: Build[S]) -> NoReturn:
    """Be the service until it ends; called with arguments, only answer them."""
    if sys.argv[1:]:
        sys.exit(answer(service, sys.argv[1:]))
    logs.configure(service, "INFO")
    try:
        settings = settings_type.load()
    except ConfigurationError as error:
        logger.critical("%s", error)
        sys.exit(2)
    masking = logs.Masking(settings.log_addresses, settings.secret_values())
    logs.configure(service, settings.log_level, settings.log_format, masking)
    expect_uvloop()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        code = runner.run(serve(service, settings, build))
    sys.exit(code)


async def serve(service: str, settings: S, build: Build[S]) -> int:
    """Run the service in this event loop; gives the exit code."""
    ending = Ending()
    clock = SystemClock()
    health = Health(service, clock)
    health.expect("start", "the service is starting")
    _end_on_signals(ending, settings)
    run = Run(service, settings, clock, health, ending)
    try:
        async with http_server(health, host=settings.http_host, port=_http_port(service, settings)) as port:
            logger.info("metrics, live and ready at http://%s:%d", settings.http_host, port)
            try:
                await ending.race(start(run, build))
                code, reason = await ending.wait()
            finally:
                _exit_at_last(settings.shutdown_grace_s + LAST_RESORT_S)
                await run.stop()
    except (ConfigurationError, TransientError) as error:
        code, reason = (2 if isinstance(error, ConfigurationError) else 1), str(error)
    logger.log(logging.ERROR if code else logging.INFO, "ended with exit code %d: %s", code, reason)
    return code


def _http_port(service: str, settings: Settings) -> int:
    if settings.http_port is not None:
        return settings.http_port
    return SERVICES[service].http_port if service in SERVICES else 0


async def start(run: Run[S], build: Build[S]) -> None:
    """Wire the service, wait for what it needs, check that it is as this release needs it, begin to work."""
    await build(run)
    if run.database_watch is not None:
        await _reach(run, DATABASE, run.database_watch.look)
    await _reach(run, PART, run.publisher.start)
    await run.require_topics()
    await run.start()
    _seek_garbage_seldom()
    run.health.ready("start")


def _seek_garbage_seldom() -> None:
    """What a service is made of stays to its end, and a batch is no garbage while it is handled."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BEFORE_GARBAGE_IS_SOUGHT, *gc.get_threshold()[1:])


async def _reach(run: Run[S], part: str, attempt: Callable[[], Awaitable[None]]) -> None:
    failures = 0
    while True:
        try:
            await attempt()
        except TransientError as error:
            failures += 1
            run.health.unready(part, str(error))
            await asyncio.sleep(min(LONGEST_WAIT_S, wait_s(failures, 1.0)))
        else:
            run.health.ready(part)
            return


def _end_on_signals(ending: Ending, settings: Settings) -> None:
    def on_signal(name: str) -> None:
        if not ending.is_set:
            _exit_at_last(settings.shutdown_grace_s + LAST_RESORT_S)
        ending.end(0, name)

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal, number.name)


def _exit_at_last(seconds: float) -> None:
    """Brokers that are down can hold a client's closing for ever (aiokafka 1101), a thread's work the interpreter's."""

    def leave() -> None:
        logger.error("did not stop within %.0f s: leaving without; uncommitted records will be redelivered", seconds)
        os._exit(1)

    timer = threading.Timer(seconds, leave)
    timer.daemon = True
    timer.start()
