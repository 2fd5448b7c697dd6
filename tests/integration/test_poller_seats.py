"""Connections at the same time: never more than an account or a host may have, whatever they are for."""

from datetime import date
from uuid import uuid4

import pytest

from services.poller import second_look
from services.poller.importing import importer, walk
from shared.events import ConnectivityRequested
from shared.events.topics import RAW_FETCHED_BULK
from shared.ids import AccountId
from tests.fakes.deaf_imap import DeafServer, deaf_imap_server
from tests.harness.wait import eventually
from tests.integration.poller import Bench
from tests.integration.test_import import asked

MAILS = 60
STATE = "SELECT state FROM read_receiving_state WHERE account_id = %s"
CHECK = "SELECT FROM read_poller_check WHERE account_id = %s"
IMPORT = "SELECT said FROM read_import WHERE import_id = %s"
LOOKS = "SELECT looks FROM read_server_witness WHERE account_id = %s"
EVER_AUTH = "SELECT FROM read_receiving_change WHERE kind = 'auth'"
WITNESS = "INSERT INTO poll_request (account_id, force, witness) VALUES (%s, false, true) ON CONFLICT DO NOTHING"


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_look, "TOLD_WITHIN_S", 0.1)
    monkeypatch.setattr(walk, "WINDOW_UIDS", 10)
    monkeypatch.setattr(importer, "NOT_YET_S", 0.1)


def add(bench: Bench, server: DeafServer, name: str = "seats", **changes: object) -> AccountId:
    columns = {"incoming_port": server.port, "incoming_use_ssl": False, "allow_plaintext": True}
    return bench.add_account(f"{name}@example.org", **{**columns, "poll_frequency": 1, **changes})


def is_well(bench: Bench, account_id: AccountId) -> bool:
    return bench.rows(STATE, account_id) == [{"state": "ok"}]


async def test_an_account_that_may_have_one_connection_has_one_for_all_that_connects(bench: Bench) -> None:
    async with deaf_imap_server(None) as server:
        for _ in range(MAILS):
            server.arrive()
        account_id = add(bench, server, max_connections=1, initial_history_days=0)
        async with bench.poller(freshness_check_s=1.0) as run:
            await bench.live(account_id)
            request = asked(account_id, date(2020, 1, 1))
            test = ConnectivityRequested(account_id=account_id, check_id=uuid4(), test_type="incoming")
            await run.publisher.publish([request, test])
            bench.execute(WITNESS, account_id)
            last = server.arrive()
            await bench.moved_to(account_id, last)
            on_its_way = lambda: "on their way" in str(bench.rows(IMPORT, request.import_id))  # noqa: E731
            await eventually(on_its_way, deadline_s=40, what="the import read all")
            await bench.moved_to(account_id, server.arrive())
            looked = lambda: [row for row in bench.rows(LOOKS, account_id) if row["looks"]]  # noqa: E731
            await eventually(looked, deadline_s=30, what="the witness looked")
            await eventually(lambda: bench.rows(CHECK, account_id), deadline_s=30, what="the test was answered")
            await eventually(lambda: is_well(bench, account_id), deadline_s=20, what="it is well")
        assert (server.peak, server.refused, server.idlers) == (1, 0, 0)
        assert len(await bench.fetched(account_id, RAW_FETCHED_BULK)) == MAILS


async def test_a_server_that_takes_no_more_is_believed_and_is_no_wrong_password(bench: Bench) -> None:
    async with deaf_imap_server(None) as server:
        server.most = 1
        account_id = add(bench, server)
        async with bench.poller(freshness_check_s=0.5):
            await bench.live(account_id)
            await eventually(lambda: server.refused, deadline_s=20, what="a second look was refused")
            await eventually(lambda: server.idling == 0, deadline_s=20, what="it is polled now")
            sessions = server.sessions
            await eventually(lambda: server.sessions > sessions + 3, deadline_s=30, what="polls on fresh connections")
            await bench.moved_to(account_id, server.arrive())
            await eventually(lambda: is_well(bench, account_id), deadline_s=20, what="it is well")
        assert (server.refused, server.peak, bench.rows(EVER_AUTH)) == (1, 1, [])


async def test_a_host_with_few_connections_serves_many_accounts_in_turn(bench: Bench) -> None:
    async with deaf_imap_server(None) as server:
        accounts = [add(bench, server, f"many{number}") for number in range(8)]
        async with bench.poller(poller_host_connections=4):
            for account_id in accounts:
                await bench.live(account_id)
            await eventually(lambda: server.idling == 3, deadline_s=20, what="three of four wait for mail")
            last = server.arrive()
            for account_id in accounts:
                await bench.moved_to(account_id, last)
            assert all(is_well(bench, account_id) for account_id in accounts)
        assert (server.peak, server.refused) == (4, 0)
