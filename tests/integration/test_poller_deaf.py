"""A server that goes deaf while its connection looks well: noticed, named, healed; how soon is printed (pytest -s)."""

import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from services.poller import second_look
from shared import metrics
from shared.ids import AccountId
from tests.fakes.deaf_imap import Deafness, DeafServer, deaf_imap_server
from tests.harness.wait import eventually
from tests.integration.poller import Bench

FAR_S = 3600
CHECK_S = 1.0
RAW = b"Subject: x\r\n\r\nx\r\n"
STATE = "SELECT * FROM read_receiving_state WHERE account_id = %s"
CHANGES = "SELECT * FROM read_receiving_change WHERE account_id = %s ORDER BY position"


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_look, "TOLD_WITHIN_S", 0.3)


@pytest.fixture(scope="module")
def seconds() -> Iterator[dict[str, float]]:
    """From a message's arrival to its being read; a check each CHECK_S and no poll by the clock."""
    taken: dict[str, float] = {}
    yield taken
    for name, taken_s in taken.items():
        print(f"{taken_s:6.1f} s  {name}")


def add_deaf(bench: Bench, server: DeafServer, **changes: object) -> AccountId:
    columns = {"incoming_port": server.port, "incoming_use_ssl": False, "allow_plaintext": True}
    return bench.add_account("deaf@example.org", **columns, poll_frequency=FAR_S, **changes)


def proof(bench: Bench, account_id: AccountId) -> datetime | None:
    return next((row["proof_at"] for row in bench.rows(STATE, account_id)), None)


async def newer_proof(bench: Bench, account_id: AccountId, times: int) -> None:
    """Returns once the proof was renewed so many times."""
    known: set[datetime | None] = {None}

    def is_renewed() -> bool:
        known.add(proof(bench, account_id))
        return len(known) > times

    await eventually(is_renewed, deadline_s=30, what="a newer proof")


@pytest.mark.parametrize("deafness", Deafness)
async def test_a_server_that_goes_deaf_is_noticed_named_and_healed(
    bench: Bench, deafness: Deafness, seconds: dict[str, float], caplog: pytest.LogCaptureFixture
) -> None:
    stale = metrics.STALE_VIEWS._value.get()
    async with deaf_imap_server(deafness) as server:
        account_id = add_deaf(bench, server)
        async with bench.poller(freshness_check_s=CHECK_S):
            await bench.live(account_id)
            await eventually(lambda: server.idling, deadline_s=20, what="the account waits in IDLE")
            began = time.monotonic()
            uid = server.arrive()
            await bench.moved_to(account_id, uid)
            seconds[deafness] = time.monotonic() - began
            assert metrics.STALE_VIEWS._value.get() > stale
            await eventually(lambda: is_well(bench, account_id), deadline_s=20, what="the account is well again")
    [doubt] = [row for row in bench.rows(CHANGES, account_id) if row["kind"] == "protocol"]
    assert doubt["to_state"] == "slow"
    assert doubt["reason"].startswith(f"the open connection to localhost:{server.port} knows UIDNEXT 1 of INBOX")
    assert caplog.text.count("stale view") == 1


@pytest.mark.parametrize("deafness", [Deafness.BLACK_HOLE, Deafness.HALF_OPEN])
async def test_a_dead_connection_is_replaced_before_any_mail_waits_for_it(bench: Bench, deafness: Deafness) -> None:
    async with deaf_imap_server(deafness) as server:
        account_id = add_deaf(bench, server)
        async with bench.poller(freshness_check_s=CHECK_S, server_timeout_s=1.0):
            await bench.live(account_id)
            await eventually(lambda: server.idlers > 1, deadline_s=20, what="another connection in its place")
            await newer_proof(bench, account_id, 2)
    assert bench.rows("SELECT FROM read_poll_log WHERE account_id = %s AND messages_found > 0", account_id) == []


async def test_a_server_that_hears_keeps_its_connection_and_the_proof_is_renewed(bench: Bench) -> None:
    stale = metrics.STALE_VIEWS._value.get()
    async with deaf_imap_server(None) as server:
        account_id = add_deaf(bench, server)
        async with bench.poller(freshness_check_s=CHECK_S):
            await bench.live(account_id)
            await eventually(lambda: server.sessions > 3, deadline_s=20, what="three looks by fresh connections")
            await newer_proof(bench, account_id, 2)
            uid = server.arrive()
            await bench.moved_to(account_id, uid)
            assert server.idlers == 1
            await eventually(lambda: connections() == {("poll", "idle"): 1}, deadline_s=20, what="one that waits")
    assert connections() == {}
    assert metrics.STALE_VIEWS._value.get() == stale
    assert [row["to_state"] for row in bench.rows(CHANGES, account_id)] == ["ok"]


async def test_mail_in_a_folder_that_is_not_pushed_is_read_and_is_no_stale_view(
    bench: Bench, topic_prefix: str
) -> None:
    stale, address = metrics.STALE_VIEWS._value.get(), f"{topic_prefix}folders@example.org"
    account_id = bench.add_account(address, folders=["INBOX", "Other"], poll_frequency=FAR_S)
    bench.append(address, RAW, folder="Other")
    async with bench.poller(freshness_check_s=CHECK_S):
        await bench.moved_to(account_id, 1, "Other")
        bench.append(address, RAW, folder="Other")
        await bench.moved_to(account_id, 2, "Other")
    assert metrics.STALE_VIEWS._value.get() == stale


def connections() -> dict[tuple[str, str], float]:
    """Those that are open, by use and state, as the metric has it."""
    samples = [sample for family in metrics.CONNECTIONS.collect() for sample in family.samples]
    return {(each.labels["use"], each.labels["state"]): each.value for each in samples if each.value}


def is_well(bench: Bench, account_id: AccountId) -> bool:
    return [row["state"] for row in bench.rows(STATE, account_id)] == ["ok"]
