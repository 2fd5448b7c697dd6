"""What the sender's metrics say of the queue and of what was sent, with a real ledger and a server that replies."""

from datetime import UTC, datetime

import psycopg
import pytest

from services.sender.queue_watch import look_at_queue
from services.sender.store import queue
from shared.clock import SystemClock
from shared.errors import TransientError
from shared.events.topics import OUTBOUND
from shared.metrics import SEND_OLDEST_DUE, SEND_QUEUE, SENDER, SENDS_IN_DOUBT
from shared.metrics.figures import Read
from shared.postgres.sessions import database_pool
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.harness.accounts import SEARCH_PATH
from tests.integration.sender_rig import Rig, request

PLANT = """
INSERT INTO send (send_id, account_id, kind, state, request, created_at, next_attempt_at)
SELECT gen_random_uuid(), 1, kind, state, '{}', now() - age, CASE WHEN state = 'waiting' THEN now() - due END
FROM (VALUES ('request', 'waiting', interval '1 h', interval '90 s'), ('request', 'waiting', '1 h', interval '-1 h'),
             ('request', 'in_doubt', '1 day', NULL), ('request', 'in_doubt', '8 days', NULL),
             ('request', 'sent', '1 h', NULL), ('canary', 'waiting', '1 h', '1 day')) AS new (kind, state, age, due)
"""
PLANT_RECIPIENTS = """
INSERT INTO send_recipient (send_id, address, state)
SELECT send_id, address, CASE WHEN send.state = 'waiting' AND address = 'b@x.example' THEN 'deferred'
                              ELSE send.state END
FROM send CROSS JOIN (VALUES ('a@x.example'), ('b@x.example')) AS one (address)
"""
OPEN = """
INSERT INTO send_attempt (send_id, attempt, epoch, state, recipients)
SELECT send_id, 1, 1, 'on_wire', '["a@x.example"]' FROM send WHERE kind = 'request' AND state = 'waiting'
ORDER BY next_attempt_at LIMIT 1
"""


def shown(figures: Read) -> dict[tuple[str, ...], float]:
    [family] = figures.collect()
    return {tuple(each.labels.values()): each.value for each in family.samples}


async def test_the_queue_is_counted_in_recipients(rig: Rig) -> None:
    for statement in (PLANT, PLANT_RECIPIENTS, OPEN):
        await rig.rows(statement)
    async with database_pool(rig.settings, service="sender") as pool:
        await look_at_queue(pool, SystemClock())
    assert shown(SEND_QUEUE) == {("waiting",): 1, ("deferred",): 2, ("sending",): 1}
    assert shown(SENDS_IN_DOUBT) == {(): 2}
    [due_s] = shown(SEND_OLDEST_DUE).values()
    assert 90 <= due_s < 86_400


async def test_there_are_no_figures_while_they_take_too_long(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "WITHIN", "SET LOCAL statement_timeout = '100ms'")
    url = rig.settings.database_url.get_secret_value()
    async with database_pool(rig.settings, service="sender") as pool:
        await look_at_queue(pool, SystemClock())
        assert len(shown(SEND_QUEUE)) == 3
        async with await psycopg.AsyncConnection.connect(url, options=SEARCH_PATH) as other:
            await other.execute("LOCK TABLE send IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(TransientError):
                await look_at_queue(pool, SystemClock())
    assert [shown(each) for each in (SEND_QUEUE, SEND_OLDEST_DUE, SENDS_IN_DOUBT)] == [{}, {}, {}]


def sample(name: str) -> float:
    return SENDER.get_sample_value(f"mailweave_{name}") or 0.0


async def test_what_a_server_takes_is_timed_and_weighed(rig: Rig) -> None:
    names = ("request_to_sent_seconds_count", "sent_bytes_total")
    before = [sample(name) for name in names]
    async with scripted_smtp_server(Script()) as smtp, rig.start():
        wanted = request(await rig.account(smtp.port))
        await rig.publish(wanted)
        await rig.until(wanted.send_id, "sent")
    [received] = smtp.received
    assert [sample(name) - was for name, was in zip(names, before, strict=True)] == [1, len(received.raw)]
    [(asked_at, created_at)] = await rig.rows("SELECT asked_at, created_at FROM send")
    [record] = await rig.records(OUTBOUND)
    assert asked_at == datetime.fromtimestamp(record.timestamp / 1000, UTC) <= created_at
