"""Group commit: many sends' steps in one transaction, each with its own result, and a crash within harms none."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psycopg
import pytest

from deploy.local.endpoints import Endpoints
from services.sender.domain.guard import Caps
from services.sender.domain.intake import entry
from services.sender.domain.ledger import AttemptState, Change, LedgerSend, Outcome, RecipientState
from services.sender.domain.outcome import on_wire
from services.sender.grouping import OutcomeGroups
from services.sender.step import Step
from services.sender.store import AttemptStore, IntakeStore, OutboxStore, OutcomeStore, SendingAccounts
from services.sender.store.attempts import READ_DUE
from services.sender.store.outbox import BURST_SENDS
from shared.errors import LeaseLostError
from shared.ids import AccountId, SendId
from shared.postgres.lease import Lease
from shared.postgres.sessions import Pool, database_pool
from shared.seal import Vault
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.harness.accounts import SEARCH_PATH
from tests.harness.wait import eventually
from tests.integration.sender_rig import ATTEMPTS, Rig, make_rig, request
from tests.integration.test_sender_doubt import lease_of, process_of

OUTLIVE = "UPDATE lease SET expires_at = '-infinity' WHERE key = %s"
WAITING = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
STATES = "SELECT state, reply_code FROM send JOIN send_recipient AS one USING (send_id, state) ORDER BY send_id"
TRANSACTIONS = "SELECT count(DISTINCT xmin::text) FROM send"
ALL_SETTLED = "SELECT 1 FROM send HAVING bool_and(state IN ('sent', 'in_doubt')) AND count(*) = 3"
OUTCOMES = "SELECT send_id, state FROM send ORDER BY send_id"
TOO_LARGE_FOR_A_COLUMN = 2**40
MAKE_OLD = "UPDATE send SET sent_at = sent_at - interval '1 hour' WHERE sent_at IS NOT NULL"
ASK_NOW = "UPDATE send SET created_at = clock_timestamp() + interval '1 hour'"
ASKED_LONG_AGO = "UPDATE send SET created_at = clock_timestamp() - interval '1 hour'"


@dataclass
class Ledger:
    """The sender's stores, without a sender."""

    rig: Rig
    pool: Pool
    groups: OutcomeGroups

    async def sends(self, count: int, address: str = "support@shop.example") -> tuple[Lease, Sequence[LedgerSend]]:
        """New sends of a new account, and a lease on it."""
        vault = Vault(self.rig.settings.secret_key)
        account_id: AccountId = await self.rig.account(1, address)
        account = (await SendingAccounts(self.pool, vault).known([account_id]))[account_id]
        entries = [entry(request(account_id), account, datetime.now(UTC)) for _ in range(count)]
        await IntakeStore(self.pool, vault).record(entries, Caps(10, 5, 86_400))
        due = await AttemptStore(self.pool, vault).due(account_id, count)
        return await lease_of(self.rig, str(account_id)), sorted(due, key=lambda send: send.send_id)


@pytest.fixture
def rig(stack: Endpoints, database_url: str, topic_prefix: str, tmp_path: Path) -> Rig:
    return make_rig(stack.kafka_servers, database_url, topic_prefix, tmp_path)


@pytest.fixture
async def ledger(rig: Rig) -> AsyncIterator[Ledger]:
    async with database_pool(rig.settings, service="sender") as pool:
        yield Ledger(rig, pool, OutcomeGroups(OutcomeStore(pool)))


def sent(lease: Lease, send: LedgerSend, reply_code: int = 250) -> Step:
    changes = [Change(address, RecipientState.SENT, reply_code, reason="ok") for address in send.due]
    return Step(lease, send, Outcome(AttemptState.DONE, tuple(changes), "ok"))


def begun(lease: Lease, send: LedgerSend) -> Step:
    return Step(lease, send, on_wire(send.due))


async def recorded(ledger: Ledger, *steps: Step) -> list[object]:
    """What each caller saw: the result, or the class of the error."""
    results = await asyncio.gather(*map(ledger.groups.record, steps), return_exceptions=True)
    return [type(one) if isinstance(one, BaseException) else one for one in results]


async def test_steps_at_hand_together_are_one_transaction(ledger: Ledger) -> None:
    lease, sends = await ledger.sends(10)
    assert await recorded(ledger, *(sent(lease, send) for send in sends)) == [True] * 10
    assert await ledger.rig.rows(STATES) == [("sent", 250)] * 10
    assert await ledger.rig.rows(TRANSACTIONS) == [(1,)]


async def test_a_group_waits_for_every_attempt_under_way(ledger: Ledger) -> None:
    lease, (first, second, third) = await ledger.sends(3)
    groups = OutcomeGroups(OutcomeStore(ledger.pool), gather_s=3600)
    with groups.attempt(), groups.attempt():
        early = asyncio.create_task(groups.record(begun(lease, first)))
        await asyncio.wait([early], timeout=0.05)
        assert not early.done()
        assert await groups.record(begun(lease, second))
        assert await early
        assert await ledger.rig.rows("SELECT count(DISTINCT xmin::text) FROM send_attempt") == [(1,)]
    with groups.attempt():
        with groups.attempt():
            later = asyncio.create_task(groups.record(begun(lease, third)))
            await asyncio.wait([later], timeout=0.05)
            assert not later.done()
        assert await later, "one that ended otherwise is not waited for"


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
    assert await attempts.accounts_with_work() == (set() if waits else {account_id})
    await ledger.rig.rows(later)
    assert len(await outbox.copies(account_id, count)) == count
    assert await attempts.accounts_with_work() == {account_id}


async def test_what_the_ledger_knows_is_told_apart(ledger: Ledger) -> None:
    lease, (first, second) = await ledger.sends(2)
    assert await recorded(ledger, sent(lease, first)) == [True]
    assert await recorded(ledger, sent(lease, first), sent(lease, second)) == [False, True]


async def test_one_bad_row_spoils_no_other_of_its_group(ledger: Ledger) -> None:
    lease, sends = await ledger.sends(3)
    codes = (250, TOO_LARGE_FOR_A_COLUMN, 250)
    steps = [sent(lease, send, code) for send, code in zip(sends, codes, strict=True)]
    assert await recorded(ledger, *steps) == [True, psycopg.errors.NumericValueOutOfRange, True]
    assert await ledger.rig.rows(STATES) == [("sent", 250), ("waiting", None), ("sent", 250)]


@pytest.mark.parametrize("step_of", [sent, begun], ids=["an outcome", "on_wire"])
async def test_a_lost_lease_spoils_no_other_of_its_group(
    ledger: Ledger, step_of: Callable[[Lease, LedgerSend], Step]
) -> None:
    stale, (mine,) = await ledger.sends(1)
    lease, (other,) = await ledger.sends(1, "other@shop.example")
    await ledger.rig.rows(OUTLIVE, stale.key)
    await lease_of(ledger.rig, stale.key)
    assert await recorded(ledger, step_of(stale, mine), step_of(lease, other)) == [LeaseLostError, True]
    assert await ledger.rig.rows(ATTEMPTS, mine.send_id) == []
    assert await ledger.rig.rows(ATTEMPTS, other.send_id) == [(1, step_of(lease, other).outcome.state)]


@asynccontextmanager
async def attempts_locked(rig: Rig) -> AsyncIterator[None]:
    """Whoever writes an attempt waits while the block runs."""
    url = rig.settings.database_url.get_secret_value()
    async with await psycopg.AsyncConnection.connect(url, options=SEARCH_PATH) as blocker:
        await blocker.execute("LOCK TABLE send_attempt IN EXCLUSIVE MODE")
        yield


@pytest.mark.parametrize(
    ("point", "command", "written", "mails"),
    [
        pytest.param("RCPT", "RCPT", "in_doubt", {"in_doubt": 0, "sent": 1}, id="a group of on_wire: in doubt"),
        pytest.param(".", "DATA", "sent", {"in_doubt": 1, "sent": 1}, id="a group of outcomes: known"),
    ],
)
async def test_killed_within_a_group(rig: Rig, point: str, command: str, written: str, mails: dict[str, int]) -> None:
    """The process dies while PostgreSQL works at a group, which is one statement: it is written, and nothing else is.

    Sends whose step was not in that group are due again before `on_wire`, in doubt after it.
    """
    rig.settings = rig.settings.model_copy(update={"smtp_connections_per_account": 3})
    async with scripted_smtp_server(Script(silent_at=point, sessions_with_fault=3)) as smtp:
        account_id = await rig.account(smtp.port)
        await rig.publish(*(request(account_id) for _ in range(3)))
        async with process_of(rig) as process:
            await eventually(lambda: "".join(smtp.commands).count(command) == 3, deadline_s=40, what="3 sessions")
            async with attempts_locked(rig):
                smtp.go_on.set()
                await eventually(partial(rig.rows, WAITING))
                process.kill()
                await process.wait()
        async with rig.start():
            await eventually(partial(rig.rows, ALL_SETTLED), deadline_s=40, what="an outcome of all three")
        outcomes = await rig.rows(OUTCOMES)
        assert written in {state for _, state in outcomes}
        ids = [line for one in smtp.received for line in one.raw.splitlines() if line.startswith(b"Message-ID: ")]
        assert sorted(ids) == [
            f"Message-ID: <{send_id}@shop.example>".encode() for send_id, state in outcomes for _ in range(mails[state])
        ]
