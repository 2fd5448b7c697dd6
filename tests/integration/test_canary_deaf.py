"""Without looks by fresh connections, a deaf server is noticed by a canary that was not seen; named, healed."""

import time
from collections.abc import AsyncIterator, Iterator

import pytest

from shared import metrics
from tests.fakes.deaf_imap import Deafness, deaf_imap_server
from tests.fakes.smtp_server import Script, scripted_smtp_server
from tests.harness.wait import eventually
from tests.integration.canaries import Canaries, canaries_on, carried
from tests.integration.poller import Bench
from tests.integration.sender_rig import Rig

FAR_S = 3600
OVERDUE_S = 6.0
CHANGES = "SELECT * FROM read_receiving_change WHERE account_id = %s ORDER BY position"
STATE = "SELECT state FROM read_receiving_state WHERE account_id = %s"


@pytest.fixture
async def canaries(bench: Bench, rig: Rig) -> AsyncIterator[Canaries]:
    async with canaries_on(bench, rig) as both:
        yield both


@pytest.fixture(scope="module")
def seconds() -> Iterator[dict[str, float]]:
    """From the start of the poller to the canary's being seen; OVERDUE_S of it are the setting."""
    taken: dict[str, float] = {}
    yield taken
    for name, taken_s in taken.items():
        print(f"{taken_s:6.1f} s  {name}")


@pytest.mark.parametrize("deafness", Deafness)
async def test_a_deaf_server_is_noticed_by_a_canary_that_is_overdue(
    canaries: Canaries, deafness: Deafness, seconds: dict[str, float], caplog: pytest.LogCaptureFixture
) -> None:
    bench, overdue = canaries.bench, metrics.CANARIES.labels("overdue")._value.get()
    async with deaf_imap_server(deafness) as server, scripted_smtp_server(Script()) as smtp:
        columns = {"incoming_port": server.port, "incoming_use_ssl": False, "smtp_port": smtp.port}
        account_id = canaries.add_account("deaf@example.org", **columns, poll_frequency=FAR_S)
        began = time.monotonic()
        async with (
            carried(smtp, server.arrive),
            canaries.sender(),
            bench.poller(freshness_check_s=FAR_S, canary_overdue_s=OVERDUE_S),
        ):
            [row] = await canaries.in_state(account_id, "seen")
            seconds[deafness] = time.monotonic() - began
            await eventually(lambda: is_well(bench, account_id), deadline_s=20, what="the account is well again")
            [command] = await canaries.commanded(account_id, "refused")
    assert row["said"] == ""
    assert metrics.CANARIES.labels("overdue")._value.get() == overdue + 1
    doubt = f"a canary sent at {row['asked_at']:%Y-%m-%d %H:%M:%S} UTC was not seen: look "
    slow = [change["reason"] for change in bench.rows(CHANGES, account_id) if change["to_state"] == "slow"]
    assert len([reason for reason in slow if reason.startswith(doubt)]) == 1
    assert caplog.text.count("was not seen\n") == 1
    why_it_stays = ("has no UIDPLUS", "given up after 3 attempts")  # a deaf server may not answer that either
    assert command["result"].startswith(why_it_stays[1]) or why_it_stays[0] in command["result"]
    assert await bench.fetched(account_id) == []


def is_well(bench: Bench, account_id: int) -> bool:
    return [row["state"] for row in bench.rows(STATE, account_id)] == ["ok"]
