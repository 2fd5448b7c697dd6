"""What becomes of connections: IDLE that is cut or refused, age, and servers that are silent beside others."""

from contextlib import AsyncExitStack
from uuid import UUID

import pytest

from services.poller import checks, connection
from services.poller.domain import push
from shared.events import ConnectivityRequested
from shared.ids import AccountId
from tests.fakes.mail_server import HANG_UP, SILENCE, Answer, ScriptedServer, scripted_imap_server
from tests.harness.wait import eventually
from tests.integration.imap_answers import NO_HISTORY, bodies, folder, listed
from tests.integration.poller import Bench
from tests.integration.poller_by_hand import add_scripted

FAILED = "SELECT error_message FROM read_poll_log WHERE account_id = %s AND status = 'error'"
CHECKS = "SELECT ok FROM read_poller_check WHERE check_id = %s"
SILENT_SERVERS = 20


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "FIRST_DELAY_S", 0.01)
    monkeypatch.setattr(checks, "CHECK_WITHIN_S", 3600.0)


def count(server: ScriptedServer, command: bytes) -> int:
    return sum(line.endswith(command) for line in server.said)


@pytest.mark.parametrize(
    ("idle", "asked"),
    [
        pytest.param(b"+ idling\r\n" + HANG_UP, push.EARLY_CUTS_UNTIL_POLLED, id="cut at once"),
        pytest.param(b"+ idling\r\n* BYE enough\r\n", push.EARLY_CUTS_UNTIL_POLLED, id="cut with a BYE"),
        pytest.param(b"<tag> NO not for you\r\n", 1, id="refused"),
    ],
)
async def test_a_server_that_lets_nobody_idle_is_polled_and_its_account_is_well(
    bench: Bench, idle: Answer, asked: int
) -> None:
    async with scripted_imap_server(
        IDLE=idle,
        EXAMINE=(*[folder(7, 1)] * 6, folder(7, 3)),
        UID_SEARCH=NO_HISTORY,
        UID_FETCH=(listed(1, 2), bodies(1, 2)),
    ) as server:
        account_id = add_scripted(bench, server, poll_frequency=1)
        async with bench.poller():
            await bench.moved_to(account_id, 2)
        assert count(server, b" IDLE") == asked
    assert bench.rows(FAILED, account_id) == []
    assert (await bench.health(account_id, "ok"))["reason"] == ""


async def test_a_connection_that_is_old_is_renewed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "GREATEST_AGE_S", 0.2)
    monkeypatch.setattr(connection, "POLLS_UNPROVEN", 1_000_000)
    async with scripted_imap_server(EXAMINE=folder(7, 1), UID_SEARCH=NO_HISTORY) as server:
        account_id = add_scripted(bench, server, poll_frequency=3600)
        async with bench.poller():
            await eventually(lambda: server.sessions >= 4, deadline_s=20, what="three renewals")
    assert bench.rows(FAILED, account_id) == []


def add_silent(bench: Bench, server: ScriptedServer, number: int, **changes: object) -> AccountId:
    return bench.add_account(
        f"silent{number}@example.org",
        incoming_port=server.port,
        incoming_use_ssl=False,
        allow_plaintext=True,
        **changes,
    )


def check_of(account_id: AccountId) -> ConnectivityRequested:
    return ConnectivityRequested(account_id=account_id, check_id=UUID(int=account_id))


async def test_tests_of_silent_servers_keep_nobody_waiting(bench: Bench, topic_prefix: str) -> None:
    good = f"{topic_prefix}good@example.org"
    async with AsyncExitStack() as entered:
        servers = [
            await entered.enter_async_context(scripted_imap_server(greeting=SILENCE)) for _ in range(SILENT_SERVERS)
        ]
        silent = [add_silent(bench, each, at, auto_polling_enabled=False) for at, each in enumerate(servers)]
        good_id = bench.add_account(good)
        async with bench.poller(server_timeout_s=3600.0) as run:
            await run.publisher.publish(check_of(account_id) for account_id in silent)
            await eventually(lambda: all(each.sessions for each in servers), deadline_s=20, what="all are being tested")
            await run.publisher.publish([check_of(good_id)])
            [row] = await eventually(lambda: bench.rows(CHECKS, UUID(int=good_id)), deadline_s=20, what="the answer")
            assert row == {"ok": True}
            bench.append(good, b"Subject: x\r\n\r\nx\r\n")
            await bench.moved_to(good_id, 1)
            assert [bench.rows(CHECKS, UUID(int=each)) for each in silent] == [[]] * len(silent)


async def test_accounts_of_a_silent_server_leave_logins_to_the_others(bench: Bench) -> None:
    async with scripted_imap_server(greeting=SILENCE) as server:
        for number in range(8):
            add_silent(bench, server, number)
        async with bench.poller(server_timeout_s=3600.0, poller_max_logins=4):
            await eventually(lambda: server.sessions, deadline_s=20, what="a login that hangs")
            await bench.live(bench.add_account("good@example.org"))
            assert server.sessions == 1
