"""The MailSource port on servers that break, lie or fall silent: each wait ends, and one line says what happened."""

import asyncio
import logging
import socket
from dataclasses import replace

import pytest

from services.poller.domain.copies import Listed
from services.poller.ports import CopyRefusedError, SourceFailedError
from tests.contract.hostile_servers import AGAIN, BAD_LOGIN, IMAP, POP3, TLS_PORT
from tests.contract.mail_source import PASSWORD, Place, first_failure, opened, source_at
from tests.contract.scripted_imap import LARGE, LITERAL, ONE, RAW, at, imap
from tests.fakes.mail_server import (
    PAUSE,
    PAUSE_S,
    SILENCE,
    scripted_imap_server,
    scripted_pop3_server,
)
from tests.harness.wait import eventually, within


@pytest.mark.parametrize("case", IMAP)
async def test_a_hostile_imap_server(case: str, caplog: pytest.LogCaptureFixture) -> None:
    answers, line = IMAP[case]
    with caplog.at_level(logging.DEBUG):
        async with scripted_imap_server(
            **{name.replace(" ", "_"): answer for name, answer in answers.items()}
        ) as server:
            timeout_s = 0.5 if "within 0.5 s" in line else 10
            assert await first_failure(Place("imap", server.port), timeout_s=timeout_s) == at(line, server.port)
    assert PASSWORD not in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_goodbye_is_the_reason_also_where_the_connection_stays_open() -> None:
    async with within(10), scripted_imap_server(EXAMINE=b"* BYE [UNAVAILABLE] going down\r\n" + SILENCE) as server:
        line = await first_failure(Place("imap", server.port), timeout_s=3600)
    assert line == at(f"SERVER closed the connection (BYE [UNAVAILABLE] going down): {AGAIN}", server.port)


@pytest.mark.parametrize("case", POP3)
async def test_a_hostile_pop3_server(case: str) -> None:
    answers, line = POP3[case]
    async with scripted_pop3_server(**answers) as server:
        timeout_s = 0.5 if "within 0.5 s" in line else 10
        place = Place("pop3", server.port)
        assert await first_failure(place, timeout_s=timeout_s, limit=64 * 1024) == at(line, server.port)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        pytest.param(
            Place("imap", 0, use_tls=False, allow_plaintext=False),
            "TLS is off, so the password would go to SERVER unencrypted: "
            "set incoming_tls to implicit or starttls, or allow_plaintext=true if plaintext is meant",
            id="plaintext that nobody allowed",
        ),
        pytest.param(
            Place("pop3", 0, use_tls=False, allow_plaintext=False),
            "TLS is off, so the password would go to SERVER unencrypted: "
            "set incoming_tls to implicit or starttls, or allow_plaintext=true if plaintext is meant",
            id="the same by POP3",
        ),
        pytest.param(
            Place("imap", 0, use_tls=True),
            f"SERVER does not speak TLS (wrong version number): {TLS_PORT}",
            id="TLS to a plaintext port",
        ),
        pytest.param(
            Place("pop3", 0, use_tls=True),
            f"SERVER does not speak TLS (wrong version number): {TLS_PORT}",
            id="the same by POP3 ",
        ),
    ],
)
async def test_tls(place: Place, line: str) -> None:
    async with scripted_imap_server() as server:
        here = Place(place.protocol, server.port, place.use_tls, place.allow_plaintext)
        assert await first_failure(here) == at(line, server.port)
        assert not any(b"LOGIN" in said for said in server.said)


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
async def test_a_connection_that_ends_in_the_tls_handshake_is_no_lack_of_tls(protocol: str) -> None:
    """Else a blip of the network would cost the account the long rest that a wrong port is given."""

    async def hear_and_hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(2**16)
        writer.write_eof()
        await reader.read()  # to close with bytes unread would be a reset
        writer.close()

    async with await asyncio.start_server(hear_and_hang_up, "localhost", 0) as server:
        port = server.sockets[0].getsockname()[1]
        line = await first_failure(Place(protocol, port, use_tls=True), timeout_s=5)
    assert line == at(f"SERVER closed the connection (in the TLS handshake): {AGAIN}", port)


@pytest.mark.parametrize("protocol", ["imap", "pop3"])
async def test_a_host_where_nobody_listens(protocol: str) -> None:
    with socket.socket() as unused:
        unused.bind(("localhost", 0))
        port = unused.getsockname()[1]
        line = await first_failure(Place(protocol, port))
    assert line == at(
        "SERVER cannot be reached (connection refused): check incoming_server and incoming_port, and the network", port
    )


async def test_name_and_password_go_over_the_wire_quoted() -> None:
    async with scripted_imap_server() as server, opened(Place("imap", server.port, user='a "b')):
        [login] = [said for said in server.said if b"LOGIN" in said]
    assert login.partition(b" ")[2] == rb'LOGIN "a \"b" "se\"c\\ret"'


@pytest.mark.parametrize("scripted", [scripted_imap_server, scripted_pop3_server], ids=["imap", "pop3"])
async def test_a_password_with_a_line_break_is_not_sent(scripted: type) -> None:
    async with scripted() as server:
        protocol = "imap" if server.is_imap else "pop3"
        line = await first_failure(Place(protocol, server.port, password="a\r\nDELE 1"))
        assert line == at(
            f"SERVER refused the login of a@b.example (it holds a line break, not sent): {BAD_LOGIN}", server.port
        )
        assert not any(b"DELE" in said for said in server.said)


@pytest.mark.parametrize("scripted", [scripted_imap_server, scripted_pop3_server], ids=["imap", "pop3"])
async def test_a_goodbye_that_is_broken_off_leaves_no_connection(scripted: type) -> None:
    async with within(10), scripted(QUIT=b"", LOGOUT=b"") as server:
        source = source_at(Place("imap" if server.is_imap else "pop3", server.port))
        await source.open()
        closing = asyncio.create_task(source.close())
        await eventually(lambda: server.said[-1] in (b"QUIT", b"BYE LOGOUT"), what="the goodbye")
        closing.cancel()
        await asyncio.gather(closing, return_exceptions=True)
        await eventually(lambda: server.ended, what="the end of the connection")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(LITERAL, id="literal"),
        pytest.param(
            b"* 9 EXISTS\r\n* 4 FETCH (FLAGS (x))\r\n" + LITERAL + b"* 3 EXPUNGE\r\n", id="unsolicited around it"
        ),
        pytest.param(b"* \xff\xfe what\r\n* 5 FETCH (BODY[] {3}\r\nabc)\r\n" + LITERAL, id="garbage before it"),
        pytest.param(LITERAL.replace(b"UID 1 ", b"").replace(b"end)", b"end UID 1)"), id="UID behind it"),
    ],
)
async def test_a_body_is_taken_byte_for_byte(answer: bytes) -> None:
    async with imap(UID_FETCH=answer + b"<tag> OK done\r\n") as (_, source):
        assert await source.fetch([ONE]) == {1: RAW}


async def test_a_large_body_may_come_slowly() -> None:
    pieces = PAUSE.join(LITERAL[at : at + 10] for at in range(0, len(LITERAL), 10))
    assert pieces.count(PAUSE) * PAUSE_S > 2
    async with imap(timeout_s=2, UID_FETCH=pieces + b"<tag> OK done\r\n") as (_, source):
        assert await source.fetch([replace(ONE, size_bytes=LARGE)]) == {1: RAW}


async def test_a_large_body_that_stops_coming_is_not_waited_for_as_long_as_it_might_take() -> None:
    async with within(5), imap(timeout_s=0.5, UID_FETCH=LITERAL[:40] + SILENCE) as (_, source):
        with pytest.raises(SourceFailedError, match="did not answer within"):
            await source.fetch([replace(ONE, size_bytes=LARGE)])


async def test_an_answer_of_thousands_of_lines_in_one_piece() -> None:
    lines = b"".join(b"* %d FETCH (UID %d RFC822.SIZE 5)\r\n" % (n, n) for n in range(1, 5001))
    async with imap(UID_FETCH=lines + b"<tag> OK done\r\n") as (_, source):
        assert len(await source.listing(1, 5000)) == 5000


async def test_a_uid_that_is_counted_before_its_message_is_shown_is_not_passed_over() -> None:
    examined = b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 3] next\r\n<tag> OK [READ-ONLY] done\r\n"
    early = b"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n<tag> OK done\r\n"
    later = b"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n* 2 FETCH (UID 2 RFC822.SIZE 5)\r\n<tag> OK done\r\n"
    async with imap(EXAMINE=examined, UID_FETCH=(early, later)) as (_, source):
        assert [copy.uid for copy in await source.listing(1, 2)] == [1, 2]


@pytest.mark.parametrize(
    "refusal", [b"<tag> NO [SERVERBUG] corrupt\r\n", b"* 1 FETCH (UID 1 BODY[] NIL)\r\n<tag> OK\r\n"]
)
async def test_a_refused_copy_leaves_the_imap_source_usable(refusal: bytes) -> None:
    async with imap(UID_FETCH=(refusal, LITERAL + b"<tag> OK done\r\n")) as (_, source):
        with pytest.raises(CopyRefusedError):
            await source.fetch([ONE])
        assert await source.fetch([ONE]) == {1: RAW}


async def test_a_refused_copy_leaves_the_pop3_source_usable() -> None:
    stuffed = b"+OK\r\n..dot\nbare line end\r\n.\r\n"
    async with (
        scripted_pop3_server(RETR=(b"-ERR no such message\r\n", stuffed)) as server,
        opened(Place("pop3", server.port)) as source,
    ):
        await source.examine("INBOX")
        with pytest.raises(CopyRefusedError, match="no such message"):
            await source.fetch([ONE])
        assert await source.fetch([ONE]) == {1: b".dot\nbare line end\r\n"}


async def test_a_connection_that_opens_after_its_poll_has_ended_is_closed_unused() -> None:
    heard: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def greet_late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opening.cancel()
        await source.close()
        writer.write(b"+OK late\r\n")
        heard.set_result(await reader.read(100))
        writer.close()

    async with await asyncio.start_server(greet_late, "localhost", 0) as server:
        source = source_at(Place("pop3", server.sockets[0].getsockname()[1]))
        opening = asyncio.create_task(source.open())
        async with within(10):
            assert await heard == b""


async def test_missing_uidnext_is_asked_for_by_status() -> None:
    status = b"* STATUS INBOX (UIDVALIDITY 7 UIDNEXT 12)\r\n<tag> OK\r\n"
    async with imap(EXAMINE=b"* 1 EXISTS\r\n<tag> OK done\r\n", STATUS=status) as (_, source):
        assert (await source.examine("INBOX")).uidnext == 12


NOTHING = b'* 1 FETCH (UID 1 BODY[] "")\r\n<tag> OK done\r\n'


@pytest.mark.parametrize(
    "copy", [pytest.param(ONE, id="a size told"), pytest.param(Listed(1, 0, is_sized=False), id="no size told")]
)
async def test_nothing_is_no_message_where_there_is_one(copy: Listed) -> None:
    async with imap(UID_FETCH=NOTHING) as (_, source):
        with pytest.raises(CopyRefusedError, match="answered with no message"):
            await source.fetch([copy])


async def test_a_message_that_is_told_to_have_no_bytes_has_none() -> None:
    async with imap(UID_FETCH=NOTHING) as (_, source):
        assert await source.fetch([Listed(1, 0)]) == {1: b""}


async def test_the_end_of_an_answer_is_no_end_of_a_literal() -> None:
    one_too_many = b"* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)\r\n<tag> OK )\r\n" % (len(RAW) + 1, RAW)
    async with imap(UID_FETCH=one_too_many) as (_, source):
        with pytest.raises(CopyRefusedError, match="answered with no message"):
            await source.fetch([ONE])


async def test_a_goodbye_that_is_refused_ends_the_session_all_the_same() -> None:
    async with scripted_pop3_server(QUIT=b"-ERR [SYS/TEMP] not now\r\n") as server, opened(Place("pop3", server.port)):
        pass
    assert server.said[-1] == b"QUIT"
