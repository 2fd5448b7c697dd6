"""aiosmtplib without any durable state: ten connections that send what they are given. The ceiling, not a rival."""

import asyncio
import time
from collections.abc import Iterator

import aiosmtplib

from tests.bench.corpus.store import Corpus
from tests.bench.failure import BenchError
from tests.bench.ground import CONNECTIONS, Ground
from tests.bench.results import Figures
from tests.bench.sending import body, how_many
from tests.harness.wait import eventually_sync

REVERSE_PATH = "sender@bench.test"
WITHIN_S = 100.0


def figures(ground: Ground, corpus: Corpus, _: Figures) -> Figures:
    """The part `aiosmtplib`."""
    count, sink = how_many(corpus), ground.sink
    before = sink.received()
    began = time.monotonic()
    asyncio.run(_send(sink.host, sink.port, count))
    took_s = time.monotonic() - began
    eventually_sync(lambda: sink.received() - before >= count, deadline_s=5, what=f"{count} mails in the sink")
    if sink.received() - before != count:
        raise BenchError(f"aiosmtplib's {count} messages arrived {sink.received() - before} times")
    return {"aiosmtplib_msg_s": count / took_s}


async def _send(host: str, port: int, count: int) -> None:
    head = f"From: {REVERSE_PATH}\r\nTo: customer@sink.test\r\nSubject: Your order\r\n\r\n"
    raw = (head + body().replace("\n", "\r\n") + "\r\n").encode()
    numbers = iter(range(count))
    async with asyncio.timeout(WITHIN_S), asyncio.TaskGroup() as group:
        for _ in range(CONNECTIONS):
            group.create_task(_through_one(host, port, raw, numbers))


async def _through_one(host: str, port: int, raw: bytes, numbers: Iterator[int]) -> None:
    async with aiosmtplib.SMTP(hostname=host, port=port, use_tls=False, start_tls=False) as smtp:
        for number in numbers:
            await smtp.sendmail(REVERSE_PATH, [f"customer{number}@sink.test"], raw)
