"""Crashes and lost connections: nothing is lost, nothing is sent twice but by a written policy, and that is listed."""

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from uuid import uuid4

import psycopg
import pytest

from services.sender.domain.outcome import DROPPED, HELD, after_fault
from services.sender.domain.retry import RetryPolicy
from services.sender.grouping import OutcomeGroups
from services.sender.step import Step
from services.sender.store import AttemptStore, OutcomeStore
from shared.clock import SystemClock
from shared.errors import LeaseLostError
from shared.events import SendKind, SendMessage
from shared.ids import AccountId
from shared.postgres.held_leases import HeldLeases
from shared.postgres.lease import Claimant
from shared.postgres.sessions import database_pool
from shared.seal import Vault
from tests.fakes.smtp_server import Script, ScriptedSmtpServer, scripted_smtp_server
from tests.harness.accounts import SEARCH_PATH
from tests.harness.wait import eventually, within
from tests.integration.sender_rig import ATTEMPTS, Rig, auto_reply, lease_of, process_of, request

FINAL = "SELECT state, next_attempt_at, reason FROM read_send WHERE send_id = %s"
OUTLIVE = "UPDATE lease SET expires_at = '-infinity'"


def wanted_of(kind: SendKind, account_id: int) -> SendMessage:
    return request(account_id) if kind is SendKind.REQUEST else auto_reply(account_id, kind=kind)


CRASHES = {
    "before on_wire: simply due again": ("RCPT", SendKind.AUTO_REPLY, "sent", 1),
    "auto-reply after the final dot: dropped": (".", SendKind.AUTO_REPLY, "in_doubt", 1),
    "request after the final dot: held": (".", SendKind.REQUEST, "in_doubt", 1),
    "forward after the final dot: repeated": (".", SendKind.FORWARD, "sent", 2),
    "on_wire but not yet sent: in doubt all the same": ("DATA", SendKind.REQUEST, "in_doubt", 0),
}


async def test_killed_in_the_middle_of_several_sends(rig: Rig) -> None:
    async with AsyncExitStack() as stack:
        servers: dict[str, ScriptedSmtpServer] = {}
        wanted: dict[str, SendMessage] = {}
        for number, (name, (point, kind, _, _)) in enumerate(CRASHES.items()):
            script = Script(silent_at=point, sessions_with_fault=1)
            servers[name] = await stack.enter_async_context(scripted_smtp_server(script))
            account_id = await rig.account(servers[name].port, f"support{number}@shop.example")
            wanted[name] = wanted_of(kind, account_id)
        await rig.publish(*wanted.values())
        async with process_of(rig), within(40):
            for smtp in servers.values():
                await smtp.reached.wait()
        later = {name: request(one.account_id) for name, one in wanted.items()}
        async with rig.start():
            await rig.publish(*later.values())
            for name, (_, _, state, _) in CRASHES.items():
                await rig.until(wanted[name].send_id, state)
                await rig.until(later[name].send_id, "sent")
            await rig.until_published()
        for name, (_, _, state, mails) in CRASHES.items():
            message_id = f"<{wanted[name].send_id}@shop.example>".encode()
            same = [one.raw for one in servers[name].received if message_id in one.raw]
            assert same == same[:1] * mails, name
            ((found, next_attempt_at, _),) = await rig.rows(FINAL, wanted[name].send_id)
            assert (found, next_attempt_at) == (state, None), name
            assert (await rig.deliveries(wanted[name].send_id))[-1][1] == state, name


@pytest.mark.parametrize(
    ("kind", "state", "reason", "attempts", "mails"),
    [
        pytest.param(SendKind.AUTO_REPLY, "in_doubt", DROPPED, [(1, "in_doubt")], 1, id="auto-reply: drop"),
        pytest.param(SendKind.REQUEST, "in_doubt", HELD, [(1, "in_doubt")], 1, id="request: hold"),
        pytest.param(
            SendKind.FORWARD, "sent", "250 2.0.0 queued", [(1, "in_doubt"), (2, "done")], 2, id="forward: retry"
        ),
    ],
)
async def test_the_policy_by_kind(
    rig: Rig, kind: SendKind, state: str, reason: str, attempts: list[tuple[int, str]], mails: int
) -> None:
    async with scripted_smtp_server(Script(hangs_up_at=".", sessions_with_fault=1)) as smtp, rig.start():
        wanted = wanted_of(kind, await rig.account(smtp.port))
        await rig.publish(wanted)
        await rig.until(wanted.send_id, state)
        await rig.until_published()
        assert await rig.rows(FINAL, wanted.send_id) == [(state, None, reason)]
        assert await rig.rows(ATTEMPTS, wanted.send_id) == attempts
        assert [one.raw for one in smtp.received] == [smtp.received[0].raw] * mails
        assert len(await rig.copies()) == (state == "sent")


async def test_a_connection_lost_before_the_message_is_tried_again(rig: Rig) -> None:
    async with scripted_smtp_server(Script(hangs_up_at="DATA", sessions_with_fault=5)) as smtp, rig.start():
        wanted = request(await rig.account(smtp.port))
        await rig.publish(wanted)
        await rig.until(wanted.send_id, "sent", deadline_s=40)
        # Six tries where three retries are allowed: only a real reply makes a failure permanent.
        assert await rig.rows(ATTEMPTS, wanted.send_id) == [(number, "done") for number in range(1, 7)]
        assert len(smtp.received) == 1


async def test_two_senders_compete_and_each_mail_leaves_once(rig: Rig) -> None:
    async with scripted_smtp_server(Script()) as smtp, rig.start(), rig.start():
        accounts = [await rig.account(smtp.port, f"support{n}@shop.example") for n in range(4)]
        wanted = [request(accounts[n % 4]) for n in range(40)]
        await rig.publish(*wanted)
        for one in wanted:
            await rig.until(one.send_id, "sent")
        ids = [f"<{one.send_id}@shop.example>" for one in wanted]
        assert sorted(ids) == sorted(
            line.removeprefix("Message-ID: ")
            for received in smtp.received
            for line in received.raw.decode().splitlines()
            if line.startswith("Message-ID: ")
        )


async def test_an_owner_that_lost_its_lease_writes_nothing(rig: Rig) -> None:
    async with scripted_smtp_server(Script()) as smtp:
        account_id = await rig.account(smtp.port)
        wanted = request(account_id)
        async with rig.start():
            await rig.publish(wanted)
            await rig.until(wanted.send_id, "sent")
    await rig.rows("UPDATE send SET state = 'waiting', next_attempt_at = now(), attempts = 0")
    async with database_pool(rig.settings, service="sender") as pool:
        ledger = AttemptStore(pool, Vault(rig.settings.secret_key))
        (send,) = await ledger.due(account_id, 10)
        stale = await lease_of(rig, str(account_id))
        await rig.rows(OUTLIVE)
        await lease_of(rig, str(account_id))
        outcome = after_fault(send, [], "late", RetryPolicy(3, 60))
        with pytest.raises(LeaseLostError):
            await OutcomeGroups(OutcomeStore(pool)).record(Step(stale, send, outcome))
    assert await rig.rows("SELECT attempts FROM send") == [(0,)]


async def test_a_lease_given_back_during_its_renewal_stays_away(rig: Rig) -> None:
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    url = rig.settings.database_url.get_secret_value()
    async with (
        database_pool(rig.settings, service="sender") as pool,
        await psycopg.AsyncConnection.connect(url, options=SEARCH_PATH) as blocker,
    ):
        leases = HeldLeases(pool, Claimant("sender", uuid4(), ttl_s=60), SystemClock())
        await leases.acquire([AccountId(1), AccountId(2)])
        await blocker.execute("SELECT 1 FROM lease FOR UPDATE")
        renewing = asyncio.create_task(leases.renew())
        await eventually(partial(rig.rows, waiting))
        leases.drop(AccountId(1))
        await blocker.rollback()
        await renewing
        assert leases.held() == {AccountId(2)}
