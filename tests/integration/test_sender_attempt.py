"""One attempt at a time, by the deliverer alone: real ledger, scripted server."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from services.sender.attempt import HeldAccount
from services.sender.connections import Connections
from services.sender.deliver import LEASE_TOO_SHORT, Deliverer
from services.sender.domain.ledger import AttemptState
from services.sender.domain.retry import RetryPolicy
from services.sender.grouping import OutcomeGroups
from services.sender.ports import SmtpServer
from services.sender.step import Step
from services.sender.store import AttemptStore, OutcomeStore, SendingAccounts
from shared.clock import SystemClock
from shared.errors import LeaseLostError
from shared.ids import AccountId, SendId
from shared.postgres.lease import Lease
from shared.postgres.sessions import Pool
from shared.seal import Vault
from shared.trust import Security
from tests.contract.smtp_port import connector
from tests.fakes.smtp_server import Script, ScriptedSmtpServer, scripted_smtp_server
from tests.integration.sender_ledger import Ledger, begun, recorded
from tests.integration.sender_rig import ATTEMPTS, STATES

DATA_S = 60.0
LONG_S = 3600.0
RECIPIENT = "SELECT state, reason FROM read_send_recipient WHERE send_id = %s"


async def held_account(
    ledger: Ledger, lease: Lease, smtp: ScriptedSmtpServer, left_s: Callable[[], float] = lambda: LONG_S
) -> HeldAccount:
    """With two sessions at most."""
    account_id = AccountId(int(lease.key))
    accounts = await SendingAccounts(ledger.pool, Vault(ledger.rig.settings.secret_key)).known([account_id])
    server = SmtpServer(f"account {account_id}", "localhost", smtp.port, Security.PLAINTEXT)
    return HeldAccount(accounts[account_id], lease, left_s, Connections(connector(), server, 2))


def deliverer(ledger: Ledger, groups: OutcomeGroups) -> Deliverer:
    attempts = AttemptStore(ledger.pool, Vault(ledger.rig.settings.secret_key))
    return Deliverer(attempts, groups, RetryPolicy(3, 60), DATA_S, SystemClock().now)


class WatchedStore(OutcomeStore):
    """Keeps what was written together."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool)
        self.groups: list[list[tuple[SendId, AttemptState]]] = []

    async def record(self, steps: Sequence[Step]) -> Sequence[bool | Exception]:
        self.groups.append([(step.send.send_id, step.outcome.state) for step in steps])
        return await super().record(steps)


class WatchedGroups(OutcomeGroups):
    """Tells when the first step is there."""

    def __init__(self, store: OutcomeStore, gather_s: float) -> None:
        super().__init__(store, gather_s)
        self.asked = asyncio.Event()

    async def record(self, step: Step) -> bool:
        self.asked.set()
        return await super().record(step)


@pytest.mark.parametrize(
    ("left_s", "state", "reason", "mails"),
    [
        pytest.param(DATA_S, "deferred", LEASE_TOO_SHORT, 0, id="not more than DATA may take"),
        pytest.param(DATA_S + 1, "sent", "250 2.0.0 queued", 1, id="more"),
    ],
)
async def test_data_begins_only_with_more_lease_left_than_it_may_take(
    ledger: Ledger, left_s: float, state: str, reason: str, mails: int
) -> None:
    lease, (send,) = await ledger.sends(1)
    async with scripted_smtp_server(Script()) as smtp:
        held = await held_account(ledger, lease, smtp, lambda: left_s)
        await deliverer(ledger, ledger.groups).attempt(send, held)
        await held.connections.close()
        assert ("DATA" in smtp.commands, len(smtp.received)) == (mails > 0, mails)
    assert await ledger.rig.rows(RECIPIENT, send.send_id) == [(state, reason)]
    assert await ledger.rig.rows(ATTEMPTS, send.send_id) == [(1, "done")]


async def test_an_attempt_that_the_ledger_knows_sends_nothing_and_leaves_the_session_to_the_next(
    ledger: Ledger,
) -> None:
    lease, (known, new) = await ledger.sends(2)
    assert await recorded(ledger, begun(lease, known)) == [True]
    async with scripted_smtp_server(Script()) as smtp:
        held = await held_account(ledger, lease, smtp)
        for send in (known, new):
            await deliverer(ledger, ledger.groups).attempt(send, held)
        await held.connections.close()
        assert (smtp.sessions, len(smtp.received)) == (1, 1)
    assert await ledger.rig.rows(ATTEMPTS, known.send_id) == [(1, "on_wire")]
    assert await ledger.rig.rows(ATTEMPTS, new.send_id) == [(1, "done")]


async def test_the_next_attempt_meets_no_envelope_that_an_error_left_open(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the server would answer 503, and that is final."""
    lease, (first, second) = await ledger.sends(2)
    record = OutcomeStore.record

    async def without_the_first(store: OutcomeStore, steps: Sequence[Step]) -> Sequence[bool | Exception]:
        if steps[0].send == first:
            raise LeaseLostError("between RCPT and DATA")
        return await record(store, steps)

    monkeypatch.setattr(OutcomeStore, "record", without_the_first)
    async with scripted_smtp_server(Script()) as smtp:
        held = await held_account(ledger, lease, smtp)
        with pytest.raises(LeaseLostError):
            await deliverer(ledger, ledger.groups).attempt(first, held)
        await deliverer(ledger, ledger.groups).attempt(second, held)
        await held.connections.close()
        assert (smtp.sessions, len(smtp.received)) == (2, 1)
    assert await ledger.rig.rows(STATES, second.send_id) == [("a@customer.example", "sent")]


async def test_who_may_begin_data_waits_for_the_attempts_that_are_not_as_far(ledger: Ledger) -> None:
    lease, (first, second) = await ledger.sends(2)
    store = WatchedStore(ledger.pool)
    groups = WatchedGroups(store, gather_s=LONG_S)
    async with scripted_smtp_server(Script(silent_at="RCPT", sessions_with_fault=1)) as smtp:
        held = await held_account(ledger, lease, smtp)
        attempts = deliverer(ledger, groups)
        behind = asyncio.create_task(attempts.attempt(first, held))
        await smtp.reached.wait()
        ahead = asyncio.create_task(attempts.attempt(second, held))
        await groups.asked.wait()
        smtp.go_on.set()
        await asyncio.gather(behind, ahead)
        await held.connections.close()
    assert store.groups[0] == [(second.send_id, "on_wire"), (first.send_id, "on_wire")]
