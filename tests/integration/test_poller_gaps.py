"""What a poll does with copies that a server renumbers, refuses or has lost."""

import pytest

from services.poller.ports import SourceFailedError
from shared.events import Effects
from shared.ids import content_hash, mail_id
from tests.fakes.mail_server import scripted_imap_server
from tests.integration.imap_answers import NO_HISTORY, bodies, folder, listed
from tests.integration.poller import Bench
from tests.integration.poller_by_hand import add_scripted, hand_on


async def test_after_a_change_of_uidvalidity_no_mail_is_lost_and_none_comes_as_new(bench: Bench) -> None:
    async with scripted_imap_server(
        EXAMINE=(folder(7, 11), folder(7, 13), folder(8, 4), folder(8, 5)),
        UID_SEARCH=(NO_HISTORY, b"* SEARCH 1 2 3\r\n<tag> OK done\r\n"),
        UID_FETCH=(listed(11, 12), bodies(11, 12), listed(1, 2, 3), bodies(1, 2, 3), listed(4), bodies(4)),
    ) as server:
        account_id = add_scripted(bench, server)
        async with hand_on(bench, account_id) as hand:
            lease = await hand.claim()
            for _ in range(4):
                await hand.poll(lease)
    seen = [(event.uidvalidity, event.uid, event.effects) for event in await bench.fetched(account_id)]
    new, old = Effects.ALLOWED, Effects.HISTORY
    assert seen == [(7, 11, new), (7, 12, new), (8, 1, old), (8, 2, old), (8, 3, old), (8, 4, new)]


async def test_a_server_that_renumbers_again_and_again_has_all_its_mail_read_again(bench: Bench) -> None:
    """Also one that goes back to numbers of before, which RFC 9051 §2.3.1.1 forbids: they may be other messages now."""
    async with scripted_imap_server(
        EXAMINE=(folder(7, 1), folder(8, 3), folder(9, 3), folder(7, 3), folder(7, 4)),
        UID_SEARCH=(NO_HISTORY, *[b"* SEARCH 1 2\r\n<tag> OK done\r\n"] * 3),
        UID_FETCH=(*[listed(1, 2), bodies(1, 2)] * 3, listed(3), bodies(3)),
    ) as server:
        account_id = add_scripted(bench, server)
        async with hand_on(bench, account_id) as hand:
            lease = await hand.claim()
            for _ in range(5):
                await hand.poll(lease)
    seen = [(event.uidvalidity, event.uid, event.effects) for event in await bench.fetched(account_id)]
    renumbered = [(validity, uid, Effects.HISTORY) for validity in (8, 9, 7) for uid in (1, 2)]
    assert seen == [*renumbered, (7, 3, Effects.ALLOWED)]


async def test_a_copy_refused_three_times_is_a_gap_and_those_behind_it_come_through(bench: Bench) -> None:
    refused = b"<tag> NO [SERVERBUG] corrupt\r\n"
    async with scripted_imap_server(
        EXAMINE=(folder(7, 1), folder(7, 4)),
        UID_SEARCH=NO_HISTORY,
        UID_FETCH=(
            *(listed(1, 2, 3), refused, bodies(1), refused),
            *(listed(2, 3), refused),
            *(listed(2, 3), refused, bodies(3)),
        ),
    ) as server:
        account_id = add_scripted(bench, server)
        async with hand_on(bench, account_id) as hand:
            lease = await hand.claim()
            await hand.poll(lease)
            for attempt in (1, 2):
                with pytest.raises(SourceFailedError, match=f"did not give UID 2 of INBOX, attempt {attempt}"):
                    await hand.poll(lease, is_careful=attempt > 1)
                assert bench.last_uid(account_id) == 1
            await hand.poll(lease, is_careful=True)
    assert bench.last_uid(account_id) == 3
    assert [event.uid for event in await bench.fetched(account_id)] == [1, 3]
    gaps = bench.rows("SELECT uid, reason, detail FROM read_fetch_gap WHERE account_id = %s", account_id)
    assert gaps == [{"uid": 2, "reason": "refused", "detail": "[SERVERBUG] corrupt"}]


async def test_a_copy_that_is_gone_and_one_that_was_erased_are_gaps(bench: Bench) -> None:
    async with scripted_imap_server(
        EXAMINE=(folder(7, 1), folder(7, 4)), UID_SEARCH=NO_HISTORY, UID_FETCH=(listed(1, 2, 3), bodies(1, 3))
    ) as server:
        account_id = add_scripted(bench, server)
        async with hand_on(bench, account_id) as hand:
            lease = await hand.claim()
            await hand.poll(lease)
            erased = mail_id(hand.account.account_key, content_hash(b"ab03"))
            bench.execute("INSERT INTO erased (mail_id) VALUES (%s)", erased)
            await hand.poll(lease)
    assert [event.uid for event in await bench.fetched(account_id)] == [1]
    gaps = bench.rows("SELECT uid, reason FROM read_fetch_gap WHERE account_id = %s ORDER BY uid", account_id)
    assert gaps == [{"uid": 2, "reason": "gone"}, {"uid": 3, "reason": "erased"}]
    assert bench.last_uid(account_id) == 3


async def test_uids_that_do_not_exist_cost_one_search(bench: Bench) -> None:
    far = 4_000_000_000
    async with scripted_imap_server(
        EXAMINE=(folder(7, 1), folder(7, far + 1)),
        UID_SEARCH=(NO_HISTORY, b"* SEARCH %d\r\n<tag> OK done\r\n" % far),
        UID_FETCH=(listed(), listed(far), bodies(far)),
    ) as server:
        account_id = add_scripted(bench, server)
        async with hand_on(bench, account_id) as hand:
            lease = await hand.claim()
            await hand.poll(lease)
            await hand.poll(lease)
    assert bench.last_uid(account_id) == far


async def test_a_uidnext_that_is_only_said_too_low_begins_nothing_anew(bench: Bench) -> None:
    """Else what was read as new would come once more, and what is new would come as history."""
    async with scripted_imap_server(
        EXAMINE=(folder(7, 1), folder(7, 3), folder(7, 2), folder(7, 4)),
        UID_SEARCH=(NO_HISTORY, b"* SEARCH 2\r\n<tag> OK done\r\n"),
        UID_FETCH=(listed(1, 2), bodies(1, 2), listed(3), bodies(3)),
    ) as server:
        account_id = add_scripted(bench, server)
        async with hand_on(bench, account_id) as hand:
            lease = await hand.claim()
            await hand.poll(lease)
            await hand.poll(lease)
            with pytest.raises(SourceFailedError, match="UIDNEXT 2 of INBOX, and it shows UID 2"):
                await hand.poll(lease)
            await hand.poll(lease)
    seen = [(event.uidvalidity, event.uid, event.effects) for event in await bench.fetched(account_id)]
    assert seen == [(7, uid, Effects.ALLOWED) for uid in (1, 2, 3)]
