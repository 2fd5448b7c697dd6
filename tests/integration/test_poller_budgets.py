"""What an account may download in a day: imports stop first, live mail goes on, then it waits and says until when."""

from datetime import UTC, datetime, timedelta

import pytest

from shared import metrics
from shared.events.topics import RAW_FETCHED_BULK
from shared.ids import AccountId
from tests.harness.wait import eventually
from tests.integration.poller import Bench, Row
from tests.integration.test_import import asked

MEGABYTE = 1_000_000
STATE = "SELECT * FROM read_receiving_state WHERE account_id = %s AND state = %s"
USED = "SELECT bytes FROM read_download WHERE account_id = %s"
PLAN = "SELECT poll_interval_s FROM read_account_health WHERE account_id = %s"
ALREADY = "INSERT INTO download_hour VALUES (%s, date_trunc('hour', now()) - interval '10 hours', %s)"
ADD_HOUR = "INSERT INTO download_hour VALUES (%s, date_trunc('hour', now()) - make_interval(hours => %s), %s)"
RAISE = "UPDATE account SET daily_download_mb = 9, version = version + 1 WHERE id = %s"
SAID = "SELECT said, state FROM read_import WHERE import_id = %s"
LOG = "SELECT status, error_message FROM read_poll_log WHERE account_id = %s AND error_message <> ''"


@pytest.fixture
def address(topic_prefix: str) -> str:
    return f"{topic_prefix}budget@example.org"


def mail(number: int, size_bytes: int = 100_000) -> bytes:
    head = b"Subject: %d\r\nMessage-ID: <%d@budget.test>\r\n\r\n" % (number, number)
    return head + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * (size_bytes // 72)


async def in_state(bench: Bench, account_id: AccountId, state: str) -> Row:
    [row] = await eventually(lambda: bench.rows(STATE, account_id, state), deadline_s=20, what=f"the state {state}")
    return row


def used(bench: Bench, account_id: AccountId) -> int:
    return sum(row["bytes"] for row in bench.rows(USED, account_id))


async def test_live_mail_goes_on_to_the_end_of_the_budget_and_then_waits_until_the_window_moves(
    bench: Bench, address: str
) -> None:
    account_id = bench.add_account(address, daily_download_mb=1)
    bench.execute(ALREADY, account_id, 750_000)
    async with bench.poller():
        await bench.live(account_id)
        bench.append(address, *(mail(number) for number in range(6)))
        waiting = await in_state(bench, account_id, "waiting")
        read = bench.last_uid(account_id)
        assert waiting["kind"] == "quota"
        assert waiting["reason"].startswith("1 MB of today's download budget are used (1 MB a day): it goes on by its")
        # The hour began ten hours ago at the full hour, and counts until 25 h after its beginning.
        left = waiting["next_try_at"] - datetime.now(UTC)
        assert timedelta(hours=13, minutes=59) < left <= timedelta(hours=15)
        assert (read, MEGABYTE <= used(bench, account_id) < MEGABYTE + 110_000) == (3, True)
    async with bench.poller():  # a restart forgets nothing of it
        bench.execute("INSERT INTO poll_request (account_id, force) VALUES (%s, true)", account_id)
        await eventually(lambda: len(bench.rows(LOG, account_id)) > 1, deadline_s=20, what="it was polled by force")
        assert (bench.last_uid(account_id), (await in_state(bench, account_id, "waiting"))["kind"]) == (read, "quota")
        assert metrics.DOWNLOADS._used[account_id] >= 1
        bench.execute(RAISE, account_id)
        await bench.moved_to(account_id, 6)
        await in_state(bench, account_id, "ok")
    assert len(await bench.fetched(account_id)) == 6


async def test_imports_leave_the_last_fifth_to_live_mail(bench: Bench, address: str) -> None:
    account_id = bench.add_account(address, daily_download_mb=1, initial_history_days=7)
    long_ago = datetime.now(UTC) - timedelta(days=99)
    bench.append(address, *(mail(number) for number in range(12)), arrived_at=long_ago)
    async with bench.poller() as run:
        await bench.live(account_id)
        request = asked(account_id, long_ago.date())
        await run.publisher.publish([request])

        def said() -> str:
            return "".join(row["said"] for row in bench.rows(SAID, request.import_id))

        await eventually(lambda: said().startswith("it waits until 20"), deadline_s=30, what="the import waits")
        assert "1 MB of today's download budget of 1 MB are used, the rest is for live mail" in said()
        imported = used(bench, account_id)
        assert 800_000 <= imported < 910_000
        bench.append(address, mail(99))
        await bench.moved_to(account_id, 13)
        await in_state(bench, account_id, "ok")
        bench.execute(RAISE, account_id)
        done = lambda: bench.rows(SAID, request.import_id)[0]["state"] == "running" and "on their way" in said()  # noqa: E731
        await eventually(done, deadline_s=30, what="the import goes on")
    assert len(await bench.fetched(account_id, RAW_FETCHED_BULK)) == 12


async def test_a_host_of_which_nothing_is_known_has_no_budget_and_is_counted(bench: Bench, address: str) -> None:
    account_id = bench.add_account(address)
    bench.execute(ADD_HOUR, account_id, 26, 7)
    async with bench.poller():
        await bench.live(account_id)
        bench.append(address, mail(1))
        await bench.moved_to(account_id, 1)
        [event] = await bench.fetched(account_id)
        counted = lambda: used(bench, account_id) == event.size_bytes  # noqa: E731
        await eventually(counted, deadline_s=20, what="counted, but for 26 h ago")
        assert account_id not in metrics.DOWNLOADS._used


async def test_an_account_without_a_frequency_of_its_own_is_polled_less_often_while_nothing_comes(
    bench: Bench, address: str
) -> None:
    account_id = bench.add_account(address, incoming_protocol="pop3", poll_frequency=None)

    def interval_s() -> float:
        return max((row["poll_interval_s"] for row in bench.rows(PLAN, account_id)), default=0.0)

    async with bench.poller(default_poll_frequency=1):
        await eventually(lambda: interval_s() == 4, deadline_s=30, what="four times the default")
        bench.append(address, b"Subject: back\r\n\r\nat once\r\n")
        await eventually(lambda: interval_s() < 4, deadline_s=30, what="back at once")
