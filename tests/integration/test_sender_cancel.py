"""Calling off: what waits is not sent, what is on the wire goes on, and never both."""

import asyncio
from collections import Counter
from collections.abc import Callable
from unittest.mock import AsyncMock
from uuid import uuid4

import pytest

from services.sender import account_worker
from services.sender.domain.ledger import AttemptState, Change, LedgerSend, Outcome, RecipientState
from services.sender.domain.outcome import on_wire
from services.sender.domain.work import Work
from services.sender.step import Step
from services.sender.store import AttemptStore, CancelStore
from services.sender.store.cancel import OBSERVES, REMOVED
from shared.events import CancelRequested
from shared.ids import AccountId, SendId
from shared.postgres.lease import Lease
from shared.seal import Vault
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.harness.wait import eventually
from tests.integration.sender_ledger import Ledger, begun, recorded, sent
from tests.integration.sender_rig import ATTEMPTS, Rig, request

WHY = "cancelled: a test asked for it"
SEND = "SELECT state, reason, next_attempt_at FROM send WHERE send_id = %s"
RECIPIENTS = "SELECT state, reason FROM send_recipient WHERE send_id = %s ORDER BY address"
CHANGES = "SELECT state FROM send_change WHERE send_id = %s ORDER BY position"
ALL = "SELECT send.*, one.* FROM send JOIN send_recipient AS one USING (send_id)"
ADD_SENT = "INSERT INTO send_recipient (send_id, address, state) VALUES (%s, 'b@x', 'sent')"
HOLD = "UPDATE send SET next_attempt_at = now() + interval '1 hour'"
OBSERVE = "UPDATE account SET mode = 'observe', version = version + 1 WHERE id = %s"
REMOVE = "UPDATE account SET status = 'inactive', deleted_at = now() WHERE id = %s"


def refused(lease: Lease, send: LedgerSend) -> Step:
    """Put off by the server before DATA: no row `on_wire` was ever there."""
    changes = [Change(address, RecipientState.DEFERRED, 451, reason="later") for address in send.due]
    return Step(lease, send, Outcome(AttemptState.DONE, tuple(changes), "later", 3600))


async def cancelled(ledger: Ledger, send: LedgerSend) -> int:
    return await CancelStore(ledger.pool).cancel(send.account_id, send.send_id, WHY)


async def test_what_waits_is_called_off_and_never_begun(ledger: Ledger) -> None:
    lease, (send,) = await ledger.sends(1)
    assert await cancelled(ledger, send) == 1
    assert await ledger.rig.rows(SEND, send.send_id) == [("cancelled", WHY, None)]
    assert await ledger.rig.rows(RECIPIENTS, send.send_id) == [("cancelled", WHY)]
    assert await ledger.rig.rows(CHANGES, send.send_id) == [("cancelled",)]
    assert await recorded(ledger, begun(lease, send)) == [False], "who holds it in memory may not put it on the wire"
    assert await recorded(ledger, sent(lease, send), refused(lease, send)) == [False, False]
    assert await ledger.rig.rows(SEND, send.send_id) == [("cancelled", WHY, None)]
    assert await AttemptStore(ledger.pool, Vault(ledger.rig.settings.secret_key)).due(send.account_id, 9) == []


@pytest.mark.parametrize("state", ["begun", "sent", "cancelled", "unknown", "of another account"])
async def test_what_does_not_wait_is_left_as_it_is(ledger: Ledger, state: str) -> None:
    lease, (send,) = await ledger.sends(1)
    send_id, account_id = send.send_id, send.account_id
    match state:
        case "begun":
            await recorded(ledger, begun(lease, send))
        case "sent":
            await recorded(ledger, begun(lease, send))
            await recorded(ledger, sent(lease, send))
        case "cancelled":
            await cancelled(ledger, send)
        case "unknown":
            send_id = SendId(uuid4())
        case _:
            account_id = await ledger.rig.account(1, "other@shop.example")
    before = await ledger.rig.rows(ALL)
    assert await CancelStore(ledger.pool).cancel(account_id, send_id, WHY) == 0
    assert await ledger.rig.rows(ALL) == before


async def test_what_was_sent_to_some_stays_sent(ledger: Ledger) -> None:
    lease, (send,) = await ledger.sends(1)
    await ledger.rig.rows(ADD_SENT, send.send_id)
    await recorded(ledger, refused(lease, send))
    assert await cancelled(ledger, send) == 1
    assert await ledger.rig.rows(RECIPIENTS, send.send_id) == [("cancelled", WHY), ("sent", "")]
    assert await ledger.rig.rows(SEND, send.send_id) == [("cancelled", WHY, None)]


@pytest.mark.parametrize("make", [begun, refused])
async def test_of_a_cancellation_and_an_attempt_at_once_exactly_one_happens(
    ledger: Ledger, make: Callable[[Lease, LedgerSend], Step]
) -> None:
    """What was put off and is called off then is both, one after the other."""
    lease, sends = await ledger.sends(40)
    called_off, recorded_too = await asyncio.gather(
        asyncio.gather(*(cancelled(ledger, send) for send in sends)),
        asyncio.gather(*(ledger.groups.record(make(lease, send)) for send in sends)),
    )
    states = dict(await ledger.rig.rows("SELECT send_id, state FROM read_send"))
    assert [states[send.send_id] == "cancelled" for send in sends] == [number > 0 for number in called_off]
    outcomes = Counter((number > 0, is_written) for number, is_written in zip(called_off, recorded_too, strict=True))
    assert outcomes[False, False] == 0
    assert make is refused or outcomes[True, True] == 0


async def test_an_attempt_that_has_begun_but_not_committed_wins(ledger: Ledger) -> None:
    """The order that a snapshot does not show: the row is there and nobody else can see it yet."""
    lease, (send,) = await ledger.sends(1)
    async with ledger.pool.connection() as connection, connection.transaction():
        await connection.execute(
            "INSERT INTO send_attempt (send_id, attempt, epoch, state) VALUES (%s, 1, %s, 'on_wire')",
            [send.send_id, lease.epoch],
        )
        cancelling = asyncio.create_task(cancelled(ledger, send))
        waits = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        await eventually(lambda: ledger.rig.rows(waits), what="a cancellation that waits")
    assert await cancelling == 0
    assert await ledger.rig.rows("SELECT state FROM read_send WHERE send_id = %s", send.send_id) == [("sending",)]


async def test_a_command_calls_off_what_a_server_put_off(rig: Rig) -> None:
    async with scripted_smtp_server(Script(replies={"RCPT": "451 4.3.0 later"})) as smtp:
        account_id = await rig.account(smtp.port)
        asked = request(account_id)
        async with rig.start(retry_base_s=3600):
            await rig.publish(asked)
            await rig.until(asked.send_id, "deferred")
            await rig.publish(CancelRequested(account_id=account_id, send_id=asked.send_id))
            await rig.until(asked.send_id, "cancelled")
            await rig.until_published()
        assert await rig.deliveries(asked.send_id) == [
            ("a@customer.example", "deferred", 1),
            ("a@customer.example", "cancelled", 2),
        ]
        assert smtp.received == []


@pytest.mark.parametrize(("end", "reason"), [(REMOVE, REMOVED), (OBSERVE, OBSERVES)], ids=["removed", "observes"])
async def test_what_is_left_of_a_queue_whose_account_ends_while_it_is_sent_is_called_off(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, end: str, reason: str
) -> None:
    monkeypatch.setattr(account_worker, "SENDS_PER_CONNECTION", 1)
    monkeypatch.setattr(account_worker, "WORKERS_PER_CONNECTION", 1)
    async with scripted_smtp_server(Script(silent_at=".")) as smtp:
        account_id = await rig.account(smtp.port)
        wanted = [request(account_id) for _ in range(4)]
        await rig.publish(*wanted)
        async with rig.start(smtp_connections_per_account=1, smtp_data_timeout_s=60):
            await asyncio.wait_for(smtp.reached.wait(), 40)
            await eventually(lambda: _all_there(rig, len(wanted)), what="all are in the ledger")
            await rig.rows(end, account_id)
            smtp.go_on.set()
            await eventually(lambda: _all_ended(rig, account_id), deadline_s=40, what="an end of all")
        found = await rig.rows("SELECT state, reason FROM send_recipient")
        assert sorted(found) == [("cancelled", reason)] * 3 + [("sent", "250 2.0.0 queued")]
        assert len(smtp.received) == 1
        assert await rig.rows("SELECT state FROM sending_health") == [("ok",)], "its server is not to blame"


@pytest.mark.parametrize(("end", "reason"), [(REMOVE, REMOVED), (OBSERVE, OBSERVES)], ids=["removed", "observes"])
async def test_what_a_server_put_off_for_an_hour_is_called_off_when_its_account_ends(
    rig: Rig, end: str, reason: str
) -> None:
    async with scripted_smtp_server(Script(replies={"RCPT": "451 4.3.0 later"})) as smtp, rig.start(retry_base_s=3600):
        account_id = await rig.account(smtp.port)
        asked = request(account_id)
        await rig.publish(asked)
        await rig.until(asked.send_id, "deferred")
        await rig.rows(end, account_id)
        await rig.until(asked.send_id, "cancelled")
    assert await rig.rows(RECIPIENTS, asked.send_id) == [("cancelled", reason)]


async def _all_there(rig: Rig, count: int) -> bool:
    return await rig.rows("SELECT count(*) FROM read_send") == [(count,)]


async def _all_ended(rig: Rig, account_id: AccountId) -> bool:
    return (
        await rig.rows("SELECT 1 FROM read_send WHERE account_id = %s AND state IN ('waiting', 'sending')", account_id)
        == []
    )


async def test_a_turn_of_sending_asks_for_nothing_that_is_seldom_the_case(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = AsyncMock(return_value=0)
    monkeypatch.setattr(CancelStore, "in_vain", asked)
    monkeypatch.setattr(AttemptStore, "begin_anew_when_corrected", asked)
    async with scripted_smtp_server(Script()) as smtp, rig.start():
        account_id = await rig.account(smtp.port)
        wanted = [request(account_id) for _ in range(5)]
        for one in wanted:
            await rig.publish(one)
            await rig.until(one.send_id, "sent")
    assert asked.await_count == 0


async def test_a_removed_account_takes_nothing_new(rig: Rig) -> None:
    async with scripted_smtp_server(Script()) as smtp:
        account_id = await rig.account(smtp.port)
        late = request(account_id)
        await rig.rows(REMOVE, account_id)
        await rig.publish(late)
        async with rig.start():
            await rig.until(late.send_id, "rejected")
        assert smtp.received == []
    assert "it was deleted" in (await rig.rows(RECIPIENTS, late.send_id))[0][1]


async def test_the_ledger_calls_off_all_that_waits_in_a_removed_account(ledger: Ledger) -> None:
    lease, sends = await ledger.sends(3)
    first, *others = sends
    await recorded(ledger, begun(lease, first))
    await ledger.rig.rows(HOLD)
    cancels, attempts = CancelStore(ledger.pool), AttemptStore(ledger.pool, Vault(ledger.rig.settings.secret_key))
    assert await cancels.in_vain(first.account_id) == 0
    assert await attempts.accounts_with_work() == {}
    await ledger.rig.rows(REMOVE, first.account_id)
    ended = {first.account_id: Work(has_ended=True)}
    assert await attempts.accounts_with_work() == ended, "though nothing is due for an hour"
    assert await cancels.in_vain(first.account_id) == 2
    states = [(await ledger.rig.rows(RECIPIENTS, send.send_id))[0] for send in others]
    assert states == [("cancelled", REMOVED)] * 2
    assert await ledger.rig.rows(ATTEMPTS, first.send_id) == [(1, on_wire(first.due).state.value)]
