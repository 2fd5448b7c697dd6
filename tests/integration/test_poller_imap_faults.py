"""What an IMAP server does to a poller in the middle of a FETCH or of IDLE, and that all its mail arrives then."""

import pytest

from services.poller.domain import backoff
from services.poller.domain.failures import FailureKind
from shared.ids import AccountId, imap_copy_id
from tests.fakes.mail_server import HANG_UP, SILENCE, scripted_imap_server
from tests.integration.imap_answers import NO_HISTORY, bodies, body, folder, listed, raw
from tests.integration.poller import Bench
from tests.integration.poller_by_hand import add_scripted

VALIDITY = 7
HALF = b"* 2 FETCH (UID 2 BODY[] {4}\r\nab"
BYE = b"* BYE going down\r\n" + HANG_UP
LOST = "closed the connection (without a word)"
SAID_BYE = "closed the connection (BYE going down)"
FETCH_FAULTS = {
    "dropped in a literal": (HALF + HANG_UP, LOST),
    "silence in a literal": (HALF + SILENCE, "did not answer within 3 s"),
    "dropped before the answer's end": (body(2) + HANG_UP, LOST),
    "BYE between two messages": (BYE, SAID_BYE),
    "BYE before the answer's end": (body(2) + BYE, SAID_BYE),
}
IDLE_FAULTS = {
    "dropped": (b"+ idling\r\n" + HANG_UP, LOST),
    "dropped with the news": (b"+ idling\r\n* 1 EXISTS\r\n" + HANG_UP, LOST),
    "BYE": (b"+ idling\r\n" + BYE, SAID_BYE),
    "BYE instead of it": (BYE, SAID_BYE),
}
ERRORS = "SELECT DISTINCT error_message FROM read_poll_log WHERE account_id = %s AND status = 'error'"
GAPS = "SELECT uid FROM read_fetch_gap WHERE account_id = %s"


@pytest.fixture(autouse=True)
def short_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(backoff.FIRST_DELAY_S, FailureKind.NETWORK, 0.1)


async def assert_all_came_once(bench: Bench, account_id: AccountId, last_uid: int) -> None:
    """Every message up to `last_uid` is whole on raw.fetched, in order and once; none is a gap."""
    [row] = bench.rows("SELECT account_key FROM account WHERE id = %s", account_id)
    uids = range(1, last_uid + 1)
    events = await bench.fetched(account_id)
    assert [event.copy_id for event in events] == [
        imap_copy_id(row["account_key"], "INBOX", VALIDITY, uid) for uid in uids
    ]
    assert [await bench.opened(event) for event in events] == [raw(uid) for uid in uids]
    assert bench.rows(GAPS, account_id) == []
    assert bench.last_uid(account_id) == last_uid


@pytest.mark.parametrize(("fault", "line"), FETCH_FAULTS.values(), ids=FETCH_FAULTS)
async def test_a_fetch_that_is_broken_off(bench: Bench, fault: bytes, line: str) -> None:
    """First a batch, of which nothing counts; then, one by one, the second message behind one that does."""
    async with scripted_imap_server(
        EXAMINE=(folder(VALIDITY, 1), folder(VALIDITY, 4)),
        UID_SEARCH=NO_HISTORY,
        IDLE=(b"+ idling\r\n* 3 EXISTS\r\n", b"+ idling\r\n"),
        UID_FETCH=(
            *(listed(1, 2, 3), body(1) + fault),
            *(listed(1, 2, 3), bodies(1), fault),
            *(listed(2, 3), bodies(2), bodies(3)),
        ),
    ) as server:
        account_id = add_scripted(bench, server, poll_frequency=3600)
        async with bench.poller():
            await bench.moved_to(account_id, 3)
        assert (server.struck["UID FETCH"], server.sessions) == (2, 3)
    [error] = bench.rows(ERRORS, account_id)
    assert line in error["error_message"]
    await assert_all_came_once(bench, account_id, 3)


@pytest.mark.parametrize(("fault", "line"), IDLE_FAULTS.values(), ids=IDLE_FAULTS)
async def test_an_idle_that_is_broken_off(
    bench: Bench, caplog: pytest.LogCaptureFixture, fault: bytes, line: str
) -> None:
    """What came meanwhile waits for no schedule."""
    async with scripted_imap_server(
        EXAMINE=(folder(VALIDITY, 1), folder(VALIDITY, 2)),
        UID_SEARCH=NO_HISTORY,
        IDLE=(fault, b"+ idling\r\n"),
        UID_FETCH=(listed(1), bodies(1)),
    ) as server:
        account_id = add_scripted(bench, server, poll_frequency=3600)
        with caplog.at_level("INFO"):
            async with bench.poller():
                await bench.moved_to(account_id, 1)
        assert (server.struck["IDLE"], server.sessions) == (1, 2)
    assert line in caplog.text
    await assert_all_came_once(bench, account_id, 1)


async def test_a_server_that_cuts_each_connection_after_a_message_is_read_on_and_not_failing(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="services.poller")
    cut_each_time = [each for uid in range(1, 6) for each in (listed(*range(uid, 7)), bodies(uid), HANG_UP)]
    async with scripted_imap_server(
        EXAMINE=(folder(VALIDITY, 1), folder(VALIDITY, 7)),
        UID_SEARCH=NO_HISTORY,
        IDLE=(b"+ idling\r\n* 6 EXISTS\r\n", b"+ idling\r\n"),
        UID_FETCH=(listed(1, 2, 3, 4, 5, 6), HANG_UP, *cut_each_time, listed(6), bodies(6)),
    ) as server:
        account_id = add_scripted(bench, server, poll_frequency=3600)
        async with bench.poller():
            await bench.moved_to(account_id, 6)
        assert (server.struck["UID FETCH"], server.sessions) == (6, 7)
    await assert_all_came_once(bench, account_id, 6)
    told = [line for record in caplog.records if "network)" in (line := record.getMessage())]
    assert [line.split(": ")[1].split(" (")[0] for line in told] == ["slow"]
