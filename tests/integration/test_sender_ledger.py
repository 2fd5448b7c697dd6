"""What the ledger tells: what is due and on the wire, what goes with a send, which copies are to be published."""

import pytest

from services.sender.domain.work import Work
from services.sender.store import AttemptStore, OutboxStore
from services.sender.store.due import READ_DUE
from services.sender.store.outbox import BURST_SENDS
from shared.ids import SendId
from shared.seal import Vault
from tests.integration.sender_ledger import Ledger, begun, recorded, sent
from tests.integration.sender_rig import ATTEMPTS

MAKE_OLD = "UPDATE send SET sent_at = sent_at - interval '1 hour' WHERE sent_at IS NOT NULL"
ASK_NOW = "UPDATE send SET created_at = clock_timestamp() + interval '1 hour'"
ASKED_LONG_AGO = "UPDATE send SET created_at = clock_timestamp() - interval '1 hour'"


async def test_a_plan_made_for_a_small_ledger_is_right_for_a_large_one(ledger: Ledger) -> None:
    _, (first, *_) = await ledger.sends(2)
    await ledger.rig.rows("ANALYZE")
    values = {"account_id": first.account_id, "limit": 10, "small": 0}
    async with ledger.pool.connection() as connection:
        lines = await (await connection.execute(f"EXPLAIN {READ_DUE}".encode(), values)).fetchall()
    plan = "\n".join(line for (line,) in lines)
    assert "Index" in plan
    assert "Seq Scan" not in plan


async def test_what_belongs_to_a_send_goes_with_it(ledger: Ledger) -> None:
    lease, sends = await ledger.sends(2)
    await recorded(ledger, *(sent(lease, send) for send in sends))
    await ledger.rig.rows("DELETE FROM send WHERE send_id = %s", sends[0].send_id)
    for table in ("send_recipient", "send_attempt", "send_change"):
        assert await ledger.rig.rows(f"SELECT send_id FROM {table}") == [(sends[1].send_id,)]


async def test_what_is_on_the_wire_is_due_to_nobody_and_shown_as_sending(ledger: Ledger) -> None:
    lease, (first, second) = await ledger.sends(2)
    assert await recorded(ledger, begun(lease, first)) == [True]
    assert await recorded(ledger, begun(lease, first)) == [False]
    vault = Vault(ledger.rig.settings.secret_key)
    assert [send.send_id for send in await AttemptStore(ledger.pool, vault).due(first.account_id, 10)] == [
        second.send_id
    ]
    shown = "SELECT send_id, send.state, one.state, attempts FROM read_send AS send JOIN read_send_recipient AS one"
    assert await ledger.rig.rows(f"{shown} USING (send_id) ORDER BY send_id") == [
        (first.send_id, "sending", "sending", 1),
        (second.send_id, "waiting", "waiting", 0),
    ]
    assert await recorded(ledger, sent(lease, first)) == [True]
    assert await ledger.rig.rows(ATTEMPTS, first.send_id) == [(1, "done")]


async def test_copies_wait_while_sends_are_due_but_not_for_long(ledger: Ledger) -> None:
    lease, (first, second) = await ledger.sends(2)
    outbox = OutboxStore(ledger.pool, Vault(ledger.rig.settings.secret_key))

    async def copies() -> list[SendId]:
        return [row.send_id for row in await outbox.copies(first.account_id, 10)]

    await recorded(ledger, sent(lease, first))
    assert await copies() == []
    await ledger.rig.rows(MAKE_OLD)
    assert await copies() == [first.send_id]
    await recorded(ledger, sent(lease, second))
    assert await copies() == [first.send_id, second.send_id]


@pytest.mark.parametrize(
    ("count", "waits", "later"),
    [
        pytest.param(BURST_SENDS, False, ASKED_LONG_AGO, id="a few"),
        pytest.param(BURST_SENDS + 1, True, ASKED_LONG_AGO, id="a burst"),
        pytest.param(BURST_SENDS + 1, True, MAKE_OLD, id="a burst without an end"),
    ],
)
async def test_copies_wait_for_the_end_of_a_burst_and_are_no_work_until_then(
    ledger: Ledger, count: int, waits: bool, later: str
) -> None:
    lease, sends = await ledger.sends(count)
    account_id, vault = sends[0].account_id, Vault(ledger.rig.settings.secret_key)
    attempts, outbox = AttemptStore(ledger.pool, vault), OutboxStore(ledger.pool, vault)
    await recorded(ledger, *(sent(lease, send) for send in sends))
    await outbox.changes_published([change.position for change in await outbox.changes(account_id, count)])
    await ledger.rig.rows(ASK_NOW)
    assert len(await outbox.copies(account_id, count)) == (0 if waits else count)
    assert await attempts.accounts_with_work() == ({} if waits else {account_id: Work()})
    await ledger.rig.rows(later)
    assert len(await outbox.copies(account_id, count)) == count
    assert await attempts.accounts_with_work() == {account_id: Work()}
