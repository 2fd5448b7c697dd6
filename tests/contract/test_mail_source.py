"""The MailSource port on real servers: GreenMail and Dovecot, over IMAP and POP3, with verified TLS."""

import asyncio
import imaplib
import secrets
import ssl
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.local.endpoints import Endpoints
from deploy.local.mail_server import MailServer, create_user
from services.poller.domain.copies import Listed
from services.poller.imap import search as imap_search
from services.poller.ports import CommandRefusedError, MailSource, SourceFailedError
from shared.certificates import if_it_is_yours
from shared.events import MailboxAction, MailboxRequested
from tests.contract.mail_source import ACCOUNT, Place, first_failure, opened
from tests.harness.wait import eventually

PASSWORD = 'p"w\\d'
RAW = b"Subject: a message\r\n\r\n.a dot\r\n..two\r\n* 1 EXISTS\r\nA1 OK done\r\n{5}\r\n)\r\n"
HUGE = b"Subject: huge\r\n\r\n" + (b"x" * 998 + b"\r\n") * (30 * 1024 * 1024 // 1000)


@dataclass(frozen=True, slots=True)
class Served:
    """A mailbox of its own on a real server."""

    place: Place
    deliver: Callable[[bytes], None]


def on_greenmail(request: pytest.FixtureRequest, protocol: str, user: str) -> Served:
    stack: Endpoints = request.getfixturevalue("stack")
    assert stack.greenmail is not None
    mail = stack.greenmail
    create_user(mail, user, PASSWORD)

    def deliver(raw: bytes) -> None:
        with imaplib.IMAP4(mail.host, mail.imap) as imap:
            imap.login(user, PASSWORD)
            assert imap.append("INBOX", "", "", raw)[0] == "OK"

    return Served(place_on(mail, protocol, user), deliver)


def on_dovecot(request: pytest.FixtureRequest, protocol: str, user: str) -> Served:
    dovecot = request.getfixturevalue("dovecot")
    dovecot.add_user(user, PASSWORD)
    return Served(place_on(dovecot.server, protocol, user), lambda raw: dovecot.deliver(user, raw))


def place_on(mail: MailServer, protocol: str, user: str) -> Place:
    port = mail.imaps if protocol == "imap" else mail.pop3s
    return Place(protocol, port, use_tls=True, ca_file=mail.ca_file, user=user, password=PASSWORD)


def on_dovecot_by_starttls(request: pytest.FixtureRequest, protocol: str, user: str) -> Served:
    """By STARTTLS over IMAP, by STLS over POP3."""
    served = on_dovecot(request, protocol, user)
    mail = request.getfixturevalue("dovecot").server
    port = mail.imap if protocol == "imap" else mail.pop3
    return replace(served, place=replace(served.place, port=port, is_by_starttls=True))


SERVERS = {
    "greenmail": (on_greenmail, pytest.mark.stack),
    "dovecot": (on_dovecot, pytest.mark.dovecot),
    "dovecot by starttls": (on_dovecot_by_starttls, pytest.mark.dovecot),
}
BOTH = [pytest.param(name, marks=mark, id=name) for name, (_, mark) in SERVERS.items()]


@pytest.fixture
def served(request: pytest.FixtureRequest, server: str, protocol: str) -> Served:
    return SERVERS[server][0](request, protocol, f"u{secrets.token_hex(6)}@contract.example")


async def listed(source: MailSource) -> list[Listed]:
    state = await source.examine("INBOX")
    return [*await source.listing(1, max(1, state.uidnext - 1))]


both_servers = pytest.mark.parametrize("server", BOTH)
both_protocols = pytest.mark.parametrize("protocol", ["imap", "pop3"])
imap_only = pytest.mark.parametrize("protocol", ["imap"])


@both_servers
@both_protocols
async def test_what_arrives_is_listed_in_order_and_fetched(served: Served) -> None:
    for raw in (RAW, b"Subject: second\r\n\r\n2\r\n"):
        served.deliver(raw)
    async with opened(served.place) as source:
        state = await source.examine("INBOX")
        copies = await source.listing(1, state.uidnext - 1)
        raws = await source.fetch(copies)
        first = await source.first_uid(1)
    assert [copy.uid for copy in copies] == sorted(raws) == [first, state.uidnext - 1]
    # Both of GreenMail's renderings leave out trailing line ends.
    assert [raw.rstrip() for raw in raws.values()] == [RAW.rstrip(), b"Subject: second\r\n\r\n2"]


@both_protocols
@pytest.mark.parametrize("server", [pytest.param("dovecot", marks=pytest.mark.dovecot)])
@pytest.mark.parametrize("raw", [RAW, b"Subject: 8bit\r\n\r\n\xff\xfe\r\n\r\n\r\n", HUGE], ids=["odd", "8bit", "30MB"])
async def test_bytes_are_kept(served: Served, raw: bytes) -> None:
    served.deliver(raw)
    async with opened(served.place) as source:
        [copy] = await listed(source)
        assert await source.fetch([copy]) == {copy.uid: raw}
    assert abs(copy.size_bytes - len(raw)) < 8


@both_servers
@both_protocols
async def test_a_message_of_zero_bytes(served: Served) -> None:
    served.deliver(b"")
    async with opened(served.place) as source:
        [copy] = await listed(source)
        assert (await source.fetch([copy]))[copy.uid].strip() == b""


@both_servers
@both_protocols
@pytest.mark.parametrize("portion", [1000, 3], ids=["at once", "in portions"])
async def test_every_uid_is_told_anew(served: Served, portion: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_search, "PORTION", portion)
    for number in range(8):
        served.deliver(b"Subject: %d\r\n\r\n" % number)
    async with opened(served.place) as source:
        uids = [copy.uid for copy in await listed(source)]
        told = [portion async for portion in source.uids(uids[1], uids[-2])]
        some = await source.listed([uids[0], uids[-1], uids[-1] + 7])
        recent = await source.arrived_since(uids[0], uids[-1], datetime.now(UTC))
        there = await source.may_exist([uids[-1] + 7])
    assert sorted({uid for each in told for uid in each}) == uids[1:-1]
    assert all(len(each) <= max(portion, 6) for each in told)
    assert [copy.uid for copy in some] == [uids[0], uids[-1]]
    assert (sorted(recent), [*there]) == (uids, [])


@both_servers
@both_protocols
async def test_an_empty_mailbox(served: Served) -> None:
    async with opened(served.place) as source:
        assert await listed(source) == []
        assert await source.first_uid(1) is None
        assert [uid async for portion in source.uids(1, 100) for uid in portion] == []
        assert (await source.listed([1, 2]), [*await source.may_exist([1, 2])]) == ([], [])


@both_servers
@both_protocols
async def test_a_wrong_password(served: Served) -> None:
    line = await first_failure(replace(served.place, password="not the one"), timeout_s=10)
    assert line.startswith(f"{ACCOUNT}: localhost:{served.place.port} refused the login of {served.place.user} ("), line
    assert line.endswith("): correct incoming_username or the incoming password")
    assert "not the one" not in line


@both_servers
@both_protocols
async def test_a_certificate_that_does_not_verify(served: Served, server: str) -> None:
    or_else = "" if server == "greenmail" else ", or the server leaves out a certificate between"
    shown = ssl.PEM_cert_to_DER_cert(Path(served.place.ca_file).with_name("server.pem").read_text())
    assert await first_failure(replace(served.place, ca_file=""), timeout_s=10) == (
        f"{ACCOUNT}: the certificate of localhost:{served.place.port} does not verify (this machine does not know its "
        f"authority (Mailweave local test authority){or_else}): {if_it_is_yours(shown, 'incoming_server')}"
    )


@both_servers
@imap_only
async def test_a_uid_that_is_gone_is_missing_from_the_answer(served: Served) -> None:
    served.deliver(RAW)
    async with opened(served.place) as source:
        [copy] = await listed(source)
        assert [*await source.fetch([Listed(copy.uid + 9, 1), copy])] == [copy.uid]


@both_servers
@imap_only
async def test_mail_that_arrives_is_pushed(served: Served) -> None:
    async with opened(served.place) as source:
        await source.examine("INBOX")
        assert source.can_push
        waiting = asyncio.create_task(source.wait_for_push(asyncio.Event(), 20))
        await asyncio.to_thread(served.deliver, RAW)
        assert await waiting
        assert len(await listed(source)) == 1


@both_servers
@imap_only
async def test_what_arrives_while_a_folder_is_open_is_seen(served: Served) -> None:
    async with opened(served.place) as source:
        assert await listed(source) == []
        assert await listed(source) == []
        await asyncio.to_thread(served.deliver, RAW)
        [copy] = await eventually(lambda: listed(source), deadline_s=10, what="the message that arrived")
        assert (await source.examine("INBOX")).uidnext == copy.uid + 1


@both_servers
@imap_only
async def test_waiting_for_push_ends_on_request_and_after_its_time(served: Served) -> None:
    async with opened(served.place) as source:
        await source.examine("INBOX")
        assert not await source.wait_for_push(asyncio.Event(), 0.05)
        stop = asyncio.Event()
        stop.set()
        assert not await source.wait_for_push(stop, 20)
        assert await listed(source) == []


@both_servers
@imap_only
async def test_only_what_arrived_since_a_day_is_history(served: Served) -> None:
    served.deliver(RAW)
    now = datetime.now(UTC)
    async with opened(served.place) as source:
        await source.examine("INBOX")
        assert await source.first_uid(1, now - timedelta(days=2)) is not None
        assert await source.first_uid(1, now + timedelta(days=3)) is None


def asked(action: MailboxAction, uid: int, uidvalidity: int, **fields: object) -> MailboxRequested:
    values = {"account_id": 1, "command_id": "00000000-0000-0000-0000-000000000001", "folder": "INBOX", **fields}
    return MailboxRequested.model_validate({**values, "action": action, "uid": uid, "uidvalidity": uidvalidity})


@both_servers
@imap_only
async def test_reading_leaves_no_trace_and_commands_do_what_they_say(served: Served) -> None:
    served.deliver(RAW)
    async with opened(served.place) as source:
        [copy] = await listed(source)
        await source.fetch([copy])
        [read] = await listed(source)
        assert "\\Seen" not in read.flags
        uidvalidity = (await source.examine("INBOX")).uidvalidity
        await source.change(asked(MailboxAction.FLAG, copy.uid, uidvalidity, flags=("\\Seen",)))
        [flagged] = await listed(source)
        assert "\\Seen" in flagged.flags
        with pytest.raises(CommandRefusedError, match="renumbered"):
            await source.change(asked(MailboxAction.DELETE, copy.uid, uidvalidity + 1))
        await source.change(asked(MailboxAction.DELETE, copy.uid, uidvalidity))
        assert await listed(source) == []


@both_servers
@imap_only
async def test_a_folder_that_does_not_exist(served: Served) -> None:
    async with opened(served.place) as source:
        with pytest.raises(SourceFailedError, match="does not open the folder Entwürfe"):
            await source.examine("Entwürfe")


@both_servers
@both_protocols
async def test_a_glance_shows_what_an_open_folder_has(served: Served) -> None:
    served.deliver(RAW)
    async with opened(served.place) as source:
        state = await source.examine("INBOX")
    served.deliver(RAW)
    async with opened(served.place) as source:
        glanced = await source.glance("INBOX")
        assert glanced == await source.examine("INBOX")
    assert glanced.uidvalidity == state.uidvalidity
    assert glanced.uidnext > state.uidnext or served.place.protocol == "pop3"  # whose numbers are the book's
