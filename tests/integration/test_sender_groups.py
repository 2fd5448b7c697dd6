"""Group commit: many sends' steps in one transaction, each with its own result, and a crash within harms none."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import psycopg
import pytest

from services.sender.domain.ledger import LedgerSend
from services.sender.grouping import OutcomeGroups
from services.sender.step import Step
from services.sender.store import OutcomeStore
from shared.errors import LeaseLostError
from shared.postgres.lease import Lease
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.harness.accounts import SEARCH_PATH
from tests.harness.wait import eventually
from tests.integration.sender_ledger import Ledger, begun, recorded, sent
from tests.integration.sender_rig import ATTEMPTS, Rig, lease_of, process_of, request

OUTLIVE = "UPDATE lease SET expires_at = '-infinity' WHERE key = %s"
WAITING = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
STATES = "SELECT state, reply_code FROM send JOIN send_recipient AS one USING (send_id, state) ORDER BY send_id"
TRANSACTIONS = "SELECT count(DISTINCT xmin::text) FROM send"
ALL_SETTLED = "SELECT 1 FROM send HAVING bool_and(state IN ('sent', 'in_doubt')) AND count(*) = 3"
OUTCOMES = "SELECT send_id, state FROM send ORDER BY send_id"
TOO_LARGE_FOR_A_COLUMN = 2**40


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
