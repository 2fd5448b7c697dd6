"""The cursor on the real Kafka and PostgreSQL: it moves only after the acknowledgement, and only for the holder."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.poller.domain.copies import Cursor, Passed
from services.poller.domain.due import NextPoll
from services.poller.domain.tally import Tally
from services.poller.store import poll_log
from services.poller.store.cursors import CursorStore
from shared.errors import LeaseLostError, TransientError
from shared.events import Effects
from shared.kafka.publish import Publisher
from shared.postgres.sessions import database_pool
from tests.harness.wait import eventually
from tests.integration.poller import Bench
from tests.integration.poller_by_hand import hand_on

RAWS = tuple(b"Subject: %d\r\n\r\nbody\r\n" % number for number in range(5))


async def test_without_the_acknowledgement_the_cursor_stays(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}kafka@example.org"
    account_id = bench.add_account(address)
    unreachable = Publisher(bench.settings.model_copy(update={"kafka_servers": "127.0.0.1:1"}))
    async with hand_on(bench, account_id) as hand:
        lease = await hand.claim()
        await hand.poll(lease)
        bench.append(address, *RAWS)
        with pytest.raises(TransientError, match="Kafka"):
            await hand.poll(lease, ports=replace(hand.ports, publish=unreachable.publish))
        assert bench.last_uid(account_id) == 0
        poll = await hand.poll(lease)
    assert bench.last_uid(account_id) == 5
    assert poll.tally.processed == 5
    assert {event.effects for event in await bench.fetched(account_id)} == {Effects.ALLOWED}


async def test_after_a_crash_between_publishing_and_the_cursor_the_same_copies_come_again(
    bench: Bench, topic_prefix: str
) -> None:
    address = f"{topic_prefix}crash@example.org"
    account_id = bench.add_account(address)
    async with hand_on(bench, account_id) as hand:
        overtaken = await hand.claim()
        await hand.poll(overtaken)
        bench.append(address, *RAWS)
        holder = await hand.claim()
        with pytest.raises(LeaseLostError):
            await hand.poll(overtaken)
        published = [event.copy_id for event in await bench.fetched(account_id)]
        assert (len(published), bench.last_uid(account_id)) == (5, 0)
        await hand.poll(holder)
        both = [(event.copy_id, event.mail_id) for event in await bench.fetched(account_id)]
    assert bench.last_uid(account_id) == 5
    assert len(both) == 10
    assert {copy_id for copy_id, _ in both} == set(published)
    assert len({mail_id for _, mail_id in both}) == 5


async def test_a_lost_lease_may_not_even_begin_a_folder(bench: Bench, topic_prefix: str) -> None:
    account_id = bench.add_account(f"{topic_prefix}begin@example.org")
    async with hand_on(bench, account_id) as hand:
        overtaken = await hand.claim()
        await hand.claim()
        with pytest.raises(LeaseLostError):
            await hand.poll(overtaken)
    assert bench.last_uid(account_id) == -1


async def test_when_a_poller_goes_another_takes_over_and_nothing_is_lost(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}two@example.org"
    account_id = bench.add_account(address)
    holder = "SELECT owner FROM lease WHERE key = %s AND expires_at > now()"
    async with bench.poller(lease_ttl_s=3.0):
        await bench.live(account_id)
        first = bench.rows(holder, str(account_id))
        async with bench.poller(lease_ttl_s=3.0, poller_max_accounts=5):
            bench.append(address, *RAWS[:2])
            await bench.moved_to(account_id, 2)
            assert bench.rows(holder, str(account_id)) == first
    async with bench.poller(lease_ttl_s=3.0):
        second = await eventually(lambda: bench.rows(holder, str(account_id)), deadline_s=20, what="a new holder")
        bench.append(address, *RAWS[2:])
        await bench.moved_to(account_id, 5)
    assert second != first
    assert sorted(event.uid or 0 for event in await bench.fetched(account_id)) == [1, 2, 3, 4, 5]


async def test_a_poll_that_saw_another_uidvalidity_may_not_move_the_cursor(bench: Bench) -> None:
    account_id = bench.add_account("renumbered@example.org")
    since = datetime(2026, 11, 16, tzinfo=UTC)
    async with hand_on(bench, account_id) as hand:
        store = CursorStore(hand.leased(await hand.claim()))
        await store.begin(Cursor("INBOX", uidvalidity=8, last_uid=0, live_from_uid=1, history_since=since))
        with pytest.raises(LeaseLostError, match="moved by another"):
            await store.settle(Cursor("INBOX", 7, 90, 1, since), Passed(1), (), Tally(since))
    assert bench.last_uid(account_id) == 0


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
async def test_what_came_while_the_account_was_inactive_is_history(
    bench: Bench, topic_prefix: str, protocol: str
) -> None:
    address = f"{topic_prefix}{protocol}.night@example.org"
    account_id = bench.add_account(address, incoming_protocol=protocol)
    async with hand_on(bench, account_id) as evening:
        await evening.poll(await evening.claim())
    bench.append(address, *RAWS[:2])
    bench.execute("UPDATE account SET activation = activation + 1, version = version + 2")
    async with hand_on(bench, account_id) as morning:
        lease = await morning.claim()
        await morning.poll(lease)
        bench.append(address, RAWS[2])
        await morning.poll(lease)
    effects = [event.effects for event in await bench.fetched(account_id)]
    assert effects == [Effects.HISTORY, Effects.HISTORY, Effects.ALLOWED]


async def test_a_poll_is_logged_as_running_until_it_ends_or_another_one_does(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}running@example.org"
    account_id = bench.add_account(address)
    bench.append(address, *RAWS)
    logged = "SELECT status, finished_at IS NULL AS is_running, messages_found FROM read_poll_log ORDER BY id"
    async with hand_on(bench, account_id) as hand:
        lease = await hand.claim()
        broken_off = await hand.poll(lease, limit=2)
        assert bench.rows(logged) == [{"status": "running", "is_running": True, "messages_found": 2}]
        poll = await hand.poll(lease)
        assert poll.tally.log_id != broken_off.tally.log_id
        await poll_log.finish(hand.leased(lease), poll.tally, "", None, NextPoll(None, 300.0, is_pushed=False))
    assert bench.rows(logged) == [
        {"status": "error", "is_running": False, "messages_found": 2},
        {"status": "ok", "is_running": False, "messages_found": 3},
    ]


async def test_old_polls_are_forgotten(bench: Bench) -> None:
    account_id = bench.add_account("old@example.org")
    log = "INSERT INTO poll_log (account_id, started_at, finished_at, status) VALUES (%s, now() - %s, now() - %s, 'ok')"
    for age in (timedelta(days=40), timedelta(days=29)):
        bench.execute(log, account_id, age, age)
    async with database_pool(bench.settings, service="poller") as pool:
        await poll_log.prune(pool, timedelta(days=30))
    assert bench.rows("SELECT now() - started_at < interval '30 days' AS is_young FROM poll_log") == [
        {"is_young": True}
    ]
