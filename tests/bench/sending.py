"""From requests on `outbound` to `sent` in the ledger, through ten SMTP connections."""

import asyncio
import json
import time
import uuid

from aiokafka import AIOKafkaProducer

from tests.bench.corpus.store import Corpus
from tests.bench.corpus.texts import text
from tests.bench.failure import BenchError
from tests.bench.ground import Connection, Ground
from tests.bench.receiving import add_account
from tests.bench.results import Figures, Stage, stage_figures
from tests.bench.usage import Meter
from tests.harness.wait import eventually_sync

ADDRESS = "sender@bench.test"
MOST_MESSAGES = 5_000
BODY_BYTES = 4 * 1024
STALLED_S = 60.0
LOOK_EACH_S = 0.2
COPIED = "SELECT count(*) FROM send WHERE account_id = %(account)s AND copied_at IS NOT NULL"
SENT = "SELECT count(*) FROM send WHERE account_id = %(account)s AND state = 'sent'"


def figures(ground: Ground, corpus: Corpus, _: Figures) -> Figures:
    """The part `send`."""
    mailweave, count = ground.mailweave, how_many(corpus)
    account_id = add_account(ground, ADDRESS)
    mailweave.until_live(account_id)
    received = ground.sink.received()
    with ground.connection() as connection:
        meter, began = Meter(ground.trees()), time.monotonic()
        asyncio.run(_request(ground, account_id, count))
        _until_sent(ground, connection, account_id, count)
        took_s = time.monotonic() - began
        used = meter.used()
        eventually_sync(lambda: _is_all(connection, account_id, count), deadline_s=120, what="all copies published")
    eventually_sync(mailweave.has_no_lag, deadline_s=120, what="the copies of what was sent threaded")
    threaded_s = time.monotonic() - began
    eventually_sync(lambda: ground.sink.received() - received >= count, deadline_s=5, what=f"{count} mails in the sink")
    if (copies := ground.sink.received() - received) != count:
        raise BenchError(f"{count} requests gave {copies} mails at the server")
    stages = {name: Stage.of(one, count, None) for name, one in used.items()}
    rates = {"send_msg_s": count / took_s, "send_threaded_msg_s": count / threaded_s}
    return rates | {"send_messages": count, "send_stages": stage_figures(stages)}


def _is_all(connection: Connection, account_id: int, count: int) -> bool:
    [(found,)] = connection.execute(COPIED, {"account": account_id}).fetchall()
    return bool(found == count)


def how_many(corpus: Corpus) -> int:
    """Half as many as are received, 5,000 at most."""
    return min(MOST_MESSAGES, len(corpus) // 2)


def body() -> str:
    """What every sender sends."""
    store = text("us-ascii")
    return "\n".join(store.lines[: round(BODY_BYTES / store.line_bytes)])


async def _request(ground: Ground, account_id: int, count: int) -> None:
    """As any other program would: JSON by the public contract, a send_id of its own."""
    producer = AIOKafkaProducer(bootstrap_servers=ground.stack.kafka_servers, acks="all", linger_ms=5)
    plain_body, topic = body(), ground.mailweave.outbound_topic()
    await producer.start()
    try:
        for number in range(count):
            request = {
                "account_id": account_id,
                "send_id": str(uuid.uuid4()),
                "to_emails": [f"customer{number}@sink.test"],
                "subject": f"Your order {number}",
                "plain_body": plain_body,
            }
            await producer.send(topic, json.dumps(request).encode(), key=str(account_id).encode())
        await producer.flush()
    finally:
        await producer.stop()


def _until_sent(ground: Ground, connection: Connection, account_id: int, count: int) -> None:
    sent, moved_at = -1, time.monotonic()
    while True:
        [(found,)] = connection.execute(SENT, {"account": account_id}).fetchall()
        if found >= count:
            return
        if found != sent:
            sent, moved_at = found, time.monotonic()
        elif time.monotonic() - moved_at > STALLED_S:
            raise BenchError(f"nothing moved for {STALLED_S:.0f} s at {sent} of {count} sent; see {ground.build}/logs")
        ground.say(f"sending: {sent} of {count}")
        time.sleep(LOOK_EACH_S)
