"""The poller end to end: from GreenMail to records on the broker."""

from datetime import UTC, datetime, timedelta

import pytest

from services.poller import account_loop
from shared.events import Effects, PollRequested
from shared.ids import content_hash, imap_copy_id, mail_id
from tests.harness.wait import eventually
from tests.integration.poller import Bench

HISTORY = b"Subject: before\r\n\r\nold\r\n"
LIVE = b"Subject: after\r\n\r\nnew\r\n"
HUGE = b"Subject: huge\r\n\r\n" + (b"x" * 998 + b"\r\n") * (30 * 1024 * 1024 // 1000)
PROCESSED = "SELECT messages_processed FROM read_poll_log WHERE account_id = %s AND messages_processed > 0 ORDER BY id"


@pytest.fixture
def address(topic_prefix: str) -> str:
    return f"{topic_prefix}mailbox@example.org"


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
async def test_a_new_account_reads_its_history_without_effects_and_new_mail_with_them(
    bench: Bench, address: str, protocol: str
) -> None:
    account = bench.add_account(address, incoming_protocol=protocol)
    bench.append(address, HISTORY)
    async with bench.poller():
        await bench.live(account)
        bench.append(address, LIVE)
        await bench.moved_to(account, bench.last_uid(account) + 1)
        before, after = await bench.fetched(account)
    assert [before.effects, after.effects] == [Effects.HISTORY, Effects.ALLOWED]
    assert (await bench.opened(before)).strip() == HISTORY.strip()
    assert (await bench.opened(after)).strip() == LIVE.strip()
    assert [row["messages_processed"] for row in bench.rows(PROCESSED, account)] == [1, 1]


async def test_what_is_older_than_the_history_is_left_alone(bench: Bench, address: str) -> None:
    account = bench.add_account(address, initial_history_days=7)
    now = datetime.now(UTC)
    for days in (400, 8, 6):
        bench.append(address, b"Subject: %d days\r\n\r\n" % days, arrived_at=now - timedelta(days=days))
    async with bench.poller():
        await bench.live(account)
        [event] = await bench.fetched(account)
    assert (event.uid, event.effects) == (3, Effects.HISTORY)
    assert bench.last_uid(account) == 3


async def test_an_account_of_many_old_messages_may_cause_no_effect(bench: Bench, address: str) -> None:
    account = bench.add_account(address)
    bench.append(address, *(b"Subject: %d\r\n\r\n" % number for number in range(60)))
    async with bench.poller():
        await bench.moved_to(account, 60)
        events = await bench.fetched(account)
    assert len({event.copy_id for event in events}) == 60
    assert {event.effects for event in events} == {Effects.HISTORY}


async def test_the_event_says_what_was_fetched_and_where(bench: Bench, address: str) -> None:
    account = bench.add_account(address)
    async with bench.poller():
        await bench.live(account)
        bench.append(address, LIVE)
        await bench.moved_to(account, 1)
        [event] = await bench.fetched(account)
    raw = await bench.opened(event)
    [row] = bench.rows("SELECT account_key FROM account WHERE id = %s", account)
    assert event.copy_id == imap_copy_id(row["account_key"], "INBOX", event.uidvalidity or 0, 1)
    assert event.mail_id == mail_id(row["account_key"], content_hash(raw))
    assert (event.source, event.folder, event.uid, event.size_bytes) == ("imap", "INBOX", 1, len(raw))
    assert event.arrived_at is not None
    assert event.correlation_id == event.copy_id


async def test_30_megabytes_and_zero_bytes_go_through_and_hold_nobody_up(bench: Bench, address: str) -> None:
    account = bench.add_account(address)
    async with bench.poller(server_timeout_s=30.0):
        await bench.live(account)
        bench.append(address, HUGE, b"", LIVE)
        await bench.moved_to(account, 3)
        events = sorted(await bench.fetched(account), key=lambda event: event.uid or 0)
    raws = [await bench.opened(event) for event in events]
    assert [raw.strip() for raw in raws] == [HUGE.strip(), b"", LIVE.strip()]
    assert events[0].blob is not None
    assert events[0].sealed == b""
    assert {events[1].blob, events[2].blob} == {None}


async def test_a_message_that_is_too_big_is_a_gap_and_the_next_one_is_fetched(bench: Bench, address: str) -> None:
    account = bench.add_account(address)
    async with bench.poller(max_message_size=2000):
        await bench.live(account)
        bench.append(address, b"x" * 3000, LIVE)
        await bench.moved_to(account, 2)
        [event] = await bench.fetched(account)
    assert event.uid == 2
    [gap] = bench.rows("SELECT uid, reason, detail FROM read_fetch_gap WHERE account_id = %s", account)
    assert gap == {"uid": 1, "reason": "too_big", "detail": "over EMAIL_MAX_MESSAGE_SIZE (2000 bytes)"}


async def test_push_does_not_wait_for_the_next_poll(bench: Bench, address: str) -> None:
    account = bench.add_account(address, poll_frequency=3600)
    async with bench.poller():
        await bench.live(account)
        for uid in (1, 2):
            bench.append(address, LIVE)
            await bench.moved_to(account, uid)


async def test_a_poll_takes_at_most_so_many_and_the_next_one_follows_at_once(bench: Bench, address: str) -> None:
    account = bench.add_account(address, poll_frequency=3600, max_emails_per_poll=3)
    bench.append(address, *(b"Subject: %d\r\n\r\n" % number for number in range(7)))
    async with bench.poller():
        await bench.moved_to(account, 7)
    assert [row["messages_processed"] for row in bench.rows(PROCESSED, account)] == [3, 3, 1]


async def test_all_folders_are_polled(bench: Bench, address: str) -> None:
    account = bench.add_account(address, folders=["INBOX", "Entwürfe"], poll_frequency=1)
    bench.append(address, HISTORY)
    bench.append(address, HISTORY, LIVE, folder="Entw&APw-rfe")
    async with bench.poller():
        await bench.moved_to(account, 2, "Entwürfe")
        events = await bench.fetched(account)
    assert sorted((event.folder, event.uid) for event in events) == [("Entwürfe", 1), ("Entwürfe", 2), ("INBOX", 1)]
    assert len({event.mail_id for event in events}) == 2


async def test_an_account_that_is_switched_off_is_polled_by_force_alone(bench: Bench, address: str) -> None:
    account = bench.add_account(address, auto_polling_enabled=False)
    bench.append(address, HISTORY, LIVE)
    async with bench.poller() as run:
        await run.publisher.publish([PollRequested(account_id=account)])
        await eventually(lambda: not bench.rows("SELECT FROM poll_request"), deadline_s=10, what="the request taken")
        assert bench.last_uid(account) == -1
        await run.publisher.publish([PollRequested(account_id=account, force=True, max_messages=1)])
        await bench.moved_to(account, 1)
        assert bench.last_uid(account) == 1
        await run.publisher.publish([PollRequested(account_id=account, force=True)])
        await bench.moved_to(account, 2)


async def test_a_quiet_account_s_log_does_not_grow(bench: Bench, address: str) -> None:
    account = bench.add_account(address)
    query = "SELECT polls, status FROM read_poll_log WHERE account_id = %s"
    async with bench.poller():
        await eventually(lambda: any(row["polls"] > 2 for row in bench.rows(query, account)), deadline_s=20)
    [row] = bench.rows(query, account)
    assert row["status"] == "ok"


async def test_a_corrected_account_is_polled_at_once(bench: Bench, address: str) -> None:
    account = bench.add_account(address, incoming_port=bench.mail.smtp)
    async with bench.poller():
        await bench.health(account, "failing")
        bench.execute(
            "UPDATE account SET incoming_port = %s, version = version + 1 WHERE id = %s", bench.mail.imaps, account
        )
        await bench.health(account, "ok")


async def test_while_kafka_is_away_the_account_stays_healthy_and_nothing_is_lost(bench: Bench, address: str) -> None:
    account = bench.add_account(address)
    errors = "SELECT error_message FROM read_poll_log WHERE account_id = %s AND status = 'error'"
    async with bench.poller() as run:
        await bench.live(account)
        await run.publisher.stop()
        bench.append(address, LIVE)
        [row] = await eventually(lambda: bench.rows(errors, account), deadline_s=20, what="a failed poll")
        assert "Kafka" in row["error_message"]
        assert bench.last_uid(account) == 0
        [health] = bench.rows("SELECT state FROM read_account_health WHERE account_id = %s", account)
        assert health["state"] == "ok"
        await run.publisher.start()
        await bench.moved_to(account, 1)


async def test_a_long_absence_of_kafka_does_not_make_the_accounts_wait_long(
    bench: Bench, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_loop, "LONGEST_INTERRUPTION_S", 0.1)
    account = bench.add_account(address)
    failed = "SELECT sum(polls) AS polls FROM read_poll_log WHERE account_id = %s AND status = 'error'"
    async with bench.poller() as run:
        await bench.live(account)
        await run.publisher.stop()
        bench.append(address, LIVE)
        await eventually(lambda: (bench.rows(failed, account)[0]["polls"] or 0) > 4, deadline_s=12, what="5 failures")
        await run.publisher.start()
        await bench.moved_to(account, 1)
