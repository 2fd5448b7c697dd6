"""The server's own list against the cursor: what was passed over for no reason is named and fetched, and only that."""

from collections.abc import Callable

import pytest

from services.cli.operating.witness import compared
from services.cli.settings import CliSettings
from services.poller.domain.tally import Comparison
from services.poller.polling.poll import Poll
from services.poller.polling.witness import Witness
from services.poller.store.witness import WitnessStore
from shared.events import Effects
from tests.fakes.model_imap import Kept, ModelImap, model_imap
from tests.harness.wait import eventually
from tests.integration.gaps import SOON_S, add_modelled, gap_that, gaps, hurry, seen
from tests.integration.poller import Bench
from tests.integration.poller_by_hand import Hand, hand_on

EACH_S = 0.2
"""The witness's interval."""
OLD, NEW = "01-Jan-2020 10:00:00 +0000", "28-Nov-2026 10:00:00 +0000"
LARGE = 200_100
WAIT_S = 60.0
WALKED = "SELECT passed::text FROM read_folder_cursor WHERE account_id = %s"


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


def mail(number: int) -> bytes:
    return b"Subject: %d\r\n\r\n%d\r\n" % (number, number)


async def look(hand: Hand) -> Comparison:
    """One look, as the poller's second connection makes it."""
    lease = await hand.claim()
    store = WitnessStore(hand.leased(lease), hand.account.protocol == "pop3")
    async with hand.opened(lease) as source:
        return await Witness(hand.account, source, store).run()


@pytest.mark.parametrize("others", [3, LARGE], ids=["small folder", "over 200,000 messages"])
async def test_a_hole_that_is_filled_late_is_named_fetched_and_then_accounted_for(
    bench: Bench, caplog: pytest.LogCaptureFixture, others: int
) -> None:
    """Neither counted nor listed when the cursor passes it, between others that are."""
    async with model_imap() as server, bench.poller(gap_retry_s=SOON_S, witness_interval_s=EACH_S):
        server.mails = dict.fromkeys(range(1, others + 1), Kept(b"old"))
        server.uidnext = others + 1
        account_id = add_modelled(bench, server)
        await bench.live(account_id)
        server.add(mail(1))
        hidden = server.add(mail(2), is_counted=False, is_listed=False)
        server.add(mail(3))
        await bench.moved_to(account_id, hidden + 1)
        await looked(bench, times=2)
        assert gaps(bench, account_id) == []
        server.mails[hidden] = Kept(mail(2))
        gap = await gap_that(bench, account_id, "it is fetched", lambda gap: gap["closed_at"])
    assert (gap["uid"], gap["reason"], gap["closed_as"]) == (hidden, "unaccounted", "read")
    name = f"unaccounted: the server has UID {hidden} of INBOX, nothing says why the cursor passed it"
    assert caplog.text.count(name) == 1
    last = (await bench.fetched(account_id))[-1]
    assert (last.uid, last.effects, await bench.opened(last)) == (hidden, Effects.ALLOWED, mail(2))
    assert seen(bench, account_id) == {hidden - 1, hidden, hidden + 1}
    assert max(len(line) for line in server.said) < 200


async def looked(bench: Bench, times: int) -> None:
    """Once so many looks more were completed."""
    query = "SELECT coalesce(max(looks), 0) AS looks FROM read_server_witness"
    until = bench.rows(query)[0]["looks"] + times
    await eventually(lambda: bench.rows(query)[0]["looks"] >= until, deadline_s=20, what="looks")


async def test_what_was_taken_for_gone_and_shows_again_is_fetched(bench: Bench) -> None:
    async with model_imap() as server, bench.poller(gap_retry_s=SOON_S, witness_interval_s=EACH_S):
        account_id = add_modelled(bench, server)
        await bench.live(account_id)
        server.add(mail(1), is_refused=True)
        await gap_that(bench, account_id, "the gap", lambda gap: gap["attempts"] >= 1)
        server.expunge(1)
        await gap_that(bench, account_id, "gone", lambda gap: gap["closed_as"] == "gone")
        server.mails[1] = Kept(mail(1))
        gap = await gap_that(bench, account_id, "read", lambda gap: gap["closed_as"] == "read")
    assert (gap["reason"], [event.uid for event in await bench.fetched(account_id)]) == ("unaccounted", [1])


def nothing(server: ModelImap) -> None:
    del server


def arrives(server: ModelImap) -> None:
    server.add(mail(9))


def is_expunged(server: ModelImap) -> None:
    server.expunge(server.uidnext - 1)


def is_moved_out_and_in(server: ModelImap) -> None:
    is_expunged(server)
    arrives(server)


def begins_anew(server: ModelImap) -> None:
    server.uidvalidity = 8


def begins_anew_under_the_same_uidvalidity(server: ModelImap) -> None:
    server.mails, server.uidnext = {1: Kept(mail(9))}, 2


MEANWHILE = {
    each.__name__.replace("_", " "): each
    for each in (
        nothing,
        arrives,
        is_expunged,
        is_moved_out_and_in,
        begins_anew,
        begins_anew_under_the_same_uidvalidity,
    )
}


@pytest.mark.parametrize("meanwhile", MEANWHILE.values(), ids=MEANWHILE)
@pytest.mark.parametrize("history_days", [0, 30], ids=["live", "with history"])
async def test_there_is_no_false_alarm(bench: Bench, meanwhile: Callable[[ModelImap], None], history_days: int) -> None:
    """Old and recent mail before the start, some that is older than the history after its first, live mail, a gap."""
    async with model_imap() as server:
        for number, arrived in enumerate((OLD, OLD, NEW, OLD, NEW), 1):
            server.add(mail(number), arrived=arrived)
        server.since = frozenset({3, 5})
        account_id = add_modelled(bench, server, initial_history_days=history_days)
        async with hand_on(bench, account_id) as hand:
            lease = await hand.claim()
            await hand.poll(lease)
            for number in (6, 7, 8):
                server.add(mail(number))
            await hand.poll(lease)
            meanwhile(server)
            found = await look(hand)
    assert (found.unaccounted, gaps(bench, account_id)) == (0, [])
    wanted = {3, 5} if history_days else set()
    assert seen(bench, account_id) == wanted | {6, 7, 8}


async def test_what_lies_within_the_history_and_was_not_shown_at_the_start_is_unaccounted(bench: Bench) -> None:
    async with model_imap() as server:
        for number, arrived in enumerate((OLD, NEW, NEW), 1):
            server.add(mail(number), arrived=arrived)
        server.since = frozenset({3})
        account_id = add_modelled(bench, server, initial_history_days=30)
        async with hand_on(bench, account_id) as hand:
            await hand.poll(await hand.claim())
            assert await look(hand) == Comparison(listed=3, unaccounted=0)
            server.since = frozenset({1, 2, 3})  # SINCE knows days only: the older one is told by its date
            assert await look(hand) == Comparison(listed=3, unaccounted=1)
            assert await look(hand) == Comparison(listed=3, unaccounted=0)
    assert [(gap["uid"], gap["reason"]) for gap in gaps(bench, account_id)] == [(2, "unaccounted")]


async def test_mail_that_is_being_fetched_while_the_server_lists_is_no_alarm(bench: Bench) -> None:
    """The list is longer than the cursor was when it was asked for; the cursor moves before the books are read."""
    async with model_imap() as server:
        account_id = add_modelled(bench, server)
        async with hand_on(bench, account_id) as hand:
            lease = await hand.claim()
            await hand.poll(lease)
            server.add(mail(1))
            store = WitnessStore(hand.leased(lease))
            async with hand.opened(lease) as source:
                reading = await store.reading("INBOX")
                assert reading is not None
                await source.examine("INBOX")
                server.add(mail(2))
                told = [uids async for uids in source.uids(1, reading.cursor.last_uid)]
            poll: Poll = await hand.poll(lease)
            assert poll.tally.processed == 2
            assert [await store.unknown(reading.cursor, uids) for uids in told] == [[]]
            assert await store.unknown(reading.cursor, [1, 2]) == []


async def test_a_pop3_mail_that_the_cursor_has_passed_alone_is_unaccounted(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}witness@example.org"
    account_id = bench.add_account(address, incoming_protocol="pop3", initial_history_days=0)
    bench.append(address, mail(1))
    async with hand_on(bench, account_id) as hand:
        lease = await hand.claim()
        await hand.poll(lease)
        bench.append(address, mail(2), mail(3))
        await hand.poll(lease, limit=1)
        assert await look(hand) == Comparison(listed=1, unaccounted=0)
        bench.execute("UPDATE folder_cursor SET last_uid = last_uid + 1")
        assert await look(hand) == Comparison(listed=2, unaccounted=1)
        assert await look(hand) == Comparison(listed=2, unaccounted=0)
    (gap,) = gaps(bench, account_id)
    assert (gap["reason"], gap["closed_at"]) == ("unaccounted", None)


def cli(bench: Bench) -> CliSettings:
    at = bench.settings
    return CliSettings(
        kafka_servers=at.kafka_servers,
        database_url=at.database_url,
        topic_prefix=at.topic_prefix,
        _env_file=None,
    )


async def test_somebody_who_asks_has_the_list_compared_at_once(bench: Bench) -> None:
    async with model_imap() as server, bench.poller():
        account_id = add_modelled(bench, server, auto_polling_enabled=False)
        assert await compared(cli(bench), account_id, WAIT_S) == []
        hidden = server.add(mail(1), is_counted=False, is_listed=False)
        server.add(mail(2))
        assert await compared(cli(bench), None, WAIT_S) == []
        assert (gaps(bench, account_id), bench.last_uid(account_id)) == ([], hidden + 1)
        server.mails[hidden] = Kept(mail(1))
        assert await compared(cli(bench), account_id, WAIT_S) == []
    (gap,) = gaps(bench, account_id)
    assert (gap["uid"], gap["reason"], gap["closed_at"]) == (hidden, "unaccounted", None)
    assert bench.rows(WALKED, account_id) == [{"passed": "{[1,3)}"}]


async def test_who_asks_is_told_why_a_list_could_not_be_compared(bench: Bench) -> None:
    async with model_imap() as server, bench.poller():
        account_id = add_modelled(bench, server)
        await bench.live(account_id)
        await bench.moved_to(account_id, server.add(mail(0)))
        server.is_search_refused = True
        (line,) = await compared(cli(bench), account_id, 3)
    assert line.startswith(f"account {account_id} (model@example.org): its server's list was not compared within 3 s: ")
    assert "UID SEARCH was answered" in line


async def test_what_was_compared_is_no_hole_any_more(bench: Bench) -> None:
    """A cursor that something else than a poll has moved: the list shows that there was nothing, or it is a gap."""
    async with model_imap() as server:
        account_id = add_modelled(bench, server)
        async with hand_on(bench, account_id) as hand:
            await hand.poll(await hand.claim())
            server.add(mail(1))
            server.uidnext = 4
            bench.execute("UPDATE folder_cursor SET last_uid = 3")
            assert (await look(hand)).unaccounted == 1
    assert bench.rows(WALKED, account_id) == [{"passed": "{[1,4)}"}]


async def test_a_look_that_fails_is_said_and_costs_the_account_nothing(bench: Bench) -> None:
    async with model_imap() as server, bench.poller(witness_interval_s=EACH_S, gap_retry_s=SOON_S):
        account_id = add_modelled(bench, server)
        await bench.live(account_id)
        await bench.moved_to(account_id, server.add(mail(0)))
        server.is_search_refused = True
        query = "SELECT said FROM read_server_witness WHERE account_id = %s AND said <> ''"
        (row,) = await eventually(lambda: bench.rows(query, account_id), deadline_s=20, what="what was said")
        assert "UID SEARCH was answered" in row["said"]
        uid = server.add(mail(1))
        await bench.moved_to(account_id, uid)
        await bench.health(account_id, "ok")
        server.is_search_refused = False
        await looked(bench, times=1)
    assert bench.rows(query, account_id) == []
