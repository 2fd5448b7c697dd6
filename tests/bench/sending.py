"""From requests on `outbound` to `sent` in the ledger, through ten SMTP connections."""

import asyncio
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from aiokafka import AIOKafkaProducer

from tests.bench.corpus.store import Corpus
from tests.bench.corpus.texts import text
from tests.bench.failure import BenchError
from tests.bench.ground import Connection, Ground
from tests.bench.receiving import add_account, until_searchable
from tests.bench.results import Figures, Stage, stage_figures
from tests.bench.usage import Meter, Used
from tests.harness.wait import eventually_sync

ADDRESS = "sender@bench.test"
MOST_MESSAGES = 5_000
TURNS = 3
BATCH_BYTES = 1024 * 1024
BODY_BYTES = 4 * 1024
STALLED_S = 60.0
LOOK_EACH_S = 0.2
OF_TURN = "SELECT count(*) FROM send WHERE account_id = %(account)s AND created_at >= %(began_at)s"
COPIED = f"{OF_TURN} AND copied_at IS NOT NULL"
SENT = f"{OF_TURN} AND state = 'sent'"


@dataclass(frozen=True, slots=True)
class Turn:
    """Seconds until all were sent, and until the copies were threaded too; what the stages used until all were sent."""

    sent_s: float
    threaded_s: float
    used: Mapping[str, Used]


def figures(ground: Ground, corpus: Corpus, before: Figures) -> Figures:
    """The part `send`: medians of turns, Postfix and Mailweave one after the other where the part `postfix` ran."""
    count, has_postfix = how_many(corpus), before.get("postfix_alone_msg_s") is not None
    account_id = add_account(ground, ADDRESS)
    ground.mailweave.until_live(account_id)
    theirs: list[float] = []
    ours: list[Turn] = []
    with ground.connection() as connection:
        for _ in range(TURNS):
            if has_postfix:
                theirs.append(ground.relay.pass_on(count, BODY_BYTES))
            ours.append(_turn(ground, connection, account_id, count))
    middle = sorted(ours, key=lambda turn: turn.sent_s)[TURNS // 2]
    found: Figures = {
        "send_messages": count,
        "send_msg_s": count / middle.sent_s,
        "send_threaded_msg_s": count / middle.threaded_s,
        "send_stages": stage_figures({name: Stage.of(one, count, None) for name, one in middle.used.items()}),
        "send_turns_msg_s": [count / turn.sent_s for turn in ours],
    }
    return found | ({"postfix_msg_s": median(theirs), "postfix_turns_msg_s": theirs} if has_postfix else {})


def _turn(ground: Ground, connection: Connection, account_id: int, count: int) -> Turn:
    """Ends when nothing is left to do, so that the next one has the machine for itself."""
    received, of_turn = ground.sink.received(), {"account": account_id, "began_at": datetime.now(UTC)}
    meter, began = Meter(ground.trees()), time.monotonic()
    asyncio.run(_request(ground, account_id, count))
    _until_sent(ground, connection, of_turn, count)
    sent_s = time.monotonic() - began
    used = meter.used()
    eventually_sync(lambda: _counted(connection, COPIED, of_turn) == count, deadline_s=120, what="all copies published")
    eventually_sync(ground.mailweave.has_no_lag, deadline_s=120, what="the copies of what was sent threaded")
    threaded_s = time.monotonic() - began
    until_searchable(connection)
    eventually_sync(lambda: ground.sink.received() - received >= count, deadline_s=5, what=f"{count} mails in the sink")
    if (copies := ground.sink.received() - received) != count:
        raise BenchError(f"{count} requests gave {copies} mails at the server")
    return Turn(sent_s, threaded_s, used)


def _counted(connection: Connection, query: str, of_turn: Mapping[str, object]) -> int:
    [(found,)] = connection.execute(query.encode(), of_turn).fetchall()
    return int(found)


def how_many(corpus: Corpus) -> int:
    """Half as many as are received, 5,000 at most."""
    return min(MOST_MESSAGES, len(corpus) // 2)


def body() -> str:
    """What every sender sends."""
    store = text("us-ascii")
    return "\n".join(store.lines[: round(BODY_BYTES / store.line_bytes)])


async def _request(ground: Ground, account_id: int, count: int) -> None:
    """As any other program would: JSON by the public contract, a send_id of its own."""
    producer = AIOKafkaProducer(
        bootstrap_servers=ground.stack.kafka_servers, acks="all", linger_ms=5, max_batch_size=BATCH_BYTES
    )
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


def _until_sent(ground: Ground, connection: Connection, of_turn: Mapping[str, object], count: int) -> None:
    sent, moved_at = -1, time.monotonic()
    while (found := _counted(connection, SENT, of_turn)) < count:
        if found != sent:
            sent, moved_at = found, time.monotonic()
        elif time.monotonic() - moved_at > STALLED_S:
            raise BenchError(f"nothing moved for {STALLED_S:.0f} s at {sent} of {count} sent; see {ground.build}/logs")
        ground.say(f"sending: {sent} of {count}")
        time.sleep(LOOK_EACH_S)
