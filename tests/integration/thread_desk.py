"""The threader beside a running api, on the same topics and database."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import cast

from pydantic import SecretStr

from services.threader.app import build
from services.threader.settings import ThreaderSettings
from shared.service.lifecycle import Build
from shared.settings import Settings
from tests.harness.service import running
from tests.integration.rest import RunningApi


@contextmanager
def threader_of(api: RunningApi) -> Iterator[None]:
    """The threader while the block runs, in a thread with an event loop of its own."""
    settings = ThreaderSettings(
        kafka_servers=api.settings.kafka_servers,
        database_url=SecretStr(api.database_url),
        topic_prefix=api.settings.topic_prefix,
        _env_file=None,
    )
    started, stopping = threading.Event(), threading.Event()

    async def serve() -> None:
        async with running(cast("Build[Settings]", build), settings, service="threader"):
            started.set()
            await asyncio.to_thread(stopping.wait)

    with ThreadPoolExecutor(1) as threads:
        served = threads.submit(asyncio.run, serve())
        try:
            while not started.wait(0.1) and not served.done():
                pass
            yield
        finally:
            stopping.set()
            served.result(timeout=30)
