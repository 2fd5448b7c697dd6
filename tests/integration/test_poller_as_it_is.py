"""Servers as they are, and what the real poller has of their mail in the end: condition → what is read."""

from hashlib import sha256

import pytest

from shared.events import Effects
from shared.ids import AccountId
from tests.fakes.mail_server import Answer, scripted_imap_server, scripted_pop3_server
from tests.harness.wait import eventually
from tests.integration.gaps import hurry
from tests.integration.imap_answers import NO_HISTORY, bodies, folder, listed, raw
from tests.integration.poller import Bench
from tests.integration.poller_by_hand import add_scripted

EMPTY = folder(7, 1)
OK = b"<tag> OK done\r\n"
NOTHING = OK
THROTTLED = b"<tag> NO Request is throttled. Suggested Backoff Time: 100 milliseconds\r\n"
IDLE = (b"+ idling\r\n* 2 EXISTS\r\n", b"+ idling\r\n")
GAPS = "SELECT uid, reason FROM read_fetch_gap WHERE account_id = %s ORDER BY uid"


def holding(count: int, uidnext: int, uidvalidity: int = 7) -> bytes:
    return b"* %d EXISTS\r\n" % count + folder(uidvalidity, uidnext)


def found(*uids: int) -> bytes:
    return b"* SEARCH" + b"".join(b" %d" % uid for uid in uids) + b"\r\n<tag> OK done\r\n"


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


READ: dict[str, dict[str, Answer]] = {
    "counted, listed much later": {
        "EXAMINE": (EMPTY, holding(2, 3)),
        "UID_SEARCH": (NO_HISTORY, *[found(1)] * 3, found(1, 2)),
        "UID_FETCH": (listed(1), listed(1), listed(1), bodies(1), *[NOTHING] * 4, listed(2), bodies(2)),
    },
    "listed by SEARCH, by FETCH later": {
        "EXAMINE": (EMPTY, holding(2, 3)),
        "UID_SEARCH": (NO_HISTORY, found(1, 2)),
        "UID_FETCH": (listed(2), listed(2), listed(1, 2), bodies(1, 2)),
    },
    "throttled at the body, again and again": {
        "EXAMINE": (EMPTY, folder(7, 3)),
        "UID_SEARCH": NO_HISTORY,
        "UID_FETCH": (*[listed(1, 2), THROTTLED] * 5, listed(1, 2), bodies(1), bodies(2)),
    },
    "throttled at the listing and at EXAMINE": {
        "EXAMINE": (EMPTY, THROTTLED, folder(7, 3)),
        "UID_SEARCH": NO_HISTORY,
        "UID_FETCH": (THROTTLED, b"<tag> NO [UNAVAILABLE] later\r\n", listed(1, 2), bodies(1), bodies(2)),
    },
    "a body left out once": {
        "EXAMINE": (EMPTY, folder(7, 3)),
        "UID_SEARCH": NO_HISTORY,
        "UID_FETCH": (listed(1, 2), bodies(1), bodies(2)),
    },
    "a body left out, of a message that is listed": {
        "EXAMINE": (EMPTY, folder(7, 3)),
        "UID_SEARCH": NO_HISTORY,
        "UID_FETCH": (listed(1, 2), bodies(1), NOTHING, listed(2), listed(2), bodies(2)),
    },
    "opens nothing before ID, and offers it": {
        "CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE ID\r\n<tag> OK done\r\n",
        "ID": b"* ID NIL\r\n<tag> OK done\r\n",
        "EXAMINE": (EMPTY, folder(7, 3)),
        "UID_SEARCH": NO_HISTORY,
        "UID_FETCH": (listed(1, 2), bodies(1, 2)),
    },
    "opens nothing before ID, and does not say so": {
        "ID": b"* ID NIL\r\n<tag> OK done\r\n",
        "EXAMINE": (b"<tag> NO EXAMINE Unsafe Login. Please contact the provider\r\n", EMPTY, folder(7, 3)),
        "UID_SEARCH": NO_HISTORY,
        "UID_FETCH": (listed(1, 2), bodies(1, 2)),
    },
    "no UIDNEXT, not even by STATUS": {
        "EXAMINE": (
            b"* 0 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n<tag> OK done\r\n",
            b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n<tag> OK done\r\n",
        ),
        "STATUS": b"* STATUS INBOX (UIDVALIDITY 7)\r\n<tag> OK done\r\n",
        "UID_SEARCH": (NO_HISTORY, NO_HISTORY, found(2)),
        "UID_FETCH": (listed(1, 2), bodies(1, 2)),
    },
}


@pytest.mark.parametrize("condition", READ)
async def test_all_is_read_once_and_nothing_is_a_gap(bench: Bench, condition: str) -> None:
    async with scripted_imap_server(**{"IDLE": IDLE, **READ[condition]}) as server:
        account_id = add_scripted(bench, server, poll_frequency=3600)
        async with bench.poller():
            await bench.moved_to(account_id, 2)
        assert sum(b" ID (" in line for line in server.said) == ("ID" in READ[condition])
    events = await bench.fetched(account_id)
    assert [await bench.opened(event) for event in events] == [raw(1), raw(2)]
    assert bench.rows(GAPS, account_id) == []


async def test_what_is_counted_and_never_shown_is_a_gap_in_the_end_and_the_rest_comes(bench: Bench) -> None:
    async with scripted_imap_server(
        EXAMINE=(EMPTY, holding(2, 3)),
        UID_SEARCH=(NO_HISTORY, found(2)),
        UID_FETCH=(*[listed(2)] * 6, bodies(2)),
        IDLE=IDLE,
    ) as server:
        account_id = add_scripted(bench, server, poll_frequency=3600)
        async with bench.poller():
            await bench.moved_to(account_id, 2)
    assert [event.uid for event in await bench.fetched(account_id)] == [2]
    assert [tuple(row.values()) for row in bench.rows(GAPS, account_id)] == [(1, "not_shown")]


async def all_moved(bench: Bench, account_id: AccountId) -> bool:
    return bench.last_uid(account_id) == 3


async def test_uids_that_begin_anew_under_the_same_uidvalidity_are_read_as_history(bench: Bench) -> None:
    async with scripted_imap_server(
        EXAMINE=(folder(7, 11), folder(7, 12), folder(7, 3), folder(7, 4)),
        UID_SEARCH=(NO_HISTORY, found(1, 2)),
        UID_FETCH=(listed(11), bodies(11), listed(1, 2), bodies(1, 2), listed(3), bodies(3)),
        IDLE=(*[b"+ idling\r\n* 9 EXISTS\r\n"] * 3, b"+ idling\r\n"),
    ) as server:
        account_id = add_scripted(bench, server, poll_frequency=3600)
        async with bench.poller():
            await eventually(lambda: all_moved(bench, account_id), deadline_s=30, what="the new folder is read")
    new, old = Effects.ALLOWED, Effects.HISTORY
    events = await bench.fetched(account_id)
    assert [(event.uid, event.effects) for event in events] == [
        (11, new),
        (1, old),
        (2, old),
        (3, new),
    ]
    assert len({event.copy_id for event in events}) == 4


async def test_a_connection_that_tells_nothing_is_replaced(bench: Bench) -> None:
    """The mail shows on the second session only: the first says OK to everything."""
    async with scripted_imap_server(
        EXAMINE=(EMPTY, folder(7, 3)), UID_SEARCH=NO_HISTORY, UID_FETCH=(listed(1, 2), bodies(1, 2))
    ) as server:
        account_id = add_scripted(bench, server, poll_frequency=1)
        async with bench.poller():
            await bench.moved_to(account_id, 2)
        assert server.sessions == 2


async def test_a_forced_poll_looks_by_a_fresh_connection(bench: Bench) -> None:
    async with scripted_imap_server(
        EXAMINE=(EMPTY, folder(7, 3)), UID_SEARCH=NO_HISTORY, UID_FETCH=(listed(1, 2), bodies(1, 2))
    ) as server:
        account_id = add_scripted(bench, server, poll_frequency=3600)
        async with bench.poller():
            await bench.live(account_id)
            bench.execute("INSERT INTO poll_request (account_id, force) VALUES (%s, true)", account_id)
            await bench.moved_to(account_id, 2)
        assert server.sessions == 2


async def test_a_uidl_line_without_an_id_holds_up_nobody(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    async with scripted_pop3_server(
        UIDL=b"+OK\r\n1 a\r\n2\r\n3 b\r\n4 b\r\n.\r\n",
        LIST=b"+OK\r\n1 4\r\n2 4\r\n3 4\r\n4 4\r\n.\r\n",
        RETR=tuple(b"+OK\r\n%s\r\n.\r\n" % text for text in (b"one", b"three", b"four")),
    ) as server:
        account_id = add_scripted(bench, server, incoming_protocol="pop3", poll_frequency=3600)
        async with bench.poller():
            await bench.moved_to(account_id, 3)
    raws = [await bench.opened(event) for event in await bench.fetched(account_id)]
    assert raws == [b"one\r\n", b"three\r\n", b"four\r\n"]
    assert "1 messages have no UIDL and cannot be read" in caplog.text


async def test_a_pop3_server_without_uidl_is_read_by_its_headers(bench: Bench) -> None:
    one, two = (b"Message-ID: <%d@x>\r\n\r\nhello\r\n" % number for number in (1, 2))
    async with scripted_pop3_server(
        UIDL=b"-ERR unknown\r\n",
        CAPA=b"-ERR unknown\r\n",
        STAT=b"+OK 2 60\r\n",
        LIST=b"+OK\r\n1 30\r\n2 30\r\n.\r\n",
        TOP=tuple(b"+OK\r\n%s\r\n.\r\n" % raw[:-7] for raw in (one, two)) * 3,
        RETR=(b"+OK\r\n%s.\r\n" % one, b"+OK\r\n%s.\r\n" % two),
    ) as server:
        account_id = add_scripted(bench, server, incoming_protocol="pop3", poll_frequency=3600)
        async with bench.poller():
            await bench.moved_to(account_id, 2)
            query = "SELECT reason FROM receiving_state WHERE account_id = %s AND state = 'ok'"
            [row] = await eventually(lambda: bench.rows(query, account_id), what="the state")
    assert [await bench.opened(event) for event in await bench.fetched(account_id)] == [one, two]
    said = "no UIDL: each poll reads every header to tell the messages apart"
    assert row["reason"] == f"localhost:{server.port} has {said}"


LONG = b"".join(sha256(b"%d" % number).hexdigest().encode() for number in range(200))
"""No database makes this short enough for an index."""
UIDLS = {
    "Latin-1": b"1 gr\xfc\xdfe\r\n2 b\r\n",
    "bytes of no charset": b"1 \x80\x81\x00\xff\r\n2 \x80\x81\r\n",
    "blanks and tabs": b"1  two words\r\n2\tb  c\r\n",
    "one that looks like the second of two": b"1 a\r\n2 a 2\r\n3 a\r\n",
    "over-long": b"1 %s1\r\n2 %s2\r\n" % (LONG, LONG),
}


@pytest.mark.parametrize("condition", UIDLS)
async def test_every_uidl_names_its_message_once_and_for_all(bench: Bench, condition: str) -> None:
    uidls = UIDLS[condition]
    count = uidls.count(b"\r\n")
    async with scripted_pop3_server(
        UIDL=b"+OK\r\n" + uidls + b".\r\n",
        LIST=b"+OK\r\n1 4 octets\r\n2 many\r\n\r\n99999999999999999999 4\r\n.\r\n",
        RETR=tuple(b"+OK\r\n%d\r\n.\r\n" % number for number in range(1, count + 2)),
    ) as server:
        account_id = add_scripted(bench, server, incoming_protocol="pop3", poll_frequency=1)
        async with bench.poller():
            await bench.moved_to(account_id, count)
            await eventually(lambda: server.sessions >= 3, deadline_s=20, what="two more polls")
        retrieved = [line for line in server.said if line.startswith(b"RETR")]
    assert retrieved == [b"RETR %d" % number for number in range(1, count + 1)]
    assert len(await bench.fetched(account_id)) == count


EMPTY_OR_SIZELESS: dict[str, tuple[dict[str, Answer], int]] = {
    "refuses to list nothing": ({"UIDL": b"-ERR nothing here\r\n", "STAT": b"+OK 0 0\r\n"}, 0),
    "refuses LIST": ({"LIST": b"-ERR what?\r\n"}, 1),
}


@pytest.mark.parametrize("condition", EMPTY_OR_SIZELESS)
async def test_a_pop3_server_need_not_answer_all(bench: Bench, condition: str) -> None:
    answers, count = EMPTY_OR_SIZELESS[condition]
    async with scripted_pop3_server(**answers) as server:
        account_id = add_scripted(bench, server, incoming_protocol="pop3", poll_frequency=3600)
        async with bench.poller():
            await bench.live(account_id)
            await bench.health(account_id, "ok")
    assert len(await bench.fetched(account_id)) == count
