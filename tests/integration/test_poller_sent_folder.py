"""The Sent folder: what was sent from elsewhere is outbound mail, has no effects, and stays as it lies there."""

from collections import Counter
from pathlib import Path

from shared.events import Direction, Effects
from tests.harness.wait import eventually
from tests.integration.poller import Bench
from tests.integration.test_poller_after_fetch import done, fetched, flags_in, parser

ASKED = b"Message-ID: <asked@customer.example>\r\nFrom: ada@customer.example\r\nSubject: hello\r\n\r\nMay I?\r\n"
ANSWERED = (
    b"Message-ID: <answered@elsewhere.example>\r\nIn-Reply-To: <asked@customer.example>\r\n"
    b"To: ada@customer.example\r\nSubject: Re: hello\r\n\r\nYou may.\r\n"
)


async def test_what_lies_there_is_read_as_sent(bench: Bench, topic_prefix: str, tmp_path: Path) -> None:
    address = f"{topic_prefix}sent@example.org"
    account_id = bench.add_account(address, poll_frequency=1, after_fetch="delete", sent_folder="Sent Items")
    with bench.imap(address) as imap:
        imap.create('"Sent Items"')
    async with parser(bench, tmp_path) as stores, bench.poller():
        await bench.live(account_id)
        bench.append(address, ASKED)
        with bench.imap(address) as imap:
            imap.append('"Sent Items"', None, None, ANSWERED)
        events = await fetched(bench, account_id, 2)
        assert {(event.folder, event.direction, event.effects) for event in events} == {
            ("INBOX", Direction.INBOUND, Effects.ALLOWED),
            ("Sent Items", Direction.OUTBOUND, Effects.HISTORY),
        }
        for event in events:
            await stores.handle(event)
        await done(bench, account_id)
        assert bench.rows("SELECT folder FROM account_command") == [{"folder": "INBOX"}]
        assert set(flags_in(bench, address, '"Sent Items"')) == {1}
    stored = bench.rows("SELECT subject, direction FROM message ORDER BY direction")
    assert stored == [{"subject": "hello", "direction": "inbound"}, {"subject": "Re: hello", "direction": "outbound"}]


async def test_a_copy_of_received_mail_that_lies_there_makes_no_second_one(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}both@example.org"
    account_id = bench.add_account(address, poll_frequency=1, sent_folder="Sent")
    with bench.imap(address) as imap:
        imap.create("Sent")
    async with bench.poller():
        await bench.live(account_id)
        bench.append(address, ASKED)
        with bench.imap(address) as imap:
            imap.append("Sent", None, None, ASKED)
        events = await fetched(bench, account_id, 2)
    assert Counter(event.mail_id for event in events) == Counter({events[0].mail_id: 2})


async def test_it_can_be_named_later(bench: Bench, topic_prefix: str) -> None:
    address = f"{topic_prefix}later@example.org"
    account_id = bench.add_account(address, poll_frequency=1)
    with bench.imap(address) as imap:
        imap.create("Sent")
        imap.append("Sent", None, None, ANSWERED)
    async with bench.poller():
        await bench.live(account_id)
        bench.execute("UPDATE account SET sent_folder = 'Sent', version = version + 1 WHERE id = %s", account_id)
        await eventually(lambda: bench.fetched(account_id), deadline_s=20, what="the history of the Sent folder")
    [event] = await bench.fetched(account_id)
    assert (event.direction, event.effects) == (Direction.OUTBOUND, Effects.HISTORY)
