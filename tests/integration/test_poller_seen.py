"""What the poller writes down of what it saw: the audit's first witness, independent of what was fetched."""

from dataclasses import replace

from tests.integration.poller import Bench
from tests.integration.poller_by_hand import hand_on

RAWS = tuple(b"Subject: %d\r\n\r\nbody\r\n" % number for number in range(5))
SEEN = "SELECT block, uids::text FROM read_seen_uid WHERE account_id = %s ORDER BY uidvalidity, block"
WALKED = "SELECT begun_uid, last_uid, passed::text FROM read_folder_cursor WHERE account_id = %s"


async def test_what_a_cursor_passes_was_seen(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}seen@example.org"
    account_id = bench.add_account(address)
    async with hand_on(bench, account_id) as hand:
        lease = await hand.claim()
        await hand.poll(lease)
        assert bench.rows(SEEN, account_id) == []
        bench.append(address, *RAWS)
        await hand.poll(lease, limit=3)
        assert bench.rows(SEEN, account_id) == [{"block": 0, "uids": "{[1,4)}"}]
        await hand.poll(lease)
        await hand.poll(lease)
    assert bench.rows(SEEN, account_id) == [{"block": 0, "uids": "{[1,6)}"}]
    assert bench.rows(WALKED, account_id) == [{"begun_uid": 0, "last_uid": 5, "passed": "{[1,6)}"}]


async def test_what_is_lost_behind_the_cursor_stays_seen(bench: Bench, topic_prefix: str) -> None:
    """As if the cursor moved before Kafka acknowledged: the listing says what there was."""

    async def lose(events: object) -> None:
        del events

    address = f"{topic_prefix}lost@example.org"
    account_id = bench.add_account(address)
    async with hand_on(bench, account_id) as hand:
        lease = await hand.claim()
        await hand.poll(lease)
        bench.append(address, *RAWS)
        await hand.poll(lease, ports=replace(hand.ports, publish=lose))
    assert await bench.fetched(account_id) == []
    assert bench.rows(SEEN, account_id) == [{"block": 0, "uids": "{[1,6)}"}]


async def test_a_cursor_that_no_poll_moved_leaves_a_hole(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}hole@example.org"
    account_id = bench.add_account(address)
    async with hand_on(bench, account_id) as hand:
        lease = await hand.claim()
        await hand.poll(lease)
        bench.append(address, *RAWS)
        bench.execute("UPDATE folder_cursor SET last_uid = 2")
        await hand.poll(lease)
    assert bench.rows(WALKED, account_id) == [{"begun_uid": 0, "last_uid": 5, "passed": "{[3,6)}"}]


async def test_a_new_uidvalidity_begins_anew_and_a_new_activation_does_not(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}anew@example.org"
    account_id = bench.add_account(address)
    async with hand_on(bench, account_id) as hand:
        lease = await hand.claim()
        bench.append(address, *RAWS[:3])
        await hand.poll(lease)
        again = replace(hand, account=replace(hand.account, activation=hand.account.activation + 1))
        await again.poll(lease)
        assert bench.rows(WALKED, account_id) == [{"begun_uid": 0, "last_uid": 3, "passed": "{[1,4)}"}]
        bench.execute("UPDATE folder_cursor SET uidvalidity = uidvalidity + 1, last_uid = 90, passed = '{[7,91)}'")
        await again.poll(lease)
    assert bench.rows(WALKED, account_id) == [{"begun_uid": 0, "last_uid": 3, "passed": "{[1,4)}"}]


async def test_pop3_is_seen_by_uidl(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}pop@example.org"
    account_id = bench.add_account(address, incoming_protocol="pop3")
    bench.append(address, *RAWS[:3])
    async with hand_on(bench, account_id) as hand:
        await hand.poll(await hand.claim())
    seen = {row["uidl"] for row in bench.rows("SELECT uidl FROM read_seen_uidl WHERE account_id = %s", account_id)}
    assert (len(seen), seen) == (3, {event.uidl for event in await bench.fetched(account_id)})
    assert bench.rows(SEEN, account_id) == []
