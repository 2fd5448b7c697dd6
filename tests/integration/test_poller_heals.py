"""Messages that could not be had are asked for again: how it came, what happens then → how the gap ends."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from services.poller.domain.copies import GapReason
from services.poller.domain.retry import MOST_ATTEMPTS
from services.poller.polling.poll import PollPorts
from services.poller.polling.retrying import GapRetry
from services.poller.ports import SourceFailedError
from services.poller.store.cursors import CursorStore
from services.poller.store.gaps import GapStore
from shared.events import Effects
from shared.ids import AccountId
from tests.fakes.mail_server import scripted_pop3_server
from tests.fakes.model_imap import ModelImap, model_imap
from tests.harness.wait import eventually
from tests.integration.gaps import SOON_S, add_modelled, gap_that, gaps, hurry, seen
from tests.integration.poller import Bench
from tests.integration.poller_by_hand import add_scripted, hand_on

Change = Callable[[ModelImap], None]
FIRST, HURT, BEHIND = b"Subject: 1\r\n\r\n1\r\n", b"Subject: 2\r\n\r\n2\r\n", b"Subject: 3\r\n\r\n3\r\n"
NEVER_S = 10_000.0


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


def hurt(**how: object) -> Change:
    def change(server: ModelImap) -> None:
        server.mails[2] = replace(server.mails[2], **how)  # type: ignore[arg-type]  # the fields of Kept

    return change


MENDED = hurt(is_listed=True, is_found_only=False, is_refused=False, is_deadly=False, is_left_out=False)


@dataclass(frozen=True)
class Condition:
    """What the server does about UID 2, and the gap that comes of it."""

    how: dict[str, object]
    reason: GapReason


CONDITIONS = {
    "refused again and again": Condition({"is_refused": True}, GapReason.REFUSED),
    "the connection is lost over it": Condition({"is_deadly": True}, GapReason.DROPPED),
    "listed, its body left out": Condition({"is_left_out": True}, GapReason.REFUSED),
    "counted and not listed": Condition({"is_listed": False}, GapReason.NOT_SHOWN),
    "found and not listed": Condition({"is_found_only": True}, GapReason.NOT_SHOWN),
}


def deliver(server: ModelImap, **how: object) -> None:
    """Three messages, the second in trouble."""
    server.add(FIRST)
    server.add(HURT, **how)
    server.add(BEHIND)


async def copies(bench: Bench, account_id: AccountId) -> list[int | None]:
    """The uids of what was published, each once however often it came."""
    return list(dict.fromkeys(event.uid for event in await bench.fetched(account_id)))


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=CONDITIONS)
async def test_a_gap_closes_itself_when_the_message_can_be_had(bench: Bench, condition: Condition) -> None:
    async with model_imap() as server, bench.poller(gap_retry_s=SOON_S):
        account_id = add_modelled(bench, server)
        await bench.live(account_id)
        deliver(server, **condition.how)
        gap = await gap_that(bench, account_id, "the gap", lambda gap: gap["attempts"] >= 1)
        assert (gap["uid"], gap["reason"], gap["closed_at"]) == (2, condition.reason, None)
        await bench.moved_to(account_id, 3)
        assert await copies(bench, account_id) == [1, 3]
        MENDED(server)
        gap = await gap_that(bench, account_id, "it is closed", lambda gap: gap["closed_at"])
    assert (gap["closed_as"], gap["next_try_at"]) == ("read", None)
    assert await copies(bench, account_id) == [1, 3, 2]
    last = (await bench.fetched(account_id))[-1]
    assert (last.effects, await bench.opened(last)) == (Effects.ALLOWED, HURT)
    assert seen(bench, account_id) == {1, 2, 3}


async def test_a_message_that_the_server_twice_does_not_list_is_gone_and_not_asked_for_again(bench: Bench) -> None:
    async with model_imap() as server, bench.poller(gap_retry_s=SOON_S):
        account_id = add_modelled(bench, server)
        await bench.live(account_id)
        deliver(server, is_refused=True)
        await gap_that(bench, account_id, "the gap", lambda gap: gap["attempts"] >= 1)
        server.expunge(2)
        gap = await gap_that(bench, account_id, "it is closed", lambda gap: gap["closed_at"])
    assert (gap["closed_as"], gap["next_try_at"], gap["attempts"] >= 3) == ("gone", None, True)
    assert await copies(bench, account_id) == [1, 3]


@pytest.mark.parametrize("how", [{"is_listed": False}, {"is_found_only": True}], ids=["counted", "found"])
async def test_what_is_still_counted_or_found_is_not_called_gone(bench: Bench, how: dict[str, object]) -> None:
    async with model_imap() as server, bench.poller(gap_retry_s=SOON_S):
        account_id = add_modelled(bench, server)
        await bench.live(account_id)
        deliver(server, **how)
        gap = await gap_that(bench, account_id, "four attempts", lambda gap: gap["attempts"] >= 4)
    assert (gap["reason"], gap["closed_at"], gap["absent_at"]) == ("not_shown", None, None)
    assert gap["detail"] == "the server counts or finds it and does not list it"


async def test_many_that_are_not_shown_hold_up_the_mail_behind_them_no_longer_than_one(bench: Bench) -> None:
    async with model_imap() as server:
        account_id = add_modelled(bench, server)
        async with hand_on(bench, account_id) as hand:
            lease = await hand.claim()
            await hand.poll(lease)
            for _ in range(3):
                server.add(HURT, is_listed=False)
                server.add(BEHIND)
            for _ in range(2):
                with pytest.raises(SourceFailedError, match="does not list UID 1 of INBOX yet"):
                    await hand.poll(lease)
            poll = await hand.poll(lease)
    assert (poll.tally.processed, bench.last_uid(account_id)) == (3, 6)
    assert [(gap["uid"], gap["reason"]) for gap in gaps(bench, account_id)] == [(uid, "not_shown") for uid in (1, 3, 5)]


async def test_when_the_uidvalidity_has_changed_the_gap_ends_with_it(bench: Bench) -> None:
    async with model_imap() as server, bench.poller(gap_retry_s=SOON_S):
        account_id = add_modelled(bench, server)
        await bench.live(account_id)
        deliver(server, is_refused=True)
        await gap_that(bench, account_id, "the gap", lambda gap: gap["attempts"] >= 1)
        server.uidvalidity = 8
        gap = await gap_that(
            bench, account_id, "it is closed", lambda gap: gap["uidvalidity"] == 7 and gap["closed_at"]
        )
    assert (gap["closed_as"], gap["next_try_at"]) == ("renumbered", None)


async def test_what_was_erased_or_is_too_big_is_not_asked_for_again(bench: Bench) -> None:
    async with model_imap() as server, bench.poller(gap_retry_s=SOON_S, max_message_size=40):
        account_id = add_modelled(bench, server)
        await bench.live(account_id)
        server.add(b"x" * 41)
        server.add(BEHIND)
        await bench.moved_to(account_id, 2)
    (gap,) = gaps(bench, account_id)
    assert (gap["reason"], gap["next_try_at"], gap["closed_at"]) == ("too_big", None, None)


async def test_the_last_attempt_names_it_and_no_more_are_made(bench: Bench) -> None:
    async with model_imap() as server, bench.poller(gap_retry_s=SOON_S):
        account_id = add_modelled(bench, server)
        await bench.live(account_id)
        deliver(server, is_refused=True)
        await gap_that(bench, account_id, "the gap", lambda gap: gap["attempts"] >= 1)
        bench.execute("UPDATE fetch_gap SET attempts = %s, next_try_at = now()", MOST_ATTEMPTS - 1)
        server.add(BEHIND, is_refused=True)  # wakes whoever waits for gaps
        gap = await gap_that(bench, account_id, "the last attempt", lambda gap: gap["attempts"] == MOST_ATTEMPTS)
    assert (gap["next_try_at"], gap["closed_at"], gap["reason"]) == (None, None, "refused")


async def test_new_mail_does_not_wait_for_an_attempt_that_hangs(bench: Bench) -> None:
    async with model_imap() as server, bench.poller(gap_retry_s=SOON_S, server_timeout_s=NEVER_S):
        account_id = add_modelled(bench, server)
        await bench.live(account_id)
        deliver(server, is_refused=True)
        await gap_that(bench, account_id, "the gap", lambda gap: gap["attempts"] >= 1)
        hurt(is_silent=True)(server)
        await eventually(lambda: server.hung, deadline_s=20, what="an attempt hangs")
        uid = server.add(BEHIND)
        await bench.moved_to(account_id, uid)
        assert server.hung == 1


async def test_a_process_that_dies_between_publishing_and_closing_asks_again_and_it_is_the_same_copy(
    bench: Bench,
) -> None:
    class DiedError(Exception):
        pass

    async with model_imap() as server:
        account_id = add_modelled(bench, server)
        async with hand_on(bench, account_id) as hand:
            lease = await hand.claim()
            await hand.poll(lease)
            server.add(HURT)
            await hand.poll(lease)
            leased = hand.leased(lease)
            bench.execute(
                "INSERT INTO fetch_gap (account_id, folder, uidvalidity, uid, reason, size_bytes, detail, next_try_at)"
                " VALUES (%s, 'INBOX', 7, 1, 'refused', 0, '', now())",
                account_id,
            )

            async def publish_and_die(events: object) -> None:
                await hand.ports.publish(events)  # type: ignore[arg-type]
                raise DiedError

            async def ask(ports: PollPorts) -> None:
                store = GapStore(leased)
                cursor = await CursorStore(leased).cursor("INBOX")
                assert cursor is not None
                async with hand.opened(lease) as source:
                    await source.examine("INBOX")
                    again = GapRetry(hand.account, source, store, ports, SOON_S, lambda: 0.0)
                    await again.run(cursor, await store.due("INBOX", 10))

            with pytest.raises(DiedError):
                await ask(replace(hand.ports, publish=publish_and_die))
            assert gaps(bench, account_id)[0]["closed_at"] is None
            await ask(hand.ports)
    assert gaps(bench, account_id)[0]["closed_as"] == "read"
    events = await bench.fetched(account_id)
    assert len(events) == 3
    assert len({(event.copy_id, event.mail_id, event.effects) for event in events}) == 1


async def test_a_pop3_gap_closes_itself(bench: Bench) -> None:
    no = b"-ERR it is locked\r\n"
    async with (
        scripted_pop3_server(
            UIDL=(b"+OK\r\n.\r\n", b"+OK\r\n1 a\r\n2 b\r\n.\r\n"),
            LIST=b"+OK\r\n1 6\r\n2 6\r\n.\r\n",
            RETR=(*[no] * 4, b"+OK\r\nbbbb\r\n.\r\n", no, b"+OK\r\naaaa\r\n.\r\n"),
        ) as server,
        bench.poller(gap_retry_s=SOON_S),
    ):
        account_id = add_scripted(bench, server, incoming_protocol="pop3", poll_frequency=1)
        gap = await gap_that(bench, account_id, "it is closed", lambda gap: gap["closed_at"])
    assert (gap["reason"], gap["closed_as"], gap["attempts"]) == ("refused", "read", 2)
    assert [event.uidl for event in await bench.fetched(account_id)] == ["b", "a"]
