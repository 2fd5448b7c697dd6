"""From arrival to `ruled` while mail keeps coming: every message of a steady stream is measured.

A message arrives when its file is renamed into the mailbox that the poller watches by IDLE. It is ruled at the time
stamp that the rules' producer gave its record on `ruled`, which it makes after the transaction was committed: so the
figure holds the commit, and a little more.
"""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence

from shared.events.topics import RULED, TopicNames
from tests.bench.corpus.letters import message_id
from tests.bench.corpus.store import Corpus
from tests.bench.failure import BenchError
from tests.bench.ground import Ground
from tests.bench.mailbox import Waiting
from tests.bench.receiving import add_account, until_ruled
from tests.bench.results import Figures
from tests.harness.kafka import read_all

ADDRESS = "latency@bench.test"
MESSAGES_S = 50
STREAM_S = 30
WARM_UP = 50
QUANTILES = (50, 95, 99)


def figures(ground: Ground, corpus: Corpus, _: Figures) -> Figures:
    """The part `latency`."""
    mailweave = ground.mailweave
    account_id = add_account(ground, ADDRESS)
    waiting = Waiting(ground.dovecot, ADDRESS, corpus.paths()[: WARM_UP + MESSAGES_S * STREAM_S])
    count = len(waiting)
    mailweave.until_live(account_id)
    arrived_at = _stream(ground, corpus.seed, waiting)
    with ground.connection() as connection:
        until_ruled(connection, account_id, count)
    measured = [message_id(corpus.seed, number) for number in range(min(WARM_UP, count // 5), count)]
    ruled_at = asyncio.run(_ruled_at(ground, account_id))
    if missing := [each for each in measured if each not in ruled_at]:
        raise BenchError(f"{len(missing)} of {len(measured)} messages are not on `ruled`, the first is {missing[0]}")
    latencies = sorted(ruled_at[each] - arrived_at[each] for each in measured)
    return {f"latency_p{q}_ms": 1000 * quantile(latencies, q) for q in QUANTILES} | {"latency_messages": len(measured)}


def quantile(ordered: Sequence[float], percent: int) -> float:
    """The smallest value that this share of all do not exceed (nearest rank)."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _stream(ground: Ground, seed: int, waiting: Waiting) -> dict[str, float]:
    """Lets one message arrive each 20 ms; returns when each did, by its Message-ID."""
    began, count = time.monotonic(), len(waiting)
    arrived_at: dict[str, float] = {}
    for number in range(count):
        time.sleep(max(0.0, began + number / MESSAGES_S - time.monotonic()))
        arrived_at[message_id(seed, number)] = time.time()
        waiting.arrive(1)
        ground.say(f"a message each {1000 // MESSAGES_S} ms: {number + 1} of {count}")
    return arrived_at


async def _ruled_at(ground: Ground, account_id: int) -> Mapping[str, float]:
    settings = ground.mailweave.settings
    records = await read_all(settings.kafka_servers, TopicNames(settings.topic_prefix).of(RULED))
    found: dict[str, float] = {}
    for record in records:
        event = json.loads(record.value or b"{}")
        if event.get("account_id") == account_id:
            found.setdefault(event["message_id"], record.timestamp / 1000)
    return found
